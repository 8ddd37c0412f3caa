package city.lifeline.launcher.replay;

import city.lifeline.launcher.console.StepDisplay;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.simulators.replay.DryRun;
import city.lifeline.simulators.replay.ReplayControl;
import city.lifeline.simulators.replay.ReplayOptions;
import city.lifeline.simulators.replay.ReplayPlan;
import city.lifeline.simulators.replay.ReplayProgress;
import city.lifeline.simulators.replay.ReplayResult;
import city.lifeline.simulators.replay.Replayer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;

/** Publishes a recording, shows how far it is, and does what it is told meanwhile. */
final class Publishing {

    private static final MathContext DIGITS = new MathContext(4);

    private Publishing() {}

    static ReplayResult show(
            Terminal terminal,
            ReplayLink link,
            ReplayPlan plan,
            DryRun dryRun,
            ReplayOptions options,
            ReplayControl control)
            throws IOException, InterruptedException {
        try (Keys keys = Keys.listen(control, dryRun, terminal.isInteractive());
                StepDisplay display = new StepDisplay(terminal, "publishing", " readings", 0)) {
            if (keys.areHeard()) {
                terminal.out().println(Keys.HELP);
            }
            return Replayer.run(
                    plan,
                    options,
                    control,
                    progress -> {
                        link.progress(progress);
                        keys.progress(progress);
                        display.show(progress.passed(), progress.totalReadings(), note(progress));
                    });
        }
    }

    /** Such as {@code ×2000} or {@code ×0.5}. */
    static String speed(double speed) {
        return "×" + BigDecimal.valueOf(speed).round(DIGITS).stripTrailingZeros().toPlainString();
    }

    /** To its two greatest units, such as {@code 2 h 5 min}. */
    static String words(Duration duration) {
        if (duration.toDays() > 0) {
            return "%d d %d h".formatted(duration.toDays(), duration.toHoursPart());
        }
        if (duration.toHours() > 0) {
            return "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
        }
        return duration.toMinutes() > 0
                ? "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart())
                : "%d s".formatted(duration.toSeconds());
    }

    private static String note(ReplayProgress progress) {
        if (!progress.fault().isEmpty()) {
            return progress.fault();
        }
        StringBuilder note = new StringBuilder(String.valueOf(progress.eventTime()));
        if (progress.passes() > 1) {
            note.append(" pass ").append(progress.pass());
            if (progress.passes() != ReplayControl.FOREVER) {
                note.append('/').append(progress.passes());
            }
        }
        if (progress.paused()) {
            return note.append(" paused").toString();
        }
        if (progress.speed() != ReplayOptions.MAX_SPEED) {
            note.append(' ').append(speed(progress.speed()));
        }
        Duration remaining = progress.remaining();
        if (remaining != null) {
            note.append(", ").append(words(remaining)).append(" left");
        }
        return note.toString();
    }
}
