package city.lifeline.launcher.prove;

import city.lifeline.launcher.instance.Installation;
import city.lifeline.prove.proof.BrokenPromiseException;
import city.lifeline.prove.proof.NotShownException;
import city.lifeline.prove.proof.Promise;
import city.lifeline.prove.proof.Proof;
import city.lifeline.prove.proof.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Proofs that are tests of a module: run by Maven, once for all promises of the module, and judged
 * by what the reports say of each test by name.
 */
final class NamedTests {

    private final Installation installation;
    private final Group group;
    private @Nullable Map<String, Result> results;

    /**
     * Tests of one module.
     *
     * @param tests for each promise, classes or {@code Class#method}
     */
    record Group(String module, Map<Promise, List<String>> tests) {}

    /** What a report says of one test. */
    enum Result {
        PASSED,
        FAILED,
        SKIPPED
    }

    private NamedTests(Installation installation, Group group) {
        this.installation = installation;
        this.group = group;
    }

    static List<Proof> all(Installation installation, Group... groups) {
        return Arrays.stream(groups)
                .flatMap(group -> new NamedTests(installation, group).proofs())
                .toList();
    }

    private Stream<Proof> proofs() {
        return new TreeMap<>(group.tests)
                .entrySet().stream()
                        .map(
                                entry ->
                                        Proof.of(
                                                entry.getKey(),
                                                "tests of %s: %s"
                                                        .formatted(
                                                                group.module,
                                                                shortly(entry.getValue())),
                                                trial -> judge(entry.getValue(), trial)));
    }

    private static String shortly(List<String> tests) {
        return tests.stream()
                .map(test -> test.split("#", 2)[0])
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private void judge(List<String> wanted, Trial trial) throws IOException, InterruptedException {
        Map<String, Result> known = results;
        if (known == null) {
            known = run(trial);
            results = known;
        }
        if (known.isEmpty()) {
            throw new NotShownException("Maven ran no test; see " + log(trial));
        }
        int passed = 0;
        for (String test : wanted) {
            Map<String, Result> found = new TreeMap<>();
            known.forEach(
                    (name, result) -> {
                        if (name.equals(test) || name.startsWith(test + "#")) {
                            found.put(name, result);
                        }
                    });
            if (found.isEmpty()) {
                throw new NotShownException(test + " did not run; see " + log(trial));
            }
            for (Map.Entry<String, Result> each : found.entrySet()) {
                switch (each.getValue()) {
                    case FAILED -> throw new BrokenPromiseException(each.getKey() + " fails");
                    case SKIPPED -> throw new NotShownException(each.getKey() + " was skipped");
                    case PASSED -> passed++;
                }
            }
        }
        trial.figure("tests passed", passed, "");
        trial.say("%d tests passed", passed);
    }

    private Path log(Trial trial) throws IOException {
        return Files.createDirectories(trial.rigs().directory())
                .resolve(group.module.replace('/', '-') + ".tests.log");
    }

    private Map<String, Result> run(Trial trial) throws IOException, InterruptedException {
        // They need the memory, and the processes of a chain would run from jars built meanwhile.
        trial.rigs().close();
        keepOurJars();
        String classes =
                group.tests.values().stream()
                        .flatMap(List::stream)
                        .map(test -> test.split("#", 2)[0])
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(","));
        Path target = installation.home().resolve(group.module).resolve("target");
        removeReports(target.resolve("surefire-reports"));
        removeReports(target.resolve("failsafe-reports"));
        Path log = log(trial);
        trial.say("runs %s (log: %s)", classes, log);
        Process maven =
                new ProcessBuilder(
                                "mvn",
                                "-B",
                                "-ntp",
                                "-f",
                                installation.home().resolve("pom.xml").toString(),
                                "-pl",
                                group.module,
                                "-am",
                                "-Dtest=" + classes,
                                "-Dit.test=" + classes,
                                "-Dsurefire.failIfNoSpecifiedTests=false",
                                "-Dfailsafe.failIfNoSpecifiedTests=false",
                                "verify")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            maven.waitFor();
        } finally {
            maven.destroy();
        }
        Map<String, Result> found = new TreeMap<>();
        read(target.resolve("surefire-reports"), found);
        read(target.resolve("failsafe-reports"), found);
        return found;
    }

    /** Maven overwrites jars in place; this process keeps reading the old file. */
    private void keepOurJars() throws IOException {
        List<Path> ours = new ArrayList<>(installation.dependencies(Installation.Module.LAUNCHER));
        ours.add(installation.jar(Installation.Module.LAUNCHER));
        for (Path entry : ours) {
            String name = entry.getFileName().toString();
            if (name.startsWith("lifeline-")) {
                Path copy = entry.resolveSibling(name + ".old");
                Files.copy(
                        entry,
                        copy,
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
                Files.move(copy, entry, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static List<Path> reports(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .toList();
        }
    }

    private static void removeReports(Path directory) throws IOException {
        for (Path file : reports(directory)) {
            Files.delete(file);
        }
    }

    static void read(Path directory, Map<String, Result> into) throws IOException {
        for (Path file : reports(directory)) {
            try (var in = Files.newInputStream(file)) {
                XMLInputFactory factory = XMLInputFactory.newInstance();
                factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
                factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
                read(factory.createXMLStreamReader(in), into);
            } catch (XMLStreamException e) {
                throw new IOException(file + " is no test report", e);
            }
        }
    }

    private static void read(XMLStreamReader reader, Map<String, Result> into)
            throws XMLStreamException {
        String test = "";
        List<String> seen = new ArrayList<>();
        TreeSet<String> bad = new TreeSet<>(List.of("failure", "error"));
        while (reader.hasNext()) {
            if (reader.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String element = reader.getLocalName();
            if (element.equals("testcase")) {
                String type = reader.getAttributeValue(null, "classname");
                String method = reader.getAttributeValue(null, "name");
                test =
                        type.substring(type.lastIndexOf('.') + 1)
                                + "#"
                                + method.replaceAll("[({\\[].*", "");
                seen.add(test);
                into.putIfAbsent(test, Result.PASSED);
            } else if (bad.contains(element) && !seen.isEmpty()) {
                into.put(test, Result.FAILED);
            } else if (element.equals("skipped") && !seen.isEmpty()) {
                into.merge(
                        test,
                        Result.SKIPPED,
                        (old, now) -> old == Result.FAILED ? Result.FAILED : now);
            }
        }
    }
}
