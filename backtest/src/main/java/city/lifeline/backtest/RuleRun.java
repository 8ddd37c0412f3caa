package city.lifeline.backtest;

import city.lifeline.detection.PointDetector;
import city.lifeline.detection.PointState;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import city.lifeline.simulators.replay.Recorded;
import city.lifeline.simulators.replay.Recording;
import city.lifeline.simulators.replay.Rejects;
import city.lifeline.simulators.replay.ReplayPlan;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules of registered points over recordings, in the order of time. */
final class RuleRun {

    private final Registry registry;
    private final RuleSet rules;
    private final String run;
    private final Map<String, Watched> watched = new HashMap<>();
    private final Map<String, BacktestWarning> warnings = new LinkedHashMap<>();

    RuleRun(Registry registry, RuleSet rules, String run) {
        this.registry = registry;
        this.rules = rules;
        this.run = run;
    }

    /** A point, its rules and what they remember. */
    private record Watched(
            @Nullable Point point,
            @Nullable PointDetector detector,
            PointState live,
            PointState late) {}

    List<BacktestWarning> run(ReplayPlan plan, Rejects rejects) throws IOException {
        try (Recording recording = plan.open(rejects)) {
            Recorded next = recording.next();
            while (next != null) {
                judge(next.block());
                next = recording.next();
            }
            recording.checkUnchanged();
        }
        return List.copyOf(warnings.values());
    }

    /** Points that were in the recording and have rules. */
    long pointsWithRules() {
        return watched.values().stream()
                .filter(point -> point.detector != null && !point.detector.isIdle())
                .count();
    }

    private void judge(Block block) {
        Watched at = watched.computeIfAbsent(block.point(), this::watch);
        Point point = at.point;
        PointDetector detector = at.detector;
        if (point == null || detector == null || detector.isIdle()) {
            return;
        }
        int from = 0;
        Cause cause = cause(point, block, 0);
        for (int to = 1; to <= block.size(); to++) {
            Cause next = to == block.size() ? cause : cause(point, block, to);
            if (to < block.size() && next == cause) {
                continue;
            }
            detector.step(at.live, at.late, part(block, from, to, cause), this::note);
            from = to;
            cause = next;
        }
    }

    private Watched watch(String id) {
        Point point = registry.point(id);
        return new Watched(
                point,
                point == null
                        ? null
                        : PointDetector.compile(run, rules, point, registry.assetOf(point)),
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

    private void note(WarningEvent event) {
        warnings.computeIfAbsent(event.id(), id -> new BacktestWarning(event)).add(event);
    }
}
