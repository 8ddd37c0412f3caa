package city.lifeline.ingest.decode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Messages with what becomes of them: {@code src/test/resources/golden/<decoder>/<case>/}, one file
 * a message in the order of their names, and {@code expected.txt}.
 *
 * <p>A name is {@code 01-anything.json}; for Sparkplug B {@code 01-NBIRTH.bin} or {@code
 * 02-DBIRTH-boiler3.bin}, from which the topic follows. The clock is at {@link #CLOCK} always; the
 * gateway is GW-1.
 */
final class Golden {

    static final Path DIRECTORY = Path.of("src/test/resources/golden");

    static final Instant CLOCK = Instant.parse("2026-11-21T08:00:00Z");

    private static final String EXPECTED = "expected.txt";

    private Golden() {}

    /** Registered is GW-1, with a point at one address that is no number. */
    static final Registered REGISTERED =
            new Registered() {
                private final Set<String> points = Set.of("boiler3/state");

                @Override
                public boolean hasGateway(String id) {
                    return id.equals("GW-1");
                }

                @Override
                public boolean hasPoint(String gateway, String address) {
                    return points.contains(address);
                }
            };

    static final Map<String, Supplier<Decoder>> DECODERS =
            new TreeMap<>(
                    Map.of(
                            "lifeline-json", JsonDecoder::new,
                            "lifeline-protobuf", ProtobufDecoder::new,
                            "senml-json", SenmlJsonDecoder::new,
                            "sparkplug-b", () -> new SparkplugDecoder(REGISTERED),
                            "thingsboard-device", ThingsBoardDecoder::ofDevice,
                            "thingsboard-gateway", ThingsBoardDecoder::ofGateway));

    static Decoder decoder(String name) {
        return Objects.requireNonNull(DECODERS.get(name)).get();
    }

    /** One case of a decoder. */
    record Case(String decoder, Path directory) {

        List<Path> messages() {
            return list(directory).stream().filter(file -> !file.endsWith(EXPECTED)).toList();
        }

        List<Incoming> incoming() {
            return messages().stream().map(Golden::incoming).toList();
        }

        Path expected() {
            return directory.resolve(EXPECTED);
        }

        @Override
        public String toString() {
            return decoder + " " + directory.getFileName();
        }
    }

    static List<Case> cases(String decoder) {
        return list(DIRECTORY.resolve(decoder)).stream()
                .map(directory -> new Case(decoder, directory))
                .toList();
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Incoming incoming(Path file) {
        try {
            return new Incoming(
                    Files.readAllBytes(file),
                    topic(file.getFileName().toString()),
                    "GW-1",
                    ChronoUnit.MICROS.between(Instant.EPOCH, CLOCK));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String topic(String file) {
        String[] parts = file.substring(0, file.indexOf('.')).split("-", 3);
        String device = parts.length == 3 ? "/" + parts[2] : "";
        return "spBv1.0/City/" + parts[1] + "/GW-1" + device;
    }

    /** What a decoder makes of a message, to be read. */
    static String text(DecodedMessage message) {
        StringBuilder text = new StringBuilder();
        if (message.hasSequence()) {
            text.append("  sequence %s %d%n".formatted(message.boot(), message.seq()));
        }
        if (message.sentAtUs() != DecodedMessage.NO_TIME) {
            text.append("  sent at %s%n".formatted(time(message.sentAtUs())));
        }
        if (message.missing() > 0) {
            text.append("  missing %d%n".formatted(message.missing()));
        }
        if (message.refused() != null) {
            text.append(
                    "  refused %s: %s%n"
                            .formatted(
                                    message.refused().reason().code(), message.refused().detail()));
        }
        for (DecodedBlock block : message.blocks()) {
            text.append("  %d %s %s".formatted(block.index(), block.address(), block.quality()));
            text.append(block.unit().isEmpty() ? "" : " in " + block.unit());
            text.append(block.historical() ? " of history" : "");
            for (int i = 0; i < block.values().length; i++) {
                text.append("%n    %s  %s".formatted(time(block.timeUs(i)), block.values()[i]));
            }
            text.append(System.lineSeparator());
        }
        for (Refusal refusal : message.refusals()) {
            text.append(
                    "  %d %s refused %s: %s%n"
                            .formatted(
                                    refusal.index(),
                                    refusal.point(),
                                    refusal.reason().code(),
                                    refusal.detail()));
        }
        for (Reply reply : message.replies()) {
            text.append("  reply to %s%n".formatted(reply.mqttTopic()));
        }
        return text.toString();
    }

    private static Instant time(long us) {
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }
}
