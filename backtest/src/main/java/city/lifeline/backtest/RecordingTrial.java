package city.lifeline.backtest;

import city.lifeline.detection.rules.RuleSet;
import city.lifeline.detection.trial.RuleTrial;
import city.lifeline.model.registry.Registry;
import city.lifeline.simulators.replay.Recorded;
import city.lifeline.simulators.replay.Recording;
import city.lifeline.simulators.replay.Rejects;
import city.lifeline.simulators.replay.ReplayPlan;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules of registered points over recordings, in the order of time. */
final class RecordingTrial {

    private final Map<String, BacktestWarning> warnings = new LinkedHashMap<>();
    private final RuleTrial trial;

    RecordingTrial(Registry registry, RuleSet rules, String run) {
        trial =
                new RuleTrial(
                        registry,
                        rules,
                        run,
                        event ->
                                warnings.computeIfAbsent(
                                                event.id(), id -> new BacktestWarning(event))
                                        .add(event));
    }

    List<BacktestWarning> run(ReplayPlan plan, Rejects rejects) throws IOException {
        try (Recording recording = plan.open(rejects)) {
            Recorded next = recording.next();
            while (next != null) {
                trial.judge(next.block());
                next = recording.next();
            }
            recording.checkUnchanged();
        }
        trial.end();
        return List.copyOf(warnings.values());
    }
}
