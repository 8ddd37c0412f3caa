package city.lifeline.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Ids;
import city.lifeline.wire.v1.GatewayBlock;
import city.lifeline.wire.v1.GatewayMessage;
import city.lifeline.wire.v1.GatewayReading;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Damages good messages in seeded ways: whatever comes, a decoder answers and in time. */
class DecoderFuzzTest {

    private static final int ROUNDS = 4_000;

    private static final List<String> WORDS =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "null",
                    "true",
                    "NaN",
                    "1e999",
                    "-",
                    "\"point\":",
                    "\"values\":[",
                    "\"readings\":[",
                    "\"seq\":",
                    "\u0000",
                    "\\ud800",
                    "é",
                    "9".repeat(50),
                    "[[[[[[[[",
                    "{\"a\":");

    static Stream<Arguments> seeds() {
        return LongStream.rangeClosed(1, 3)
                .boxed()
                .flatMap(
                        seed ->
                                Stream.of(
                                        Arguments.of(seed, new JsonDecoder(), json()),
                                        Arguments.of(seed, new ProtobufDecoder(), protobuf())));
    }

    private static byte[] json() {
        return """
        {"boot":"2f9c","seq":1207,"sentAt":"2026-11-21T08:00:00.120Z",
         "readings":[{"point":"GAS-0001-CH4","time":"2026-11-21T08:00:00Z","value":3.2,
                      "unit":"%{LEL}","quality":"GOOD"},
                     {"point":"GAS-0002-CH4","time":1763712000000,"value":-1.5e3}],
         "blocks":[{"point":"BR-01-STR-3","start":"2026-11-21T08:00:00+08:00",
                    "intervalUs":10000,"values":[1.5,1.6,1.7]}],"extra":{"a":[1,2,{"b":null}]}}
        """
                .getBytes(UTF_8);
    }

    private static byte[] protobuf() {
        return GatewayMessage.newBuilder()
                .setBoot("2f9c")
                .setSeq(1207)
                .setSentAtUs(1_763_712_000_000_000L)
                .addReadings(
                        GatewayReading.newBuilder()
                                .setPoint("GAS-0001-CH4")
                                .setTimeUs(1_763_712_000_000_000L)
                                .setValue(3.2)
                                .setUnit("%{LEL}"))
                .addBlocks(
                        GatewayBlock.newBuilder()
                                .setPoint("BR-01-STR-3")
                                .setStartUs(1_763_712_000_000_000L)
                                .setIntervalUs(10_000)
                                .addAllValues(List.of(1.5, 1.6, 1.7)))
                .build()
                .toByteArray();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void alwaysAnswers(long seed, Decoder decoder, byte[] good) {
        Random random = new Random(seed);
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        byte[] payload = damaged(good, random);
                        check(
                                decoder.decode(Given.payload(payload)),
                                "seed " + seed + ", round " + round);
                    }
                });
    }

    private static void check(DecodedMessage message, String where) {
        assertNotNull(message, where);
        assertTrue(message.refused() == null || message.blocks().isEmpty(), where);
        assertTrue(message.boot().isEmpty() || Ids.isValid(message.boot()), where);
        for (DecodedBlock block : message.blocks()) {
            assertTrue(Ids.isValid(block.address()), where);
            assertTrue(block.endUs() >= block.startUs(), where);
            for (double value : block.values()) {
                assertTrue(Double.isFinite(value), where);
            }
        }
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int wounds = 1 + random.nextInt(4);
        for (int i = 0; i < wounds; i++) {
            int at = random.nextInt(bytes.length);
            bytes =
                    switch (random.nextInt(6)) {
                        case 0 -> {
                            bytes[at] = (byte) random.nextInt();
                            yield bytes;
                        }
                        case 1 -> {
                            bytes[at] ^= (byte) (1 << random.nextInt(8));
                            yield bytes;
                        }
                        case 2 -> java.util.Arrays.copyOf(bytes, Math.max(1, at));
                        case 3 ->
                                splice(
                                        bytes,
                                        at,
                                        at,
                                        WORDS.get(random.nextInt(WORDS.size())).getBytes(UTF_8));
                        case 4 -> {
                            int to = Math.min(bytes.length, at + random.nextInt(20));
                            byte[] cut = splice(bytes, at, to, new byte[0]);
                            yield cut.length == 0 ? bytes : cut;
                        }
                        default -> {
                            int to = Math.min(bytes.length, at + random.nextInt(40));
                            byte[] part = java.util.Arrays.copyOfRange(bytes, at, to);
                            yield splice(bytes, at, at, part);
                        }
                    };
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
        byte[] spliced = new byte[from + middle.length + bytes.length - to];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(middle, 0, spliced, from, middle.length);
        System.arraycopy(bytes, to, spliced, from + middle.length, bytes.length - to);
        return spliced;
    }
}
