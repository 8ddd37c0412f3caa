package city.lifeline.launcher.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.jobs.WantedJob;
import city.lifeline.model.Runs;
import city.lifeline.testing.GeneratedSection;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The files for several machines say what the code says. Nothing here runs them: the tools that do
 * are not on every machine.
 */
class DeploymentFilesTest {

    private static final Path ROOT = GeneratedSection.root();
    private static final Path DEPLOY = ROOT.resolve("deploy");
    private static final Path BASE = DEPLOY.resolve("kubernetes/base");
    private static final Pattern METRIC = Pattern.compile("lifeline_[a-z_]+");

    @Test
    void topicsOfKubernetesAreThoseOfTheCode() throws IOException {
        Map<String, NewTopic> wanted = topics();
        Set<String> found = new TreeSet<>();
        for (Map<?, ?> topic : documents(BASE.resolve("topics.yaml"))) {
            String name = (String) at(topic, "metadata", "name");
            found.add(name);
            NewTopic of = wanted.get(name);
            assertNotNull(of, name);
            assertEquals(of.numPartitions(), at(topic, "spec", "partitions"), name);
            assertEquals(3, at(topic, "spec", "replicas"), name);
            Map<String, String> configs = new TreeMap<>();
            ((Map<?, ?>) at(topic, "spec", "config"))
                    .forEach((key, value) -> configs.put((String) key, String.valueOf(value)));
            assertEquals("2", configs.remove("min.insync.replicas"), name);
            assertEquals(new TreeMap<>(of.configs()), configs, name);
        }
        assertEquals(wanted.keySet(), found);
    }

    @Test
    void topicsOfComposeAreThoseOfTheCode() throws IOException {
        Map<String, NewTopic> wanted = topics();
        Set<String> found = new TreeSet<>();
        for (String line : Files.readAllLines(DEPLOY.resolve("compose/topics.sh"))) {
            if (!line.startsWith("topic lifeline.")) {
                continue;
            }
            List<String> words = List.of(line.split(" "));
            NewTopic of = wanted.get(words.get(1));
            assertNotNull(of, line);
            found.add(words.get(1));
            assertEquals(of.numPartitions(), Integer.parseInt(words.get(2)), line);
            Map<String, String> configs = new TreeMap<>();
            for (String each : words.subList(3, words.size())) {
                configs.put(
                        each.substring(0, each.indexOf('=')),
                        each.substring(each.indexOf('=') + 1));
            }
            assertEquals("2", configs.remove("min.insync.replicas"), line);
            assertEquals(new TreeMap<>(of.configs()), configs, line);
        }
        assertEquals(wanted.keySet(), found);
    }

    private static Map<String, NewTopic> topics() {
        Map<String, NewTopic> topics = new TreeMap<>();
        KafkaAdmin.topics().forEach(topic -> topics.put(topic.name(), topic));
        return topics;
    }

    @Test
    void everyKeyOfTheirConfigurationsIsInTheReference() throws IOException {
        String reference = Files.readString(ROOT.resolve("docs/configuration.md"));
        for (String file : List.of("compose", "kubernetes/base", "cluster")) {
            Map<String, String> keys = properties(file);
            assertEquals(
                    List.of(),
                    keys.keySet().stream()
                            .filter(key -> !reference.contains("| `" + key + "` |"))
                            .toList(),
                    file);
            for (String needed :
                    List.of(
                            "kafka.bootstrap.servers",
                            "mqtt.url",
                            "history.url",
                            "flink.checkpoints.dir",
                            "database.url",
                            "alerting.http.port",
                            "alerting.admin.password.file",
                            "alerting.token.file")) {
                assertTrue(keys.containsKey(needed), () -> file + " lacks " + needed);
            }
        }
    }

    private static Map<String, String> properties(String directory) throws IOException {
        Map<String, String> keys = new HashMap<>();
        for (String line :
                Files.readAllLines(DEPLOY.resolve(directory).resolve("lifeline.properties"))) {
            if (!line.startsWith("#") && !line.isBlank()) {
                int at = line.indexOf('=');
                keys.put(line.substring(0, at), line.substring(at + 1));
            }
        }
        return keys;
    }

    @Test
    void everyMetricOfAlertsAndDashboardsIsOneThatAProcessHas() throws IOException {
        String sources = sources();
        Set<String> named = new TreeSet<>();
        for (Path file : metricFiles()) {
            Matcher matcher = METRIC.matcher(Files.readString(file));
            while (matcher.find()) {
                named.add(matcher.group());
            }
        }
        assertTrue(named.size() >= 15, named::toString);
        assertEquals(List.of(), named.stream().filter(name -> !isExposed(name, sources)).toList());
    }

    private static List<Path> metricFiles() throws IOException {
        List<Path> files = new ArrayList<>(List.of(DEPLOY.resolve("prometheus/alerts.yaml")));
        try (Stream<Path> dashboards = Files.list(DEPLOY.resolve("grafana/dashboards"))) {
            dashboards.forEach(files::add);
        }
        return files;
    }

    /** Prometheus adds ends to the names that the code gives, and Micrometer turns dots. */
    private static boolean isExposed(String metric, String sources) {
        String name = metric.replaceAll("_(bucket|count|sum|max)$", "");
        if (name.startsWith("lifeline_ingest_gateway_")) {
            return sources.contains("\"lifeline_ingest_gateway_\"")
                    && sources.contains(
                            "\"" + name.substring("lifeline_ingest_gateway_".length()) + "\"");
        }
        if (name.startsWith("lifeline_alerting_")) {
            String dotted = name.replaceAll("_(total|seconds)$", "").replace('_', '.');
            return sources.contains("\"" + dotted + "\"");
        }
        return sources.contains("\"" + name + "\"");
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String module : List.of("ingest", "alerting", "deploy/mqtt-broker")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    all.append(Files.readString(file));
                }
            }
        }
        return all.toString();
    }

    @Test
    void everyAlertSaysWhatToDo() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/deployment.md"));
        List<String> alerts = new ArrayList<>();
        for (Map<?, ?> file : documents(DEPLOY.resolve("prometheus/alerts.yaml"))) {
            for (Object group : (List<?>) at(file, "groups")) {
                for (Object rule : (List<?>) at((Map<?, ?>) group, "rules")) {
                    alerts.add((String) at((Map<?, ?>) rule, "alert"));
                }
            }
        }
        assertTrue(alerts.size() > 10);
        assertEquals(
                List.of(),
                alerts.stream().filter(alert -> !page.contains("| `" + alert + "` |")).toList());
    }

    @Test
    void whatComposeNamesIsThere() throws IOException {
        Map<?, ?> compose = documents(DEPLOY.resolve("compose/compose.yaml")).get(0);
        Map<?, ?> services = (Map<?, ?>) at(compose, "services");
        services.forEach(
                (name, of) -> {
                    Map<?, ?> service = (Map<?, ?>) of;
                    keys(service.get("depends_on")).forEach(other -> inside(services, other, name));
                    for (Object secret : list(service.get("secrets"))) {
                        inside((Map<?, ?>) at(compose, "secrets"), secret, name);
                    }
                    for (Object config : list(service.get("configs"))) {
                        inside(
                                (Map<?, ?>) at(compose, "configs"),
                                ((Map<?, ?>) config).get("source"),
                                name);
                    }
                    for (Object volume : list(service.get("volumes"))) {
                        String source = volume.toString().split(":", 2)[0];
                        if (source.startsWith(".")) {
                            Path path = DEPLOY.resolve("compose").resolve(source);
                            assertTrue(Files.exists(path), () -> name + " mounts " + source);
                        } else {
                            inside((Map<?, ?>) at(compose, "volumes"), source, name);
                        }
                    }
                });
        for (Object config : ((Map<?, ?>) at(compose, "configs")).values()) {
            String file = (String) at((Map<?, ?>) config, "file");
            assertTrue(Files.exists(DEPLOY.resolve("compose").resolve(file)), file);
        }
        for (Object target : prometheusTargets()) {
            String host = target.toString().split(":", 2)[0];
            inside(services, host, "prometheus.yaml");
        }
    }

    private static List<Object> prometheusTargets() throws IOException {
        List<Object> targets = new ArrayList<>();
        Map<?, ?> file = documents(DEPLOY.resolve("prometheus/prometheus.yaml")).get(0);
        for (Object job : (List<?>) at(file, "scrape_configs")) {
            for (Object each : (List<?>) at((Map<?, ?>) job, "static_configs")) {
                targets.addAll((List<?>) at((Map<?, ?>) each, "targets"));
            }
        }
        return targets;
    }

    private static void inside(Map<?, ?> all, @Nullable Object name, Object of) {
        assertTrue(all.containsKey(name), () -> of + " names " + name + ", which is nowhere");
    }

    private static Set<?> keys(@Nullable Object map) {
        return map == null ? Set.of() : ((Map<?, ?>) map).keySet();
    }

    private static List<?> list(@Nullable Object list) {
        return list == null ? List.of() : (List<?>) list;
    }

    @Test
    void ourPodsHaveBoundsProbesAndNoPrivileges() throws IOException {
        Map<String, String> settings = properties("kubernetes/base");
        for (String name : List.of("ingest", "alerting")) {
            Map<?, ?> pod =
                    (Map<?, ?>)
                            at(
                                    documents(BASE.resolve(name + ".yaml")).get(0),
                                    "spec",
                                    "template",
                                    "spec");
            assertEquals(true, at(pod, "securityContext", "runAsNonRoot"), name);
            Map<?, ?> container = (Map<?, ?>) list(at(pod, "containers")).get(0);
            assertEquals("lifeline/" + name + ":0.1.0", at(container, "image"));
            assertNotNull(at(container, "resources", "limits", "memory"), name);
            assertNotNull(at(container, "readinessProbe", "httpGet"), name);
            assertNotNull(at(container, "livenessProbe"), name);
            assertEquals(true, at(container, "securityContext", "readOnlyRootFilesystem"), name);
            assertEquals(
                    settings.get(name + ".http.port"),
                    String.valueOf(
                            at((Map<?, ?>) list(at(container, "ports")).get(0), "containerPort")));
            assertEquals("0.0.0.0", settings.get(name + ".http.address"));
        }
    }

    @Test
    void whatKustomizeGathersIsThere() throws IOException {
        Map<?, ?> base = documents(BASE.resolve("kustomization.yaml")).get(0);
        for (Object file : list(at(base, "resources"))) {
            assertTrue(!documents(BASE.resolve((String) file)).isEmpty(), file::toString);
        }
        for (String overlay : List.of("reference", "metropolis")) {
            Path directory = DEPLOY.resolve("kubernetes/overlays").resolve(overlay);
            Map<?, ?> file = documents(directory.resolve("kustomization.yaml")).get(0);
            assertEquals(List.of("../../base"), at(file, "resources"));
        }
        for (String copy : List.of("lifeline.hocon", "acl.conf")) {
            assertEquals(
                    Files.readString(DEPLOY.resolve("brokers/emqx").resolve(copy)),
                    Files.readString(BASE.resolve("emqx").resolve(copy)),
                    copy + " is a copy");
        }
    }

    @Test
    void mainClassesAreThere() throws IOException {
        Map<String, String> modules =
                Map.of(
                        "city.lifeline.ingest.", "ingest",
                        "city.lifeline.alerting.", "alerting",
                        "city.lifeline.launcher.", "deploy/launcher",
                        "city.lifeline.jobs.", "stream-jobs",
                        "city.lifeline.simulators.", "simulators");
        Pattern name = Pattern.compile("city\\.lifeline\\.[a-z]+(?:\\.[a-z]+)*\\.[A-Z][A-Za-z]+");
        int found = 0;
        for (String file :
                List.of(
                        "images/Dockerfile.ingest",
                        "images/Dockerfile.alerting",
                        "compose/compose.yaml",
                        "kubernetes/base/jobs.yaml",
                        "cluster/cluster")) {
            Matcher matcher = name.matcher(Files.readString(DEPLOY.resolve(file)));
            while (matcher.find()) {
                found++;
                String main = matcher.group();
                String module =
                        modules.entrySet().stream()
                                .filter(entry -> main.startsWith(entry.getKey()))
                                .map(Map.Entry::getValue)
                                .findFirst()
                                .orElseThrow();
                Path source =
                        ROOT.resolve(module)
                                .resolve("src/main/java")
                                .resolve(main.replace('.', '/') + ".java");
                assertTrue(Files.readString(source).contains("static void main"), main);
            }
        }
        assertTrue(found >= 6, "no main classes named");
    }

    /** What the script waits for by name is what the jobs call themselves. */
    @Test
    void jobsOfTheClusterAreThoseThatUpStarts() throws IOException {
        String script = Files.readString(DEPLOY.resolve("cluster/cluster"));
        Path settings = Path.of("settings");
        for (WantedJob job :
                List.of(WantedJob.history(settings), WantedJob.detection(settings, Runs.LIVE))) {
            assertTrue(
                    script.contains("submit %s %s ".formatted(job.name(), job.entryClass())),
                    job.name());
        }
    }

    @Test
    void addressesOfTheClusterAreOnesThatTheScriptGives() throws IOException {
        String script = Files.readString(DEPLOY.resolve("cluster/cluster"));
        int found = 0;
        for (String file :
                List.of("lifeline.properties", "kafka.properties", "flink-config.yaml")) {
            Matcher address =
                    Pattern.compile("10\\.77\\.0\\.(\\d+)")
                            .matcher(Files.readString(DEPLOY.resolve("cluster").resolve(file)));
            while (address.find()) {
                found++;
                assertTrue(
                        script.contains("]=" + address.group(1) + " ")
                                || script.contains("]=" + address.group(1) + ")"),
                        () -> file + " names " + address.group());
            }
        }
        assertTrue(found > 8, "no addresses named");
    }

    @Test
    void kafkaOfTheClusterKeepsWhatIsAcknowledgedTwice() throws IOException {
        Properties broker = new Properties();
        try (Reader file = Files.newBufferedReader(DEPLOY.resolve("cluster/kafka.properties"))) {
            broker.load(file);
        }
        for (String replicas :
                List.of(
                        "default.replication.factor",
                        "offsets.topic.replication.factor",
                        "transaction.state.log.replication.factor")) {
            assertEquals("3", broker.getProperty(replicas), replicas);
        }
        assertEquals("2", broker.getProperty("min.insync.replicas"));
        assertEquals("2", broker.getProperty("transaction.state.log.min.isr"));
    }

    private static List<Map<?, ?>> documents(Path file) throws IOException {
        List<Map<?, ?>> documents = new ArrayList<>();
        // Compose merges mappings (<<), which YAML 1.2 has no notion of.
        for (Object each :
                new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build())
                        .loadAllFromString(Files.readString(file))) {
            if (each != null) {
                documents.add((Map<?, ?>) each);
            }
        }
        return documents;
    }

    private static Object at(Map<?, ?> map, String... path) {
        Object here = map;
        for (String key : path) {
            here = ((Map<?, ?>) here).get(key);
            assertNotNull(here, () -> String.join(".", path) + " is missing");
        }
        return here;
    }
}
