package city.lifeline.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Location;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestTest {

    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir private Path directory = Path.of("");

    private final List<String> notes = new ArrayList<>();

    private Path file(String name, String... lines) throws IOException {
        return Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n");
    }

    private Backtest.Result run(Path... files) throws IOException {
        return runWith(null, files);
    }

    private Backtest.Result runWith(@Nullable Path labels, Path... files) throws IOException {
        ParsedRules parsed = RuleParser.parse("test", Map.of(), Registry.EMPTY);
        RuleSet rules = parsed.rules();
        if (rules == null) {
            throw new AssertionError(parsed.faults());
        }
        Backtest.Options options =
                new Backtest.Options(
                        List.of(files),
                        null,
                        Registry.EMPTY,
                        rules,
                        null,
                        labels,
                        Set.of(),
                        null,
                        directory.resolve("scores"),
                        directory.resolve("out"),
                        InstantSource.fixed(Instant.parse("2026-12-01T00:00:00Z")));
        return new Backtest(options, notes::add).run();
    }

    private List<String> scores(String name) throws IOException {
        return Files.readAllLines(directory.resolve("scores").resolve(name));
    }

    private String notes() {
        return String.join("\n", notes);
    }

    @Test
    void everySampleOfReadingsHasAScoreInTheirOrder() throws IOException {
        Path file =
                file(
                        "readings.csv",
                        "time,point,value,quality",
                        "2026-11-01T00:00:00Z,A,1.5,",
                        "2026-11-01T00:02:00Z,A,inf,",
                        "2026-11-01T00:01:00Z,B,2,BAD",
                        "nonsense,A,3,");

        Backtest.Result result = run(file);

        List<String> rows = scores("readings.csv");
        assertEquals("time,point,value,score", rows.get(0));
        assertEquals(5, rows.size());
        assertTrue(rows.get(1).startsWith("2026-11-01T00:00:00Z,A,1.5,"), rows.get(1));
        assertTrue(rows.get(2).startsWith("2026-11-01T00:02:00Z,A,inf,"), rows.get(2));
        assertTrue(rows.get(3).startsWith("2026-11-01T00:01:00Z,B,2,"), rows.get(3));
        assertTrue(rows.get(4).startsWith("nonsense,A,3,"), rows.get(4));
        assertEquals(2, result.rejected());
        String rejects = Files.readString(directory.resolve("out/rejects.csv"));
        assertTrue(rejects.contains("readings.csv,3,"), rejects);
        assertTrue(rejects.contains("readings.csv,5,"), rejects);
    }

    @Test
    void aWideTableIsReadAsItLooks() throws IOException {
        Path file =
                file(
                        "wide.csv",
                        "datetime;Pressure;Flow rate;remark;anomaly",
                        "2026-11-01 00:00:00;1,5;10;ok;0",
                        "2026-11-01 00:00:01;1,6;NaN;ok;1",
                        "2026-11-01 00:00:02;1,7;12;ok;0");

        Backtest.Result result = run(file);

        assertEquals(List.of(), result.faults());
        List<String> rows = scores("wide.csv");
        assertEquals(7, rows.size(), rows.toString());
        assertTrue(rows.get(1).startsWith("2026-11-01 00:00:00,Pressure,1.5,"), rows.get(1));
        assertTrue(rows.get(4).startsWith("2026-11-01 00:00:01,Flow rate,NaN,"), rows.get(4));
        assertTrue(notes().contains("'anomaly' is a label"), notes());
        assertTrue(notes().contains("decimal comma"), notes());
        assertTrue(notes().contains("'remark'"), notes());
        assertEquals(4, Files.readAllLines(directory.resolve("scores/joint/wide.csv")).size());
    }

    @Test
    void aTableOfNumbersAloneIsRead() throws IOException {
        run(file("bare.out", "1.5,0", "1.6,0", "1.4,1"));

        assertEquals(7, scores("bare.out.csv").size());
        assertTrue(notes().contains("no header"), notes());
    }

    @Test
    void aFileThatCannotBeReadDoesNotStopTheOthers() throws IOException {
        Path twice = file("twice.csv", "time,a,a", "2026-11-01T00:00:00Z,1,2");
        Path headless = file("headless.csv", "2026-11-01T00:00:00Z,A,1.5");
        Path good = file("good.csv", "time,a", "2026-11-01T00:00:00Z,1");

        Backtest.Result result = run(twice, headless, good, directory.resolve("absent.csv"));

        assertEquals(3, result.faults().size(), notes());
        assertEquals(2, scores("good.csv").size());
    }

    @Test
    void alarmsAreHeldAgainstLabels() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        List<String> lines = new ArrayList<>(List.of("time,point,value"));
        for (int i = 0; i < 2_000; i++) {
            double value = random.nextDouble() + (i >= 1_500 && i < 1_600 ? 8 : 0);
            lines.add(START.plusSeconds(60L * i) + ",A," + value);
        }
        Path file = file("labelled.csv", lines.toArray(String[]::new));
        Path labels =
                file(
                        "labels.csv",
                        "start,end,point,event",
                        START.plusSeconds(60L * 1_500)
                                + ","
                                + START.plusSeconds(60L * 1_599)
                                + ",A,leak");

        Backtest.Result result = runWith(labels, file);

        Backtest.Row all = result.figures().get(result.figures().size() - 1);
        assertEquals("all", all.rule());
        assertEquals(1, all.recall());
        assertTrue(all.precision() > 0, "precision " + all.precision());
        assertTrue(all.delaySeconds() <= 900, "delay " + all.delaySeconds());
        String report = Files.readString(result.report());
        assertTrue(report.contains("anomaly-score"));
        assertTrue(!report.contains("src=\"http"));
        List<String> told = Files.readAllLines(directory.resolve("out/events.jsonl"));
        assertEquals(1, told.size());
        String expected =
                "\"event\":\"leak\",\"secondsAfterStart\":{\"anomaly-score\":" + all.delaySeconds();
        assertTrue(told.get(0).contains(expected), told.get(0));
    }

    @Test
    void anEventThatNothingSpokeOfIsListedToo() throws IOException {
        Path labels =
                file("labels.csv", "start,end,point,event", START + "," + START + ",A,nothing");
        Path file = file("quiet.csv", "time,point,value", START + ",A,1");

        runWith(labels, file);

        assertEquals(
                List.of(
                        "{\"start\":\"%s\",\"end\":\"%s\",\"point\":\"A\",\"event\":\"nothing\",\"secondsAfterStart\":{}}"
                                .formatted(START, START)),
                Files.readAllLines(directory.resolve("out/events.jsonl")));
    }

    private static RuleSet above(Registry registry, double limit) {
        String text =
                """
                rules:
                  - id: R1
                    name: {zh: 水位, en: Level}
                    applies: {points: [P]}
                    unit: m
                    raise: above
                    grades:
                      blue: {raise: %s, clear: %s}
                      red: {raise: 15, clear: 14}
                    certainty: likely
                    source: a test
                    verified: false
                """
                        .formatted(limit, limit - 1);
        ParsedRules parsed = RuleParser.parse("test", Map.of("r.yaml", text), registry);
        RuleSet rules = parsed.rules();
        if (rules == null) {
            throw new AssertionError(parsed.faults());
        }
        return rules;
    }

    private Backtest.Result compare(double onTrial, double inForce) throws IOException {
        Point point =
                new Point(
                        "P",
                        "GW-1",
                        "A-1",
                        "level",
                        "m",
                        Duration.ofMinutes(1),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        new Text("测点", "Point"),
                        null,
                        Set.of(),
                        Map.of());
        Asset asset = new Asset("A-1", "station", new Text("站", "Station"), "", null, Set.of());
        Registry registry = new Registry(Map.of(), Map.of("A-1", asset), Map.of("P", point));
        List<String> lines = new ArrayList<>(List.of("time,point,value"));
        double[] values = {1, 5, 9, 12, 9, 5, 1, 5, 8.5, 5, 1};
        for (int i = 0; i < values.length; i++) {
            lines.add(START.plusSeconds(60L * i) + ",P," + values[i]);
        }
        Path labels =
                file(
                        "labels.csv",
                        "start,end,point,event",
                        START.plusSeconds(120) + "," + START.plusSeconds(300) + ",P,flood");
        Backtest.Options options =
                new Backtest.Options(
                        List.of(file("level.csv", lines.toArray(String[]::new))),
                        null,
                        registry,
                        above(registry, onTrial),
                        above(registry, inForce),
                        labels,
                        Set.of(),
                        null,
                        null,
                        directory.resolve("out"),
                        InstantSource.fixed(Instant.parse("2026-12-01T00:00:00Z")));
        return new Backtest(options, notes::add).run();
    }

    @Test
    void lowerLimitsOnTrialWarnEarlierAndOfMore() throws IOException {
        Backtest.Result result = compare(8, 10);

        // Both warn of 12 m, at 9 m and at 12 m; of 8.5 m only those on trial.
        Backtest.Change expected = new Backtest.Change("R1", 2, 1, 1, 0, 1, 0, 0, 0.5, 1, 1, 1);
        assertEquals(expected, result.changes().get(0), notes());
        assertEquals("all", result.changes().get(1).rule());
        List<String> lines = Files.readAllLines(directory.resolve("out/difference.jsonl"));
        assertEquals(
                List.of(
                        "{\"change\":\"EARLIER\",\"rule\":\"R1\",\"point\":\"P\","
                                + "\"raisedAt\":\"2026-11-01T00:02:00Z\","
                                + "\"raisedAtInForce\":\"2026-11-01T00:03:00Z\","
                                + "\"peak\":\"BLUE\",\"peakInForce\":\"BLUE\"}",
                        "{\"change\":\"NEW\",\"rule\":\"R1\",\"point\":\"P\","
                                + "\"raisedAt\":\"2026-11-01T00:08:00Z\",\"raisedAtInForce\":null,"
                                + "\"peak\":\"BLUE\",\"peakInForce\":null}"),
                lines);
        assertTrue(Files.readString(result.report()).contains("\"changedInAll\":2"));
    }

    @Test
    void higherLimitsOnTrialWarnLaterAndMissSome() throws IOException {
        assertEquals(
                new Backtest.Change("R1", 1, 2, 0, 1, 0, 1, 0, 1, 0.5, 1, 1),
                compare(10, 8).changes().get(0));
    }

    @Test
    void theSameRulesDifferInNothing() throws IOException {
        assertEquals(
                new Backtest.Change("R1", 2, 2, 0, 0, 0, 0, 0, 0.5, 0.5, 1, 1),
                compare(8, 8).changes().get(0));
        assertEquals(List.of(), Files.readAllLines(directory.resolve("out/difference.jsonl")));
    }

    @Test
    void rulesOverSeveralPointsAreJudgedInTheOrderOfTime() throws IOException {
        Map<String, Point> points = new HashMap<>();
        for (String id : List.of("A", "B")) {
            points.put(
                    id,
                    new Point(
                            id,
                            "GW",
                            "",
                            "methane",
                            "m",
                            Duration.ofMinutes(1),
                            OptionalDouble.empty(),
                            OptionalDouble.empty(),
                            new Text("测点", "Point"),
                            new Location(117, id.equals("A") ? 31 : 31.0005),
                            Set.of(),
                            Map.of()));
        }
        Registry registry = new Registry(Map.of(), Map.of(), points);
        ParsedRules parsed =
                RuleParser.parse(
                        "test",
                        Map.of(
                                "gas.yaml",
                                """
                                rules:
                                  - id: G3
                                    name: {zh: 相邻甲烷, en: Neighbours}
                                    applies: {quantity: methane}
                                    unit: m
                                    group: {within: 100m}
                                    members: {above: 20, window: 30min}
                                    grades: {orange: {raise: 2, clear: 2, offDelay: 5min}}
                                    source: test
                                """),
                        registry);
        RuleSet rules = parsed.rules();
        if (rules == null) {
            throw new AssertionError(parsed.faults());
        }
        Path file =
                file(
                        "readings.csv",
                        "time,point,value",
                        "2026-11-01T00:00:00Z,A,25",
                        "2026-11-01T00:01:00Z,A,5",
                        "2026-11-01T00:20:00Z,B,25",
                        "2026-11-01T00:21:00Z,B,5",
                        "2026-11-01T01:00:00Z,A,5");
        new Backtest(
                        new Backtest.Options(
                                List.of(file),
                                null,
                                registry,
                                rules,
                                null,
                                null,
                                Set.of(),
                                null,
                                directory.resolve("scores"),
                                directory.resolve("out"),
                                InstantSource.fixed(Instant.parse("2026-12-01T00:00:00Z"))),
                        notes::add)
                .run();

        List<String> warnings =
                Files.readAllLines(directory.resolve("out/warnings.jsonl")).stream()
                        .filter(line -> line.contains("G3"))
                        .toList();
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).contains("2026-11-01T00:20:00"), warnings.get(0));
        // A leaves the window at 00:30, and the delay is over five minutes later.
        assertTrue(warnings.get(0).contains("2026-11-01T00:35:00"), warnings.get(0));
    }
}
