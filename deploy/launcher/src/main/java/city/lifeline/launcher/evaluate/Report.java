package city.lifeline.launcher.evaluate;

import city.lifeline.launcher.console.TextTable;
import city.lifeline.simulators.city.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A score as text, and what its plots show. */
final class Report {

    private static final String NOTHING = "-";

    private final Score score;

    Report(Score score) {
        this.score = score;
    }

    /** Events by scenario, scored ones only. */
    Map<String, List<Score.Event>> byScenario() {
        return score.events().stream()
                .filter(Score.Event::isScored)
                .collect(
                        Collectors.groupingBy(
                                event -> event.occurrence().scenario(),
                                TreeMap::new,
                                Collectors.toList()));
    }

    List<String> lines() {
        TextTable table =
                new TextTable(
                        "SCENARIO",
                        "EVENTS",
                        "FOUND",
                        "IN TIME",
                        "AS EXPECTED",
                        "DELAY p50",
                        "LEAD p50",
                        "GRADE",
                        "TOO LOW",
                        "TOO HIGH");
        byScenario()
                .forEach(
                        (scenario, events) ->
                                table.row(
                                        scenario,
                                        events.size(),
                                        count(events, Score.Event::isFound),
                                        count(events, Score.Event::isInTime),
                                        count(events, Score.Event::isAsExpected),
                                        median(delays(events)),
                                        median(leads(events)),
                                        grades(events, Score.GradeMatch.RIGHT),
                                        grades(events, Score.GradeMatch.TOO_LOW),
                                        grades(events, Score.GradeMatch.TOO_HIGH)));
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        List<Score.Event> scored = score.events().stream().filter(Score.Event::isScored).toList();
        lines.add(
                "recall %s (%d of %d events), in time %d, every expected rule with its grade and in its time %d; not scored, as no rule of the city is expected to warn: %d"
                        .formatted(
                                percent(score.recall()),
                                count(scored, Score.Event::isFound),
                                scored.size(),
                                count(scored, Score.Event::isInTime),
                                count(scored, Score.Event::isAsExpected),
                                score.events().size() - scored.size()));
        byScenario().forEach((scenario, events) -> lines.addAll(unmet(scenario, events)));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "false warnings %d: %.2f for 1,000 points and a day",
                        score.falseWarnings().size(),
                        score.falsePerThousandPointsAndDay()));
        score.falseWarnings().stream()
                .collect(
                        Collectors.groupingBy(
                                warning -> warning.rule() + " at " + warning.point(),
                                TreeMap::new,
                                Collectors.toList()))
                .entrySet()
                .stream()
                .sorted(
                        Comparator.comparing(
                                entry -> entry.getValue().size(), Comparator.reverseOrder()))
                .limit(12)
                .forEach(
                        entry ->
                                lines.add(
                                        "  %4d %s, the first at %s"
                                                .formatted(
                                                        entry.getValue().size(),
                                                        entry.getKey(),
                                                        first(entry.getValue()))));
        double seconds = score.elapsed().toMillis() / 1e3;
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%d points, %.1f days, %,d samples in %.1f s: %,.0f samples/s",
                        score.points(),
                        score.days(),
                        score.samples(),
                        seconds,
                        score.samples() / seconds));
        return lines;
    }

    /** What did not come as expected, and the severities at which. */
    private static List<String> unmet(String scenario, List<Score.Event> events) {
        Map<String, List<Double>> severities = new TreeMap<>();
        for (Score.Event event : events) {
            for (Scenario.Expected one : event.unmet()) {
                severities
                        .computeIfAbsent(words(one), words -> new ArrayList<>())
                        .add(event.occurrence().severity());
            }
        }
        return severities.entrySet().stream()
                .map(
                        entry ->
                                "  not as expected: %s, %s, at severity %s"
                                        .formatted(
                                                scenario,
                                                entry.getKey(),
                                                entry.getValue().stream()
                                                        .map(String::valueOf)
                                                        .collect(Collectors.joining(", "))))
                .toList();
    }

    static String words(Scenario.Expected expected) {
        return "%s %s within %d min"
                .formatted(
                        expected.rule(),
                        expected.grade().name().toLowerCase(Locale.ROOT),
                        expected.within().toMinutes());
    }

    private static Instant first(List<Raised> warnings) {
        long us = warnings.stream().mapToLong(Raised::raisedAtUs).min().orElse(0);
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS).truncatedTo(ChronoUnit.SECONDS);
    }

    static List<Duration> delays(List<Score.Event> events) {
        List<Duration> found = new ArrayList<>();
        for (Score.Event event : events) {
            Duration delay = event.delay();
            if (delay != null) {
                found.add(delay);
            }
        }
        return found;
    }

    /** What was left when the warning came. */
    private static List<Duration> leads(List<Score.Event> events) {
        List<Duration> found = new ArrayList<>();
        for (Score.Event event : events) {
            Duration delay = event.delay();
            if (delay != null) {
                found.add(event.within().minus(delay));
            }
        }
        return found;
    }

    private static String median(List<Duration> durations) {
        if (durations.isEmpty()) {
            return NOTHING;
        }
        Duration median = durations.stream().sorted().toList().get(durations.size() / 2);
        double minutes = median.toMillis() / 60_000.0;
        return Math.abs(minutes) < 120
                ? String.format(Locale.ROOT, "%.1f min", minutes)
                : String.format(Locale.ROOT, "%.1f h", minutes / 60);
    }

    private static long count(
            List<Score.Event> events, java.util.function.Predicate<Score.Event> which) {
        return events.stream().filter(which).count();
    }

    private static long grades(List<Score.Event> events, Score.GradeMatch match) {
        return count(events, event -> event.grade() == match);
    }

    static String percent(double share) {
        return Double.isNaN(share) ? NOTHING : String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
