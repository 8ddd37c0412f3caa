package city.lifeline.detection;

import city.lifeline.detection.rules.Groups;
import city.lifeline.detection.rules.Groups.Group;
import city.lifeline.detection.rules.Measure;
import city.lifeline.detection.rules.Rule;
import city.lifeline.model.Block;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
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
        return !rules.isEmpty() || !live.counts.isEmpty() || !live.inputs.isEmpty();
    }

    /**
     * Before the point's rules take a block. Tells of the block's own values.
     *
     * @return the rules of the point that have a warning open, and its grade, for {@link #after}
     */
    public Map<String, Grade> before(PointState live, Block block, Consumer<MemberRecord> out) {
        if (live.counts.size() > 0) {
            live.counts.keySet().removeIf(key -> rules.stream().noneMatch(is(key)));
        }
        if (live.inputs.size() > 0) {
            live.inputs.keySet().removeIf(key -> rules.stream().noneMatch(is(key)));
        }
        Map<String, Grade> open = open(live);
        if (block.lane() == Lane.LIVE) {
            for (OfRule of : rules) {
                if (of.open.isEmpty() && of.members != null) {
                    tellValues(of, of.members, live, block, out);
                } else if (of.open.isEmpty()) {
                    tellNumbers(of, live, block, out);
                } else {
                    update(of, live, open, block.startUs(), block.clockUs(), true, out);
                }
            }
        }
        return open;
    }

    /** Before the point's rules are woken by the clock. */
    public Map<String, Grade> before(PointState live) {
        return open(live);
    }

    /**
     * After the point's rules took a block, or were woken.
     *
     * @param open as {@link #before} gave it
     * @param events of this step
     * @param clockUs the run's clock when ingest took the block; greatest where the clock woke them
     */
    public void after(
            PointState live,
            Map<String, Grade> open,
            List<WarningEvent> events,
            long clockUs,
            Consumer<MemberRecord> out) {
        for (WarningEvent event : events) {
            if (event.lane() != Lane.LIVE) {
                continue;
            }
            Grade grade = event.grade();
            boolean changes =
                    grade
                            != (grade == null
                                    ? open.remove(event.rule())
                                    : open.put(event.rule(), grade));
            for (OfRule of : rules) {
                if (of.open.contains(event.rule())) {
                    boolean again = of.graded && changes;
                    update(of, live, open, event.atUs(), clockUs, again, out);
                }
            }
        }
    }

    private Map<String, Grade> open(PointState live) {
        Map<String, Grade> open = new TreeMap<>();
        live.rules.forEach(
                (rule, state) -> {
                    Grade grade = state.grade;
                    if (state.open() && grade != null) {
                        open.put(rule, grade);
                    }
                });
        return open;
    }

    /** Of an input: each number that differs from the one before it in the block, and the last. */
    private void tellNumbers(OfRule of, PointState live, Block block, Consumer<MemberRecord> out) {
        if (!of.rule.accepts(block.quality(), block.cause())) {
            return;
        }
        long lastUs = live.lastUs;
        double told = Double.NaN;
        double number = Double.NaN;
        long numberUs = 0;
        boolean repeats = false;
        for (int i = 0; i < block.size(); i++) {
            long timeUs = block.timeUs(i);
            double value = block.value(i);
            if (timeUs <= lastUs || !Double.isFinite(value)) {
                continue;
            }
            lastUs = timeUs;
            number = of.gauge == null ? value : of.gauge.take(memory(live, of), timeUs, value);
            if (Double.isNaN(number) || isToldAlready(of, live, timeUs)) {
                continue;
            }
            numberUs = timeUs;
            repeats = number == told;
            if (!repeats) {
                tell(of, timeUs, block.clockUs(), true, number, out);
                told = number;
            }
        }
        if (repeats) {
            tell(of, numberUs, block.clockUs(), true, told, out);
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
            Block block,
            Consumer<MemberRecord> out) {
        if (!of.rule.accepts(block.quality(), block.cause())) {
            return;
        }
        String id = of.key;
        boolean counts = live.counts.containsKey(id);
        long lastUs = live.lastUs;
        long goesOnUs = Long.MIN_VALUE;
        for (int i = 0; i < block.size(); i++) {
            long timeUs = block.timeUs(i);
            double value = block.value(i);
            if (timeUs <= lastUs || !Double.isFinite(value)) {
                continue;
            }
            lastUs = timeUs;
            if (members.counts(value)) {
                if (counts) {
                    goesOnUs = timeUs;
                } else {
                    tell(of, timeUs, block.clockUs(), true, out);
                    live.counts.put(id, timeUs);
                    counts = true;
                }
            } else if (counts) {
                if (goesOnUs != Long.MIN_VALUE) {
                    tell(of, goesOnUs, block.clockUs(), true, out);
                    goesOnUs = Long.MIN_VALUE;
                }
                tell(of, timeUs, block.clockUs(), false, out);
                live.counts.remove(id);
                counts = false;
            }
        }
        if (goesOnUs != Long.MIN_VALUE) {
            tell(of, goesOnUs, block.clockUs(), true, out);
            live.counts.put(id, goesOnUs);
        }
    }

    /**
     * Of a rule that counts open warnings: tells it when it changes, and again where a group may be
     * new.
     */
    private void update(
            OfRule of,
            PointState live,
            Map<String, Grade> open,
            long timeUs,
            long clockUs,
            boolean again,
            Consumer<MemberRecord> out) {
        Grade highest = null;
        for (String rule : of.open) {
            Grade grade = open.get(rule);
            if (grade != null && (highest == null || grade.compareTo(highest) > 0)) {
                highest = grade;
            }
        }
        boolean counts = highest != null;
        boolean told = live.counts.containsKey(of.key);
        if (counts) {
            live.counts.put(of.key, timeUs);
        } else {
            live.counts.remove(of.key);
        }
        if (counts != told || (counts && again)) {
            double number = highest == null ? 0 : of.graded ? Measure.Input.number(highest) : 1;
            tell(of, timeUs, clockUs, counts, number, out);
        }
    }

    private void tell(
            OfRule of, long timeUs, long clockUs, boolean counts, Consumer<MemberRecord> out) {
        tell(of, timeUs, clockUs, counts, counts ? 1 : 0, out);
    }

    private void tell(
            OfRule of,
            long timeUs,
            long clockUs,
            boolean counts,
            double value,
            Consumer<MemberRecord> out) {
        long placeUs = lateness.placeUs(timeUs, clockUs);
        for (String group : of.groups) {
            out.accept(new MemberRecord(group, point, of.input, placeUs, counts, value));
        }
    }

    private static Predicate<OfRule> is(String key) {
        return of -> of.key.equals(key);
    }
}
