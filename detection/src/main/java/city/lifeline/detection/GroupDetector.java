package city.lifeline.detection;

import city.lifeline.detection.rules.Groups.Group;
import city.lifeline.detection.rules.Measure;
import city.lifeline.model.Lane;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One rule of one group, compiled. What it remembers is in the {@link GroupState}, so that another
 * detector (of a newer rule set) can go on where this one stopped.
 *
 * <p>It waits until event time has passed, and then judges everything before it in the order of
 * time: the same records give the same events, in whatever order they came.
 *
 * <p>A point that was last heard to count, and then fell silent, is unknown: it raises nothing, and
 * nothing clears while it would not if the point still counted.
 */
public final class GroupDetector {

    private static final Comparator<MemberRecord> BY_TIME =
            Comparator.<MemberRecord>comparingLong(record -> record.timeUs)
                    .thenComparing(record -> record.point);

    private final String run;
    private final String rulesVersion;
    private final Group group;
    private final Measure.Members measure;
    private final long windowUs;
    private final Map<String, Point> points = new HashMap<>();

    /** By the point that it tells of. */
    private final Map<String, ThresholdDetector> detectors = new HashMap<>();

    private GroupDetector(String run, String rulesVersion, Group group) {
        this.run = run;
        this.rulesVersion = rulesVersion;
        this.group = group;
        measure = group.measure();
        windowUs = Durations.us(measure.window());
        group.members().forEach(point -> points.put(point.id(), point));
    }

    /** Compiles the rule of a group. */
    public static GroupDetector compile(String run, String rulesVersion, Group group) {
        return new GroupDetector(run, rulesVersion, group);
    }

    /** Takes a record; {@link #advance} judges it when its time has come. */
    public static void take(GroupState state, MemberRecord record) {
        state.pending.add(record);
    }

    /** When {@link #advance} has something to judge, µs; greatest if never. */
    public long wakeAtUs(GroupState state) {
        long wakeUs = wakeUs(state);
        for (MemberRecord record : state.pending) {
            wakeUs = Math.min(wakeUs, Math.max(record.timeUs, state.nowUs));
        }
        return wakeUs;
    }

    /**
     * Judges everything up to a time.
     *
     * @param untilUs before which no more will come; itself excluded
     */
    public void advance(GroupState state, long untilUs, Consumer<WarningEvent> events) {
        List<MemberRecord> ordered = new ArrayList<>(state.pending);
        ordered.sort(BY_TIME);
        int next = 0;
        while (true) {
            long recordUs =
                    next < ordered.size()
                            ? Math.max(ordered.get(next).timeUs, state.nowUs)
                            : Long.MAX_VALUE;
            long nowUs = Math.min(recordUs, wakeUs(state));
            if (nowUs >= untilUs) {
                break;
            }
            state.nowUs = nowUs;
            while (next < ordered.size() && ordered.get(next).timeUs <= nowUs) {
                apply(state, ordered.get(next));
                next++;
            }
            judge(state, events);
        }
        state.pending = new ArrayList<>(ordered.subList(next, ordered.size()));
    }

    /** Ends what is open in a group that there is no more, and forgets it. */
    public static void end(
            String run,
            String rulesVersion,
            String key,
            GroupState state,
            Consumer<WarningEvent> events) {
        RuleState rule = state.rule;
        if (rule != null && rule.open()) {
            int slash = key.indexOf('/');
            new WarningEvents(
                            run,
                            rulesVersion,
                            state.point,
                            state.asset,
                            rule.unit,
                            key.substring(slash + 1))
                    .tell(
                            key.substring(0, slash),
                            rule,
                            Condition.Change.GONE,
                            null,
                            Math.max(state.nowUs, rule.toldAtUs),
                            rule.toldPeakValue,
                            Lane.LIVE,
                            events);
        }
        state.rule = null;
        state.members = new HashMap<>();
        state.pending = new ArrayList<>();
    }

    private void apply(GroupState state, MemberRecord record) {
        MemberState member = state.members.get(record.point);
        if (record.counts) {
            if (member == null) {
                member = new MemberState();
                member.sinceUs = record.timeUs;
                state.members.put(record.point, member);
            } else if (!member.counts) {
                member.sinceUs = record.timeUs;
            }
            member.countedUs = record.timeUs;
            member.counts = true;
        } else if (member != null) {
            if (!measure.open().isEmpty()) {
                member.countedUs = record.timeUs;
            }
            member.counts = false;
        }
    }

    private void judge(GroupState state, Consumer<WarningEvent> events) {
        int sure = 0;
        int possible = 0;
        Iterator<Map.Entry<String, MemberState>> members = state.members.entrySet().iterator();
        while (members.hasNext()) {
            Map.Entry<String, MemberState> member = members.next();
            Point point = points.get(member.getKey());
            if (point != null && state.nowUs < knownUntilUs(point, member.getValue())) {
                sure++;
                possible++;
            } else if (point != null && member.getValue().counts) {
                possible++;
            } else {
                members.remove();
            }
        }
        if (state.rule == null || !state.rule.open()) {
            Point point = tipping(state);
            state.point = point.id();
            state.asset = point.asset();
        }
        state.rule =
                detector(state)
                        .members(state.rule, state.nowUs, amount(sure), amount(possible), events);
        if (state.rule == null || !state.rule.open()) {
            state.point = "";
            state.asset = "";
        }
    }

    private double amount(int members) {
        return measure.share() ? 100.0 * members / points.size() : members;
    }

    /** The point that came last of those that count. */
    private Point tipping(GroupState state) {
        Point tipping = group.members().get(0);
        long latestUs = Long.MIN_VALUE;
        for (Map.Entry<String, MemberState> each : new TreeMap<>(state.members).entrySet()) {
            Point point = points.get(each.getKey());
            if (point != null && each.getValue().sinceUs > latestUs) {
                latestUs = each.getValue().sinceUs;
                tipping = point;
            }
        }
        return tipping;
    }

    private ThresholdDetector detector(GroupState state) {
        return detectors.computeIfAbsent(
                state.point,
                id -> {
                    Point point = points.getOrDefault(id, group.members().get(0));
                    return ThresholdDetector.of(
                            group.rule(),
                            point,
                            new WarningEvents(
                                    run,
                                    rulesVersion,
                                    id,
                                    state.asset,
                                    measure.unit(),
                                    group.subject()));
                });
    }

    /** Until when a point counts for certain. */
    private long knownUntilUs(Point point, MemberState member) {
        if (measure.open().isEmpty()) {
            return windowUs > 0
                    ? member.countedUs + windowUs
                    : member.counts
                            ? member.countedUs + ThresholdDetector.gapUs(point)
                            : Long.MIN_VALUE;
        }
        return member.counts ? Long.MAX_VALUE : member.countedUs + windowUs;
    }

    /** When something changes though nothing comes; always after now. */
    private long wakeUs(GroupState state) {
        long wakeUs = Long.MAX_VALUE;
        for (Map.Entry<String, MemberState> each : state.members.entrySet()) {
            Point point = points.get(each.getKey());
            long untilUs = point == null ? Long.MAX_VALUE : knownUntilUs(point, each.getValue());
            if (untilUs > state.nowUs) {
                wakeUs = Math.min(wakeUs, untilUs);
            }
        }
        RuleState rule = state.rule;
        if (rule != null) {
            long dueUs = detector(state).dueUs(rule);
            // Under a newer rule with a shorter delay it may be over already.
            wakeUs = Math.min(wakeUs, Math.max(dueUs, state.nowUs + 1));
        }
        return wakeUs;
    }
}
