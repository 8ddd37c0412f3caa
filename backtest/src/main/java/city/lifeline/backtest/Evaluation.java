package city.lifeline.backtest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How rightly and how early alarms spoke of events. An alarm is right if it overlaps an event of
 * its point and file; an event is found if an alarm overlaps it. An alarm that was open when the
 * event began led it; one that came later was late by that much.
 */
final class Evaluation {

    private final List<Event> events;
    private final double days;

    /**
     * An evaluation.
     *
     * @param days that were observed, for the rate of false warnings
     */
    Evaluation(List<Event> events, double days) {
        this.events = List.copyOf(events);
        this.days = days;
    }

    /**
     * Figures of one rule, or of all.
     *
     * @param delaySeconds median over the found events that were spoken of after their begin; not a
     *     number if there are none
     * @param leadSeconds median over those that were spoken of before; not a number if there are
     *     none
     */
    record Figures(
            String rule,
            int warnings,
            int right,
            int events,
            int found,
            double falsePerDay,
            double delaySeconds,
            double leadSeconds) {

        double precision() {
            return warnings == 0 ? Double.NaN : (double) right / warnings;
        }

        double recall() {
            return events == 0 ? Double.NaN : (double) found / events;
        }

        double f1() {
            double both = precision() + recall();
            return both > 0 ? 2 * precision() * recall() / both : both == 0 ? 0 : Double.NaN;
        }
    }

    /**
     * Of every rule by itself, in the order of their names, then of all together as {@code all}.
     */
    List<Figures> of(List<Alarm> alarms) {
        Map<String, List<Alarm>> byRule = new TreeMap<>();
        for (Alarm alarm : alarms) {
            byRule.computeIfAbsent(alarm.rule(), rule -> new ArrayList<>()).add(alarm);
        }
        List<Figures> figures = new ArrayList<>();
        byRule.forEach((rule, of) -> figures.add(figures(rule, of)));
        figures.add(figures("all", alarms));
        return figures;
    }

    /**
     * What was said of one event.
     *
     * @param firstUs of each rule that spoke of it, when it did first; before the event's begin if
     *     its warning was open then
     */
    record Told(Event event, Map<String, Long> firstUs) {}

    /** Of each event, in the order of the labels, which rules spoke of it and when. */
    List<Told> told(List<Alarm> alarms) {
        List<Told> told = new ArrayList<>();
        for (Event event : events) {
            Map<String, Long> first = new TreeMap<>();
            for (Alarm alarm : alarms) {
                if (speaksOf(alarm, event)) {
                    first.merge(alarm.rule(), alarm.startUs(), Math::min);
                }
            }
            told.add(new Told(event, first));
        }
        return told;
    }

    private static boolean speaksOf(Alarm alarm, Event event) {
        return event.concerns(alarm.file().isEmpty() ? event.file() : alarm.file(), alarm.point())
                && alarm.startUs() <= event.endUs()
                && alarm.endUs() > event.startUs();
    }

    private Figures figures(String rule, List<Alarm> alarms) {
        Set<Integer> found = new TreeSet<>();
        double[] firstUs = new double[events.size()];
        Arrays.fill(firstUs, Double.POSITIVE_INFINITY);
        int right = 0;
        for (Alarm alarm : alarms) {
            boolean hit = false;
            for (int i = 0; i < events.size(); i++) {
                if (speaksOf(alarm, events.get(i))) {
                    hit = true;
                    found.add(i);
                    firstUs[i] = Math.min(firstUs[i], (double) alarm.startUs());
                }
            }
            if (hit) {
                right++;
            }
        }
        List<Double> delays = new ArrayList<>();
        List<Double> leads = new ArrayList<>();
        for (int i : found) {
            double seconds = (firstUs[i] - events.get(i).startUs()) / 1e6;
            if (seconds >= 0) {
                delays.add(seconds);
            } else {
                leads.add(-seconds);
            }
        }
        return new Figures(
                rule,
                alarms.size(),
                right,
                events.size(),
                found.size(),
                days > 0 ? (alarms.size() - right) / days : Double.NaN,
                median(delays),
                median(leads));
    }

    private static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
