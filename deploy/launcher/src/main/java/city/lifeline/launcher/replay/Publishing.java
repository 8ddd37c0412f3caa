package city.lifeline.launcher.replay;

import city.lifeline.launcher.console.Terminal;
import city.lifeline.simulators.replay.ReplayOptions;
import city.lifeline.simulators.replay.ReplayPlan;
import city.lifeline.simulators.replay.ReplayProgress;
import city.lifeline.simulators.replay.ReplayResult;
import city.lifeline.simulators.replay.Replayer;
import java.io.IOException;

/** Publishes a recording and shows how far it is. */
final class Publishing {

    private Publishing() {}

    static ReplayResult show(Terminal terminal, ReplayPlan plan, ReplayOptions options)
            throws IOException, InterruptedException {
        try (ReplayDisplay display = new ReplayDisplay(terminal, "publishing", " readings", 0)) {
            return Replayer.run(plan, options, progress -> show(display, progress));
        }
    }

    private static void show(ReplayDisplay display, ReplayProgress progress) {
        display.show(
                progress.readings(),
                progress.totalReadings(),
                progress.fault().isEmpty()
                        ? String.valueOf(progress.eventTime())
                        : progress.fault());
    }
}
