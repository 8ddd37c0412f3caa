package city.lifeline.jobs;

import city.lifeline.model.Ids;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ConfigurationFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a job: {@code --config FILE --run RUN --parallelism N}.
 *
 * <p>Faults are thrown, never a reason to leave the process: a job's main method runs inside
 * Flink's JobManager.
 */
public final class JobArguments {

    private final Map<String, String> values;

    private JobArguments(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Reads {@code --key value} pairs.
     *
     * @throws IllegalArgumentException naming what is unknown or lacks its value
     */
    public static JobArguments parse(String[] args, Set<String> allowed) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            String key = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (!allowed.contains(key)) {
                throw new IllegalArgumentException(
                        "unknown argument '%s'; known are %s".formatted(args[i], known(allowed)));
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("--%s lacks its value".formatted(key));
            }
            values.put(key, args[i + 1]);
        }
        return new JobArguments(values);
    }

    /**
     * The configuration file, with everything that the job needs from it checked.
     *
     * @throws city.lifeline.model.settings.InvalidSettingsException naming every fault
     */
    public Settings settings(List<Setting<?>> declared) {
        return ConfigurationFile.read(Path.of(required("config")), declared);
    }

    /** The run that the job follows. */
    public String run() {
        String run = required("run");
        if (!Ids.isValid(run)) {
            throw new IllegalArgumentException("--run: '%s' is no id of a run".formatted(run));
        }
        return run;
    }

    public int parallelismOr(int configured) {
        String text = values.get("parallelism");
        if (text == null) {
            return configured;
        }
        try {
            int parallelism = Integer.parseInt(text);
            if (parallelism >= 1 && parallelism <= JobSettings.MAX_PARALLELISM) {
                return parallelism;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of bounds.
        }
        throw new IllegalArgumentException(
                "--parallelism: '%s' is not a whole number from 1 to %d"
                        .formatted(text, JobSettings.MAX_PARALLELISM));
    }

    private String required(String key) {
        @Nullable String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("--%s is missing".formatted(key));
        }
        return value;
    }

    private static String known(Set<String> allowed) {
        List<String> names = new ArrayList<>();
        allowed.stream().sorted().forEach(name -> names.add("--" + name));
        return String.join(", ", names);
    }
}
