package city.lifeline.detection.trial;

import city.lifeline.detection.GroupRun;
import city.lifeline.detection.Lateness;
import city.lifeline.detection.MemberWatch;
import city.lifeline.detection.PointDetector;
import city.lifeline.detection.PointState;
import city.lifeline.detection.rules.Groups;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rules of registered points over what was recorded once, in the order of time, as the running
 * job would have judged it.
 *
 * <pre>{@code
 * RuleTrial trial = new RuleTrial(registry, rules, "backtest-1", events::add);
 * blocks.forEach(trial::judge);
 * trial.end();
 * }</pre>
 */
public final class RuleTrial {

    private final Registry registry;
    private final RuleSet rules;
    private final String run;
    private final Map<String, Watched> watched = new HashMap<>();
    private final Groups groups;
    private final GroupRun groupRun;
    private final Consumer<WarningEvent> given;
    private final List<WarningEvent> events = new ArrayList<>();

    /** When points of groups fall silent; those that something came from meanwhile, too. */
    private final PriorityQueue<Wake> wakes =
            new PriorityQueue<>(Comparator.comparingLong(Wake::atUs).thenComparing(Wake::point));

    private long latestUs = Long.MIN_VALUE;

    /**
     * A trial that has judged nothing yet.
     *
     * @param given told of each event, in order
     */
    public RuleTrial(Registry registry, RuleSet rules, String run, Consumer<WarningEvent> given) {
        this.given = given;
        this.registry = registry;
        this.rules = rules;
        this.run = run;
        groups = Groups.of(rules, registry);
        groupRun = new GroupRun(run, rules.version(), groups);
    }

    private record Wake(long atUs, String point) {}

    /** A point, its rules and what they remember. */
    private record Watched(
            @Nullable Point point,
            @Nullable PointDetector detector,
            MemberWatch members,
            PointState live,
            PointState late) {}

    /** Nothing more will come. */
    public void end() {
        if (latestUs != Long.MIN_VALUE) {
            passTo(latestUs + 1);
        }
    }

    /** Points that were in the recording and have rules. */
    public long pointsWithRules() {
        return watched.values().stream()
                .filter(
                        point ->
                                !point.members.isIdle()
                                        || (point.detector != null && !point.detector.isIdle()))
                .count();
    }

    /** Judges readings; blocks come in the order of their times. */
    public void judge(Block block) {
        Watched at = watched.computeIfAbsent(block.point(), this::watch);
        Point point = at.point;
        PointDetector detector = at.detector;
        if (point == null || detector == null || (detector.isIdle() && at.members.isIdle())) {
            return;
        }
        if (!groups.isEmpty()) {
            passTo(block.startUs());
            latestUs = Math.max(latestUs, block.endUs());
        }
        int from = 0;
        Cause cause = cause(point, block, 0);
        for (int to = 1; to <= block.size(); to++) {
            Cause next = to == block.size() ? cause : cause(point, block, to);
            if (to < block.size() && next == cause) {
                continue;
            }
            step(at, detector, part(block, from, to, cause));
            from = to;
            cause = next;
        }
    }

    private void step(Watched at, PointDetector detector, Block block) {
        MemberWatch.Before before = at.members.before(at.live, block, groupRun::take);
        detector.step(at.live, at.late, block, events::add);
        at.members.after(at.live, before, block, detector, events, groupRun::take);
        noteEvents();
        if (!at.members.isIdle()) {
            addWake(block.point(), at, detector);
        }
    }

    /** Nothing older than this will come. */
    private void passTo(long nowUs) {
        while (!wakes.isEmpty() && wakes.peek().atUs < nowUs) {
            Wake wake = wakes.remove();
            Watched at = watched.get(wake.point);
            if (at != null && at.detector != null) {
                MemberWatch.Before before = at.members.before(at.live);
                at.detector.wake(at.live, wake.atUs, events::add);
                at.members.after(at.live, before, events, Long.MAX_VALUE, groupRun::take);
                noteEvents();
            }
        }
        groupRun.advance(nowUs, given);
    }

    private void addWake(String point, Watched at, PointDetector detector) {
        long wakeAtUs = detector.wakeAtUs(at.live);
        if (wakeAtUs != Long.MAX_VALUE) {
            wakes.add(new Wake(wakeAtUs, point));
        }
    }

    private void noteEvents() {
        events.forEach(given);
        events.clear();
    }

    private Watched watch(String id) {
        Point point = registry.point(id);
        return new Watched(
                point,
                point == null
                        ? null
                        : PointDetector.compile(run, rules, point, registry.assetOf(point)),
                MemberWatch.compile(groups, id, Lateness.NONE),
                new PointState(),
                new PointState());
    }

    /** As ingest finds it: a value beyond what the sensor can measure is not to be believed. */
    private static Cause cause(Point point, Block block, int i) {
        double value = block.value(i);
        if (point.sentinels().contains(value)) {
            return Cause.SENTINEL;
        }
        if (value < point.physicalLow().orElse(Double.NEGATIVE_INFINITY)
                || value > point.physicalHigh().orElse(Double.POSITIVE_INFINITY)) {
            return Cause.RANGE;
        }
        return block.quality() == Quality.BAD ? Cause.SENSOR : Cause.NONE;
    }

    private static Block part(Block block, int from, int to, Cause cause) {
        boolean regular = block.offsetsUs().length == 0;
        int[] offsets = new int[regular || to - from == 1 ? 0 : to - from];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = block.offsetsUs()[from + i] - block.offsetsUs()[from];
        }
        return new Block(
                block.point(),
                block.lane(),
                block.timeUs(from),
                to - from == 1 ? 0 : block.intervalUs(),
                offsets,
                Arrays.copyOfRange(block.values(), from, to),
                cause == Cause.NONE ? block.quality() : Quality.BAD,
                cause,
                block.gateway(),
                block.boot(),
                block.seq(),
                block.receivedAtUs(),
                0);
    }
}
