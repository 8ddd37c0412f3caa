package city.lifeline.alerting.report;

import city.lifeline.alerting.warning.Assessment;
import city.lifeline.model.Grade;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Figures of a period after ISA-18.2 and IEC 62682: how many warnings come, in what floods, which
 * points chatter, what has gone stale, and how fast people answer.
 *
 * @param byPeak how many by their highest grade; 80 % blue and yellow, 15 % orange, 5 % red is
 *     usual
 * @param perTenMinutes on average; one for each operator can be handled
 * @param worstTenMinutes most in any ten minutes
 * @param slots how many began in each slot of the period
 * @param floods from ten in ten minutes until under five in ten minutes
 * @param chattering points that tripped three times or more in a minute
 * @param stale that have held for more than a day at the period's end
 * @param top the ten that came most often
 * @param answers how fast they were answered, the worst grade first
 * @param falseRates assessed and false ones, by rule
 */
public record AlarmFigures(
        int warnings,
        Map<Grade, Integer> byPeak,
        double perTenMinutes,
        int worstTenMinutes,
        List<Integer> slots,
        List<Flood> floods,
        List<Chatter> chattering,
        List<Reported> stale,
        List<Often> top,
        List<Answer> answers,
        List<FalseRate> falseRates) {

    static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    static final int FLOOD_BEGINS = 10;
    static final int FLOOD_ENDS_UNDER = 5;
    static final int CHATTER = 3;
    static final Duration CHATTER_WITHIN = Duration.ofMinutes(1);
    static final Duration STALE = Duration.ofDays(1);
    private static final int TOP = 10;

    public AlarmFigures {
        byPeak = Map.copyOf(byPeak);
        slots = List.copyOf(slots);
        floods = List.copyOf(floods);
        chattering = List.copyOf(chattering);
        stale = List.copyOf(stale);
        top = List.copyOf(top);
        answers = List.copyOf(answers);
        falseRates = List.copyOf(falseRates);
    }

    /**
     * A time in which more came than anybody can look at.
     *
     * @param to null: it goes on at the end of what is known
     * @param worst most in any ten minutes of it
     */
    public record Flood(Instant from, @Nullable Instant to, int warnings, int worst) {}

    /**
     * A point whose warning comes and goes.
     *
     * @param trips in the whole period
     * @param worst most in any minute
     */
    public record Chatter(String rule, String point, String asset, int trips, int worst) {}

    /** A rule at a point that came often. */
    public record Often(String rule, String point, String asset, int warnings) {}

    /**
     * How fast warnings of a grade were answered.
     *
     * @param within how many of those that were acknowledged were so in time
     * @param target by when somebody should have acknowledged
     */
    public record Answer(
            Grade grade,
            int warnings,
            Times acknowledged,
            int within,
            Duration target,
            Times assessed,
            Times closed) {}

    /** Durations of those to which it happened; both null where there are none. */
    public record Times(int count, @Nullable Duration median, @Nullable Duration ninetieth) {}

    /** How often a rule was wrong. */
    public record FalseRate(String rule, int warnings, int assessed, int wrong) {}

    /**
     * Figures of a period.
     *
     * @param raised that began in it, in any order
     * @param holding that began before it and still held at its end or do now
     * @param end of the period, or now if that is earlier
     * @param targets by when somebody must acknowledge
     */
    public static AlarmFigures of(
            Period period,
            List<Reported> raised,
            List<Reported> holding,
            Instant end,
            Function<Grade, Duration> targets) {
        List<Reported> sorted =
                raised.stream()
                        .sorted(
                                Comparator.comparing(Reported::raisedAt)
                                        .thenComparing(Reported::id))
                        .toList();
        List<Instant> moments = sorted.stream().map(Reported::raisedAt).toList();
        Map<Grade, Integer> byPeak = new EnumMap<>(Grade.class);
        for (Grade grade : Grade.values()) {
            byPeak.put(grade, 0);
        }
        sorted.forEach(one -> byPeak.merge(one.peak(), 1, Integer::sum));
        long passedMs = Math.max(1, Duration.between(period.from(), end).toMillis());
        return new AlarmFigures(
                sorted.size(),
                byPeak,
                sorted.size() * (double) TEN_MINUTES.toMillis() / passedMs,
                most(moments, TEN_MINUTES),
                slots(period, moments),
                floods(moments, end),
                chattering(sorted),
                stale(sorted, holding, end),
                top(sorted),
                answers(sorted, targets),
                falseRates(sorted));
    }

    private static List<Integer> slots(Period period, List<Instant> moments) {
        long slotMs = period.slot().toMillis();
        long lengthMs = Duration.between(period.from(), period.to()).toMillis();
        int[] counts = new int[(int) ((lengthMs + slotMs - 1) / slotMs)];
        for (Instant moment : moments) {
            long at = Duration.between(period.from(), moment).toMillis() / slotMs;
            if (at >= 0 && at < counts.length) {
                counts[(int) at]++;
            }
        }
        List<Integer> slots = new ArrayList<>();
        for (int count : counts) {
            slots.add(count);
        }
        return slots;
    }

    /** Most moments in any stretch of that length, whose end is excluded. */
    static int most(List<Instant> moments, Duration length) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < moments.size(); last++) {
            while (!moments.get(last).isBefore(moments.get(first).plus(length))) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /**
     * A flood begins with the first of ten warnings in ten minutes, and ends when fewer than five
     * lie in the ten minutes before.
     */
    static List<Flood> floods(List<Instant> moments, Instant end) {
        List<Flood> floods = new ArrayList<>();
        int first = 0;
        int begun = -1;
        int worst = 0;
        for (int i = 0; i < moments.size(); i++) {
            Instant now = moments.get(i);
            if (begun >= 0) {
                Instant ebbed = ebbs(moments, i);
                if (ebbed.isBefore(now)) {
                    floods.add(new Flood(moments.get(begun), ebbed, i - begun, worst));
                    begun = -1;
                    first = i;
                }
            }
            while (!now.isBefore(moments.get(first).plus(TEN_MINUTES))) {
                first++;
            }
            int count = i - first + 1;
            if (begun < 0 && count >= FLOOD_BEGINS) {
                begun = first;
                worst = 0;
            }
            worst = Math.max(worst, count);
        }
        if (begun >= 0) {
            Instant ebbed = ebbs(moments, moments.size());
            floods.add(
                    new Flood(
                            moments.get(begun),
                            ebbed.isAfter(end) ? null : ebbed,
                            moments.size() - begun,
                            worst));
        }
        return floods;
    }

    /** When fewer than five of the moments before that one lie in the last ten minutes. */
    private static Instant ebbs(List<Instant> moments, int before) {
        return moments.get(Math.max(0, before - FLOOD_ENDS_UNDER)).plus(TEN_MINUTES);
    }

    private record Source(String rule, String point, String asset) {
        static Source of(Reported one) {
            return new Source(one.rule(), one.point(), one.asset());
        }
    }

    private static Map<Source, List<Instant>> bySource(List<Reported> sorted) {
        Map<Source, List<Instant>> bySource = new HashMap<>();
        sorted.forEach(
                one ->
                        bySource.computeIfAbsent(Source.of(one), source -> new ArrayList<>())
                                .add(one.raisedAt()));
        return bySource;
    }

    private static List<Chatter> chattering(List<Reported> sorted) {
        List<Chatter> chattering = new ArrayList<>();
        bySource(sorted)
                .forEach(
                        (source, moments) -> {
                            int worst = most(moments, CHATTER_WITHIN);
                            if (worst >= CHATTER) {
                                chattering.add(
                                        new Chatter(
                                                source.rule,
                                                source.point,
                                                source.asset,
                                                moments.size(),
                                                worst));
                            }
                        });
        chattering.sort(
                Comparator.comparingInt(Chatter::trips)
                        .reversed()
                        .thenComparing(Chatter::rule)
                        .thenComparing(Chatter::point));
        return chattering;
    }

    private static List<Reported> stale(
            List<Reported> sorted, List<Reported> holding, Instant end) {
        List<Reported> stale = new ArrayList<>(holding);
        stale.addAll(sorted);
        stale.removeIf(
                one ->
                        one.raisedAt().isAfter(end.minus(STALE))
                                || (one.clearedAt() != null && !one.clearedAt().isAfter(end)));
        stale.sort(Comparator.comparing(Reported::raisedAt).thenComparing(Reported::id));
        return stale;
    }

    private static List<Often> top(List<Reported> sorted) {
        return bySource(sorted).entrySet().stream()
                .map(
                        one ->
                                new Often(
                                        one.getKey().rule,
                                        one.getKey().point,
                                        one.getKey().asset,
                                        one.getValue().size()))
                .sorted(
                        Comparator.comparingInt(Often::warnings)
                                .reversed()
                                .thenComparing(Often::rule)
                                .thenComparing(Often::point))
                .limit(TOP)
                .toList();
    }

    private static List<Answer> answers(List<Reported> sorted, Function<Grade, Duration> targets) {
        List<Answer> answers = new ArrayList<>();
        for (Grade grade : List.of(Grade.RED, Grade.ORANGE, Grade.YELLOW, Grade.BLUE)) {
            List<Reported> of = sorted.stream().filter(one -> one.peak() == grade).toList();
            Duration target = targets.apply(grade);
            answers.add(
                    new Answer(
                            grade,
                            of.size(),
                            times(of, Reported::acknowledgedAfter),
                            (int)
                                    of.stream()
                                            .map(Reported::acknowledgedAfter)
                                            .filter(Objects::nonNull)
                                            .filter(after -> after.compareTo(target) <= 0)
                                            .count(),
                            target,
                            times(of, Reported::assessedAfter),
                            times(of, Reported::closedAfter)));
        }
        return answers;
    }

    private static Times times(List<Reported> of, Function<Reported, @Nullable Duration> after) {
        List<Duration> sorted = new ArrayList<>();
        for (Reported one : of) {
            Duration duration = after.apply(one);
            if (duration != null) {
                sorted.add(duration);
            }
        }
        sorted.sort(Comparator.naturalOrder());
        return sorted.isEmpty()
                ? new Times(0, null, null)
                : new Times(sorted.size(), rank(sorted, 0.5), rank(sorted, 0.9));
    }

    /** The smallest that so large a share does not exceed. */
    private static Duration rank(List<Duration> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    private static List<FalseRate> falseRates(List<Reported> sorted) {
        Map<String, int[]> counts = new HashMap<>();
        for (Reported one : sorted) {
            int[] of = counts.computeIfAbsent(one.rule(), rule -> new int[3]);
            of[0]++;
            of[1] += one.assessment() == null ? 0 : 1;
            of[2] += one.assessment() == Assessment.FALSE ? 1 : 0;
        }
        return counts.entrySet().stream()
                .map(
                        one ->
                                new FalseRate(
                                        one.getKey(),
                                        one.getValue()[0],
                                        one.getValue()[1],
                                        one.getValue()[2]))
                .sorted(
                        Comparator.comparingInt(FalseRate::wrong)
                                .thenComparingInt(FalseRate::warnings)
                                .reversed()
                                .thenComparing(FalseRate::rule))
                .toList();
    }
}
