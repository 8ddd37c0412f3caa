package city.lifeline.simulators;

import city.lifeline.simulators.city.Happening;
import city.lifeline.simulators.city.SimulatedCity;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes what really happened, one JSON object a line, as it begins: {@code event, kind, cause,
 * point, asset, onset, end, severity, expected: [{rule, grade}]}.
 */
final class Truth {

    private static final Duration LONGEST = Duration.ofHours(1);

    private final Path file;
    private final SimulatedCity city;
    private final Set<String> written = new HashSet<>();
    private final long fromUs;
    private long toldUpToUs;

    /**
     * Goes on with the file of an earlier process.
     *
     * @param fromUs what was over before is not told
     */
    Truth(Path file, SimulatedCity city, long fromUs) throws IOException {
        this.file = file;
        this.city = city;
        this.fromUs = fromUs;
        this.toldUpToUs = fromUs - LONGEST.toNanos() / 1_000;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                written.add(line);
            }
        }
    }

    /** Writes what has begun by now. */
    List<Happening> tell(long nowUs) throws IOException {
        if (nowUs <= toldUpToUs) {
            return List.of();
        }
        List<Happening> begun =
                city.happenings(toldUpToUs, nowUs).stream()
                        .filter(happening -> happening.endUs() > fromUs)
                        .toList();
        if (!begun.isEmpty()) {
            try (BufferedWriter out =
                    Files.newBufferedWriter(
                            file,
                            StandardCharsets.UTF_8,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND)) {
                for (Happening happening : begun) {
                    String line = json(happening);
                    if (written.add(line)) {
                        out.write(line);
                        out.write('\n');
                    }
                }
            }
        }
        toldUpToUs = nowUs;
        return begun;
    }

    /** Ids and the words of {@code Kind} need no escaping. */
    private static String json(Happening happening) {
        return ("{\"event\":\"%s\",\"kind\":\"%s\",\"cause\":\"%s\",\"point\":\"%s\",\"asset\":\"%s\","
                        + "\"onset\":\"%s\",\"end\":\"%s\",\"severity\":%s,"
                        + "\"expected\":[{\"rule\":\"%s\",\"grade\":\"%s\"}]}")
                .formatted(
                        happening.id(),
                        happening.kind(),
                        happening.cause(),
                        happening.point(),
                        happening.asset(),
                        instant(happening.startUs()),
                        instant(happening.endUs()),
                        Math.rint(happening.severity() * 1_000) / 1_000,
                        happening.rule(),
                        happening.grade());
    }

    private static Instant instant(long us) {
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }
}
