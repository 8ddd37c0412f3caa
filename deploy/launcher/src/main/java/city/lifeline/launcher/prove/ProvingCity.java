package city.lifeline.launcher.prove;

import city.lifeline.launcher.prove.Oracle.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sample city with gateways, points and one rule that a proof has for itself. */
public final class ProvingCity {

    /** Id of the rule. */
    public static final String RULE = "E2E";

    /** File of the rule, below the city. */
    public static final String RULE_FILE = "rules/end-to-end.yaml";

    /** Limits of the rule. */
    public static final List<Limits> GRADES =
            List.of(
                    new Limits("BLUE", 1.0, 0.9),
                    new Limits("YELLOW", 1.2, 1.1),
                    new Limits("ORANGE", 1.5, 1.4),
                    new Limits("RED", 2.0, 1.8));

    private ProvingCity() {}

    /**
     * Writes one.
     *
     * @param points of each gateway; all are judged by the rule
     */
    public static void write(Path sample, Path city, Map<String, List<String>> points)
            throws IOException {
        try (Stream<Path> files = Files.walk(sample)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = city.resolve(sample.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        append(city.resolve("assets.csv"), "E2E,end-to-end,端到端,End to end,,117.28,31.83,\n");
        StringBuilder rows = new StringBuilder();
        for (Map.Entry<String, List<String>> gateway : new TreeMap<>(points).entrySet()) {
            append(city.resolve("gateways.csv"), gateway.getKey() + ",端到端,End to end\n");
            for (String point : gateway.getValue()) {
                rows.append(point)
                        .append(",")
                        .append(gateway.getKey())
                        .append(",E2E,methane,%{vol},30s,-10,100,测点,Point,,,,\n");
            }
        }
        append(city.resolve("points.csv"), rows.toString());
        Files.writeString(
                city.resolve(RULE_FILE),
                """
                rules:
                  - id: %s
                    name: {zh: 端到端, en: End to end}
                    applies: {points: [%s]}
                    unit: "%%{vol}"
                    raise: above
                    grades:
                %s
                    certainty: likely
                    source: proposed, for this test
                    verified: false
                """
                        .formatted(
                                RULE,
                                points.values().stream()
                                        .flatMap(List::stream)
                                        .sorted()
                                        .collect(Collectors.joining(", ")),
                                GRADES.stream()
                                        .map(ProvingCity::line)
                                        .collect(Collectors.joining("\n"))));
    }

    /**
     * Adds people of whom each is on duty for a district of their own, with one asset and a point
     * that the sample's rules do not know. A reading above 2 is a red warning there.
     */
    static void addPeople(Path city, int people) throws IOException {
        StringBuilder points = new StringBuilder();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < people; i++) {
            // Kilometres apart, so that no two are of one incident.
            append(
                    city.resolve("assets.csv"),
                    "PAGED-%1$d,end-to-end,有人值守%1$d,On duty %1$d,PROVE-%1$d,%2$.2f,32.60,lifeline-gas%n"
                            .formatted(i, 116.0 + 0.2 * i));
            append(city.resolve("gateways.csv"), "%s,有人值守,On duty%n".formatted(pagingGateway(i)));
            points.append(
                    "%s,%s,PAGED-%d,methane,%%{vol},30s,-10,100,测点,Point,,,,%n"
                            .formatted(pagingPoint(i), pagingGateway(i), i));
            append(
                    city.resolve("people.csv"),
                    "prove-%1$d,值班员%1$d,端到端,%2$s,,,zh,no%n".formatted(i, telephone(i)));
            append(
                    city.resolve("roster.csv"),
                    "prove-%1$d,PROVE-%1$d,gas,blue,1,prove-%1$d,daily,00:00,00:00,,%n"
                            .formatted(i));
            names.append(i == 0 ? "" : ", ").append(pagingPoint(i));
        }
        append(city.resolve("points.csv"), points.toString());
        Files.writeString(
                city.resolve("rules/paging.yaml"),
                """
                rules:
                  - id: E2E-PAGED
                    name: {zh: 有人值守, en: On duty}
                    applies: {points: [%s]}
                    unit: "%%{vol}"
                    raise: above
                    grades:
                      red: {raise: 2.0, clear: 1.8}
                    certainty: likely
                    source: proposed, for this test
                    verified: false
                """
                        .formatted(names));
    }

    static String pagingGateway(int person) {
        return "GW-PAGED-" + person;
    }

    static String pagingPoint(int person) {
        return "PAGED-%d-CH4".formatted(person);
    }

    static String telephone(int person) {
        return "+8613811100%03d".formatted(person);
    }

    private static String line(Limits limits) {
        return "      %s: {raise: %s, clear: %s}"
                .formatted(
                        limits.grade().toLowerCase(java.util.Locale.ROOT),
                        limits.raise(),
                        limits.clear());
    }

    private static void append(Path file, String text) throws IOException {
        if (!Files.readString(file).endsWith("\n")) {
            throw new IOException(file + " does not end with a new line");
        }
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }
}
