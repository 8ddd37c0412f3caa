package city.lifeline.simulators;

import city.lifeline.model.Fault;
import city.lifeline.model.files.YamlMap;
import city.lifeline.simulators.city.Occurrence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directory through which scenarios are started: a small file each. Whoever may write there may
 * start one, and a simulator that starts again goes on with all of them.
 */
public final class Started {

    /** Below the simulator's data directory. */
    public static final String DIRECTORY = "started";

    private static final String SUFFIX = ".yaml";

    private Started() {}

    /** Starts a scenario: the simulator finds the file within a second. */
    public static Path write(Path directory, Occurrence occurrence) throws IOException {
        Files.createDirectories(directory);
        Path part = directory.resolve(occurrence.id() + ".part");
        Files.writeString(
                part,
                """
                scenario: %s
                asset: "%s"
                onset: %s
                end: %s
                severity: %s
                """
                        .formatted(
                                occurrence.scenario(),
                                occurrence.asset(),
                                instant(occurrence.onsetUs()),
                                instant(occurrence.endUs()),
                                occurrence.severity()));
        return Files.move(
                part, directory.resolve(occurrence.id() + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Files of scenarios that were started, in the order of their names. */
    static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    /**
     * Reads a file.
     *
     * @param faults gets what is wrong with it
     * @return null iff something is
     */
    static @Nullable Occurrence read(Path file, List<Fault> faults) throws IOException {
        String name = String.valueOf(file.getFileName());
        List<Fault> own = new ArrayList<>();
        YamlMap yaml =
                YamlMap.parse(
                        name, new String(Files.readAllBytes(file), StandardCharsets.UTF_8), own);
        Occurrence occurrence = null;
        if (yaml != null) {
            yaml.allow("scenario", "asset", "onset", "end", "severity");
            String scenario = yaml.required("scenario");
            String asset = yaml.required("asset");
            long onsetUs = us(yaml, "onset");
            long endUs = us(yaml, "end");
            double severity = yaml.number("severity", 0.5, 0, 1);
            if (scenario != null && asset != null) {
                occurrence =
                        new Occurrence(
                                name.substring(0, name.length() - SUFFIX.length()),
                                scenario,
                                asset,
                                onsetUs,
                                endUs,
                                severity,
                                true);
            }
        }
        faults.addAll(own);
        return own.isEmpty() ? occurrence : null;
    }

    private static long us(YamlMap yaml, String key) {
        String text = yaml.required(key);
        if (text != null) {
            try {
                return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text));
            } catch (DateTimeException e) {
                yaml.fault(key, "'%s' is not a time such as 2026-11-21T08:00:00Z".formatted(text));
            }
        }
        return 0;
    }

    private static Instant instant(long us) {
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }
}
