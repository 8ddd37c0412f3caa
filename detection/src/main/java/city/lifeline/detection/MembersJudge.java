package city.lifeline.detection;

import city.lifeline.detection.rules.Groups.Group;
import city.lifeline.detection.rules.Measure;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Point;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How many points of a group count, or which share of them.
 *
 * <p>A point that was last heard to count, and then fell silent or sends what cannot be judged, is
 * unknown: it raises nothing, and nothing clears while it would not if the point still counted.
 */
final class MembersJudge implements GroupJudge {

    /** Before anything that is measured, and far enough from the end of numbers to add to. */
    private static final long NEVER_US = Long.MIN_VALUE / 4;

    private final String run;
    private final String rulesVersion;
    private final Group group;
    private final GroupTimes times;
    private final Measure.Members measure;
    private final long windowUs;
    private final Map<String, Point> points = new HashMap<>();

    /** Null where the order of time does not matter. */
    private final @Nullable WaveOrder order;

    /** By the point that it tells of. */
    private final Map<String, ThresholdDetector> detectors = new HashMap<>();

    MembersJudge(String run, String rulesVersion, Group group, Measure.Members measure) {
        this.run = run;
        this.rulesVersion = rulesVersion;
        this.group = group;
        times = new GroupTimes(group.rule().condition().when());
        this.measure = measure;
        windowUs = Durations.us(measure.window());
        group.members().forEach(point -> points.put(point.id(), point));
        order = measure.order() == null ? null : new WaveOrder(measure.order(), group.members());
    }

    @Override
    public void apply(GroupState state, MemberRecord record) {
        MemberState member = state.members.get(record.point);
        if (record.counts) {
            boolean known = member != null;
            if (member == null) {
                member = new MemberState();
                member.sinceUs = record.timeUs;
                member.countedUs = NEVER_US;
                state.members.put(record.point, member);
            } else if (!member.counts && order == null) {
                // Where the order matters, what came first within the window does.
                member.sinceUs = record.timeUs;
            }
            if (record.trust != Trust.HELD) {
                member.countedUs = record.timeUs;
                member.trust = record.trust;
            } else if (known && !measure.open().isEmpty() && !member.held) {
                // It was so until now; of a value, it is known of the samples alone. Of one that
                // the group hears of for the first time nobody knows since when it is not.
                member.countedUs = record.timeUs;
            }
            member.held = record.trust == Trust.HELD;
            member.counts = true;
        } else if (member != null) {
            if (!measure.open().isEmpty() && !member.held) {
                member.countedUs = record.timeUs;
            }
            member.held = false;
            member.counts = false;
        }
    }

    @Override
    public void judge(GroupState state, Consumer<WarningEvent> events) {
        int sure = 0;
        int possible = 0;
        int certain = 0;
        Iterator<Map.Entry<String, MemberState>> members = state.members.entrySet().iterator();
        while (members.hasNext()) {
            Map.Entry<String, MemberState> member = members.next();
            Point point = points.get(member.getKey());
            if (point != null && state.nowUs < knownUntilUs(point, member.getValue())) {
                sure++;
                possible++;
                certain += member.getValue().trust == Trust.UNCERTAIN ? 0 : 1;
            } else if (point != null && member.getValue().counts) {
                possible++;
            } else {
                members.remove();
            }
        }
        String origin = "";
        if (order != null && sure + possible > 0) {
            Map<String, Long> arrived = new TreeMap<>();
            Map<String, Long> surely = new TreeMap<>();
            Map<String, Long> certainly = new TreeMap<>();
            for (Map.Entry<String, MemberState> each : state.members.entrySet()) {
                arrived.put(each.getKey(), each.getValue().sinceUs);
                Point point = points.get(each.getKey());
                if (point != null && state.nowUs < knownUntilUs(point, each.getValue())) {
                    surely.put(each.getKey(), each.getValue().sinceUs);
                    if (each.getValue().trust != Trust.UNCERTAIN) {
                        certainly.put(each.getKey(), each.getValue().sinceUs);
                    }
                }
            }
            WaveOrder.Wave wave = order.greatest(surely);
            origin = wave.origin();
            sure = wave.points();
            possible = Math.max(sure, order.greatest(arrived).points());
            certain = certainly.size() == surely.size() ? sure : order.greatest(certainly).points();
        }
        if (state.rule == null || !state.rule.open()) {
            Point first = points.get(origin);
            Point point = first == null ? tipping(state) : first;
            state.point = point.id();
            state.asset = point.asset();
        }
        ThresholdDetector detector = detector(state);
        state.rule =
                times.look(state.nowUs)
                        ? detector.members(
                                state.rule,
                                state.nowUs,
                                amount(sure),
                                amount(possible),
                                amount(certain),
                                events)
                        : detector.rest(state.rule, state.nowUs);
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

    @Override
    public long knownUntilUs(String key, MemberState member) {
        Point point = points.get(key);
        return point == null ? Long.MAX_VALUE : knownUntilUs(point, member);
    }

    @Override
    public long timesUntilUs(long nowUs) {
        return times.sameUntilUs(nowUs);
    }

    @Override
    public long dueUs(GroupState state, RuleState rule) {
        return detector(state).dueUs(rule);
    }

    /** Until when a point counts for certain. */
    private long knownUntilUs(Point point, MemberState member) {
        if (measure.open().isEmpty()) {
            return windowUs > 0
                    ? member.countedUs + windowUs
                    : member.counts && !member.held
                            ? member.countedUs + ThresholdDetector.gapUs(point)
                            : Long.MIN_VALUE;
        }
        return member.counts && !member.held ? Long.MAX_VALUE : member.countedUs + windowUs;
    }
}
