package city.lifeline.detection;

import city.lifeline.detection.rules.Groups;
import city.lifeline.detection.rules.Groups.Group;
import city.lifeline.detection.rules.Measure;
import city.lifeline.detection.rules.Rule;
import city.lifeline.model.Block;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells the groups of one point when it counts, and the numbers of inputs. Immutable: what it
 * remembers is in the point's {@link PointState} of the live lane.
 *
 * <p>Samples that came late do not count, and what they open or close is told with the next that
 * comes in time: so whatever is told is never older than what its groups have judged.
 */
public final class MemberWatch {

    private final String point;
    private final Lateness lateness;
    private final List<OfRule> rules;

    private MemberWatch(String point, Lateness lateness, List<OfRule> rules) {
        this.point = point;
        this.lateness = lateness;
        this.rules = rules;
    }

    /**
     * What groups of a rule want to know of the point.
     *
     * @param key of what is remembered
     * @param input name; empty where the rule has none
     * @param open rules whose warnings count; empty: values do
     * @param graded whether it is told of which grade they are
     * @param members null: the rule has inputs
     * @param gauge of an input; null: its samples' own values
     * @param everyUs of an input: it tells a number once in such a stretch of time; 0: with each
     *     sample
     */
    private record OfRule(
            String key,
            Rule rule,
            String input,
            Set<String> open,
            boolean graded,
            Measure.@Nullable Members members,
            @Nullable Gauge gauge,
            long everyUs,
            List<String> groups) {}

    /** What a point must tell. */
    public static MemberWatch compile(Groups groups, String point, Lateness lateness) {
        TreeMap<String, OfRule> rules = new TreeMap<>();
        for (Group group : groups.ofPoint(point)) {
            Measure measure = group.rule().measure();
            if (measure instanceof Measure.Members members) {
                rules.computeIfAbsent(
                                group.rule().id(),
                                key ->
                                        new OfRule(
                                                key,
                                                group.rule(),
                                                "",
                                                members.open(),
                                                false,
                                                members,
                                                null,
                                                0,
                                                new ArrayList<>()))
                        .groups
                        .add(group.key());
            } else if (measure instanceof Measure.Inputs inputs) {
                addInputs(inputs, group, point, rules);
            }
        }
        return new MemberWatch(point, lateness, List.copyOf(rules.values()));
    }

    private static void addInputs(
            Measure.Inputs inputs, Group group, String id, Map<String, OfRule> rules) {
        for (Measure.Input input : inputs.inputs()) {
            if (!inputs.isUsed(input.name())) {
                // It says which groups there are, and nobody asks for its numbers.
                continue;
            }
            for (Point point : group.inputs().getOrDefault(input.name(), List.of())) {
                if (point.id().equals(id)) {
                    rules.computeIfAbsent(
                                    group.rule().id() + '/' + input.name(),
                                    key ->
                                            new OfRule(
                                                    key,
                                                    group.rule(),
                                                    input.name(),
                                                    input.open(),
                                                    input.graded(),
                                                    null,
                                                    Gauge.of(input.measure(), true, point),
                                                    Durations.us(input.every()),
                                                    new ArrayList<>()))
                            .groups
                            .add(group.key());
                }
            }
        }
    }

    /** Whether the point is in no group. */
    public boolean isIdle() {
        return rules.isEmpty();
    }

    /** Whether it must be asked before and after each step of the point. */
    public boolean isConcerned(PointState live) {
        return !rules.isEmpty()
                || !live.counts.isEmpty()
                || !live.inputs.isEmpty()
                || !live.doubts.isEmpty();
    }

    /**
     * What there was before a step of the point.
     *
     * @param open by rule of the point that has a warning open; follows the step's events
     * @param lastUs time of the newest sample
     */
    public record Before(Map<String, Open> open, long lastUs) {}

    /** An open warning of a rule of the point. */
    public record Open(Grade grade, Trust trust) {}

    /** Before the point's rules take a block. */
    public Before before(PointState live, Block block, Consumer<MemberRecord> out) {
        forgetGone(live.counts);
        forgetGone(live.inputs);
        forgetGone(live.doubts);
        Before before = before(live);
        if (block.lane() == Lane.LIVE) {
            for (OfRule of : rules) {
                if (!of.open.isEmpty()) {
                    update(of, live, before.open, block.startUs(), block.clockUs(), true, out);
                }
            }
        }
        return before;
    }

    /** Before the point's rules are woken by the clock. */
    public Before before(PointState live) {
        return new Before(open(live), live.lastUs);
    }

    /**
     * After the point's rules took a block. Tells of its values, by the quality that those rules
     * saw.
     *
     * @param before as {@link #before(PointState, Block, Consumer)} gave it
     * @param detector that took the block last
     * @param events of this step
     */
    public void after(
            PointState live,
            Before before,
            Block block,
            PointDetector detector,
            List<WarningEvent> events,
            Consumer<MemberRecord> out) {
        if (block.lane() == Lane.LIVE) {
            for (OfRule of : rules) {
                if (!of.open.isEmpty()) {
                    continue;
                }
                if (of.members != null) {
                    tellValues(of, of.members, live, before.lastUs, block, detector, out);
                } else {
                    tellNumbers(of, live, before.lastUs, block, detector, out);
                }
            }
        }
        after(live, before, events, block.clockUs(), out);
        if (block.lane() == Lane.LIVE && !before.open.isEmpty()) {
            // Whether a warning is held changes without an event.
            before.open.replaceAll((rule, open) -> new Open(open.grade, trust(live, rule)));
            for (OfRule of : rules) {
                if (!of.open.isEmpty()) {
                    update(of, live, before.open, block.endUs(), block.clockUs(), false, out);
                }
            }
        }
    }

    /**
     * After the point's rules were woken.
     *
     * @param clockUs the run's clock when ingest took the block; greatest where the clock woke them
     */
    public void after(
            PointState live,
            Before before,
            List<WarningEvent> events,
            long clockUs,
            Consumer<MemberRecord> out) {
        Map<String, Open> open = before.open;
        for (WarningEvent event : events) {
            if (event.lane() != Lane.LIVE) {
                continue;
            }
            Grade grade = event.grade();
            Open was = open.get(event.rule());
            if (grade == null) {
                open.remove(event.rule());
            } else {
                open.put(event.rule(), new Open(grade, trust(live, event.rule())));
            }
            boolean changes = grade != (was == null ? null : was.grade);
            for (OfRule of : rules) {
                if (of.open.contains(event.rule())) {
                    boolean again = of.graded && changes;
                    update(of, live, open, event.atUs(), clockUs, again, out);
                }
            }
        }
    }

    private void forgetGone(Map<String, ?> byKey) {
        if (!byKey.isEmpty()) {
            byKey.keySet().removeIf(key -> rules.stream().noneMatch(is(key)));
        }
    }

    private static Trust trust(PointState live, String rule) {
        RuleState state = live.rules.get(rule);
        return state == null ? Trust.CERTAIN : state.trust;
    }

    private static Map<String, Open> open(PointState live) {
        Map<String, Open> open = new TreeMap<>();
        live.rules.forEach(
                (rule, state) -> {
                    Grade grade = state.grade;
                    if (state.open() && grade != null) {
                        open.put(rule, new Open(grade, state.trust));
                    }
                });
        return open;
    }

    /**
     * Of an input: each number that differs from the one before it in the block, and the last; and
     * that it is held, where a sample cannot be judged.
     */
    private void tellNumbers(
            OfRule of,
            PointState live,
            long newestUs,
            Block block,
            PointDetector detector,
            Consumer<MemberRecord> out) {
        long lastUs = newestUs;
        double told = Double.NaN;
        double number = Double.NaN;
        long numberUs = 0;
        boolean repeats = false;
        Trust trust = live.doubts.getOrDefault(of.key, Trust.CERTAIN);
        for (int i = 0; i < block.size(); i++) {
            long timeUs = block.timeUs(i);
            double value = block.value(i);
            if (timeUs <= lastUs) {
                continue;
            }
            lastUs = timeUs;
            Quality quality = detector.qualityOf(block, i);
            if (!of.rule.accepts(quality, block.cause()) || !Double.isFinite(value)) {
                repeats = trust == Trust.HELD;
                numberUs = timeUs;
                if (!repeats) {
                    trust = Trust.HELD;
                    tell(of, timeUs, block.clockUs(), true, trust, 0, out);
                }
                continue;
            }
            number = of.gauge == null ? value : of.gauge.take(memory(live, of), timeUs, value);
            boolean resumes = trust == Trust.HELD;
            if (Double.isNaN(number) || (isToldAlready(of, live, timeUs) && !resumes)) {
                continue;
            }
            numberUs = timeUs;
            repeats = number == told && trust == Trust.of(quality);
            if (!repeats) {
                trust = Trust.of(quality);
                tell(of, timeUs, block.clockUs(), true, trust, number, out);
                told = number;
            }
        }
        // What keeps a held number held is told as seldom as the numbers are.
        if (repeats && (trust != Trust.HELD || !isToldAlready(of, live, numberUs))) {
            tell(of, numberUs, block.clockUs(), true, trust, trust == Trust.HELD ? 0 : told, out);
        }
        note(live, of, trust);
    }

    private static void note(PointState live, OfRule of, Trust trust) {
        if (trust == Trust.CERTAIN) {
            live.doubts.remove(of.key);
        } else {
            live.doubts.put(of.key, trust);
        }
    }

    /** Whether a number of the same stretch of time was told; if not, this one is. */
    private static boolean isToldAlready(OfRule of, PointState live, long timeUs) {
        if (of.everyUs == 0) {
            return false;
        }
        long stretch = Math.floorDiv(timeUs, of.everyUs);
        Long told = live.counts.get(of.key);
        if (told != null && told == stretch) {
            return true;
        }
        live.counts.put(of.key, stretch);
        return false;
    }

    private static Memory memory(PointState live, OfRule of) {
        Gauge gauge = Objects.requireNonNull(of.gauge);
        Memory memory = live.inputs.get(of.key);
        if (memory == null || !gauge.fits(memory)) {
            memory = gauge.newMemory();
            live.inputs.put(of.key, memory);
        }
        return memory;
    }

    private void tellValues(
            OfRule of,
            Measure.Members members,
            PointState live,
            long newestUs,
            Block block,
            PointDetector detector,
            Consumer<MemberRecord> out) {
        String id = of.key;
        boolean counts = live.counts.containsKey(id);
        Trust trust = live.doubts.getOrDefault(id, Trust.CERTAIN);
        long lastUs = newestUs;
        long goesOnUs = Long.MIN_VALUE;
        for (int i = 0; i < block.size(); i++) {
            long timeUs = block.timeUs(i);
            double value = block.value(i);
            if (timeUs <= lastUs) {
                continue;
            }
            lastUs = timeUs;
            Quality quality = detector.qualityOf(block, i);
            boolean judged = of.rule.accepts(quality, block.cause()) && Double.isFinite(value);
            if (!judged && !counts) {
                // What was harmless, as far as it could be judged, stays so.
                continue;
            }
            Trust now = judged ? Trust.of(quality) : Trust.HELD;
            if (!judged || members.counts(value)) {
                if (counts && now == trust) {
                    goesOnUs = timeUs;
                    continue;
                }
                if (goesOnUs != Long.MIN_VALUE) {
                    tell(of, goesOnUs, block.clockUs(), true, trust, 1, out);
                    goesOnUs = Long.MIN_VALUE;
                }
                tell(of, timeUs, block.clockUs(), true, now, 1, out);
                live.counts.put(id, timeUs);
                counts = true;
                trust = now;
            } else if (counts) {
                if (goesOnUs != Long.MIN_VALUE) {
                    tell(of, goesOnUs, block.clockUs(), true, trust, 1, out);
                    goesOnUs = Long.MIN_VALUE;
                }
                tell(of, timeUs, block.clockUs(), false, Trust.CERTAIN, 0, out);
                live.counts.remove(id);
                counts = false;
                trust = Trust.CERTAIN;
            }
        }
        if (goesOnUs != Long.MIN_VALUE) {
            tell(of, goesOnUs, block.clockUs(), true, trust, 1, out);
            live.counts.put(id, goesOnUs);
        }
        note(live, of, trust);
    }

    /**
     * Of a rule that counts open warnings: tells it when it changes, and again where a group may be
     * new.
     */
    private void update(
            OfRule of,
            PointState live,
            Map<String, Open> open,
            long timeUs,
            long clockUs,
            boolean again,
            Consumer<MemberRecord> out) {
        Open highest = null;
        for (String rule : of.open) {
            Open each = open.get(rule);
            // Of two of one grade, the one that is more to be believed.
            if (each != null
                    && (highest == null
                            || each.grade.isAbove(highest.grade)
                            || (each.grade == highest.grade
                                    && each.trust.compareTo(highest.trust) < 0))) {
                highest = each;
            }
        }
        boolean counts = highest != null;
        boolean told = live.counts.containsKey(of.key);
        Trust trust = highest == null ? Trust.CERTAIN : highest.trust;
        boolean doubts = live.doubts.getOrDefault(of.key, Trust.CERTAIN) != trust;
        if (counts) {
            live.counts.put(of.key, timeUs);
        } else {
            live.counts.remove(of.key);
        }
        note(live, of, trust);
        if (counts != told || (counts && (again || doubts))) {
            double number =
                    highest == null ? 0 : of.graded ? Measure.Input.number(highest.grade) : 1;
            tell(of, timeUs, clockUs, counts, trust, number, out);
        }
    }

    private void tell(
            OfRule of,
            long timeUs,
            long clockUs,
            boolean counts,
            Trust trust,
            double value,
            Consumer<MemberRecord> out) {
        long placeUs = lateness.placeUs(timeUs, clockUs);
        for (String group : of.groups) {
            out.accept(new MemberRecord(group, point, of.input, placeUs, counts, trust, value));
        }
    }

    private static Predicate<OfRule> is(String key) {
        return of -> of.key.equals(key);
    }
}
