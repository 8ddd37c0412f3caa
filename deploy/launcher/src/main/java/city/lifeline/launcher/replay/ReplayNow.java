package city.lifeline.launcher.replay;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.model.Runs;
import city.lifeline.runtime.ClockSettings;
import city.lifeline.runtime.MqttSettings;
import city.lifeline.runtime.SecretFile;
import city.lifeline.simulators.replay.DryRun;
import city.lifeline.simulators.replay.ReplayControl;
import city.lifeline.simulators.replay.ReplayOptions;
import city.lifeline.simulators.replay.ReplayPlan;
import city.lifeline.simulators.replay.ReplayResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** A replay into the live city, as if it happened now. */
final class ReplayNow {

    private static final Duration LATE_AFTER = Duration.ofMinutes(5);

    private final RunningInstance instance;
    private final Terminal terminal;

    ReplayNow(RunningInstance instance, Terminal terminal) {
        this.instance = instance;
        this.terminal = terminal;
    }

    /**
     * Replays.
     *
     * @param title of the replay, for people
     * @param passes as {@link ReplayControl} has them
     */
    void replay(ReplayPlan plan, DryRun dryRun, String title, double speed, int passes)
            throws IOException, InterruptedException {
        ReplayOptions options =
                new ReplayOptions(
                        instance.setting(MqttSettings.URL),
                        MqttSettings.tls(instance.settings()),
                        instance.setting(MqttSettings.PREFIX),
                        this::login,
                        ReplayOptions.As.NOW,
                        speed,
                        ClockSettings.clock(instance.settings()),
                        Duration.parse(
                                instance.settingOr("ingest.late.after", LATE_AFTER.toString())),
                        null,
                        Duration.ofMinutes(5));
        AlertingApi alerting = instance.alerting();
        String id = "now-" + dryRun.fingerprint().substring(0, 8);
        Patience.with(
                "Alerting does not answer",
                () -> {
                    alerting.beginReplay(id, Beginning.of(Runs.LIVE, title, dryRun));
                    return true;
                });
        terminal.out()
                .printf(
                        "replay %s, an exercise: its warnings are marked and reach nobody outside%n",
                        id);
        ReplayControl control = new ReplayControl(options.as(), speed, passes);
        ReplayResult result;
        try (ReplayLink link = new ReplayLink(alerting, id, control, dryRun.readings())) {
            // As long as alerting takes it for an exercise, what its points raise reaches nobody.
            Thread atExit = new Thread(link::close, "end-replay");
            Runtime.getRuntime().addShutdownHook(atExit);
            try {
                result = Publishing.show(terminal, link, plan, dryRun, options, control);
            } finally {
                Runtime.getRuntime().removeShutdownHook(atExit);
            }
        }
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%n%,d readings published in %s, %s to %s; %,d values left out%n",
                        result.readings(),
                        Terminal.seconds(result.took()),
                        result.first(),
                        result.last(),
                        result.rejected());
        terminal.out().println("./lifeline warnings --run live shows what is open");
    }

    private ReplayOptions.Login login(String gateway) {
        String key = MqttSettings.GATEWAY_PASSWORDS.key();
        return new ReplayOptions.Login(
                gateway, SecretFile.read(key, Path.of(instance.setting(key)).resolve(gateway)));
    }
}
