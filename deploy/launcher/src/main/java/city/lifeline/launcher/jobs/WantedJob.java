package city.lifeline.launcher.jobs;

import java.nio.file.Path;
import java.util.List;

/** A job that must run. */
public record WantedJob(String name, String entryClass, List<String> arguments) {

    private static final String DETECTION = "city.lifeline.jobs.detection.DetectionJob";
    private static final String IDENTITY = "city.lifeline.jobs.detection.IdentityJob";
    private static final String HISTORY = "city.lifeline.jobs.history.HistoryJob";

    public static WantedJob history(Path settings) {
        return new WantedJob("history", HISTORY, List.of("--config", settings.toString()));
    }

    public static WantedJob detection(Path settings, String run) {
        return new WantedJob(
                detectionName(run),
                DETECTION,
                List.of("--config", settings.toString(), "--run", run));
    }

    /** Detection of the live run, or the same without judging, in parallel, to be measured. */
    public static WantedJob measured(Path settings, boolean judging, int parallelism) {
        return new WantedJob(
                judging ? detectionName("live") : "identity-live",
                judging ? DETECTION : IDENTITY,
                List.of(
                        "--config",
                        settings.toString(),
                        "--run",
                        "live",
                        "--parallelism",
                        Integer.toString(parallelism)));
    }

    public static String detectionName(String run) {
        return "detection-" + run;
    }
}
