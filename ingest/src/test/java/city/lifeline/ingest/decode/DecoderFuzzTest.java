package city.lifeline.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Ids;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever comes, a decoder answers, in time, with memory in proportion to what came, and with
 * nothing that later parts could stumble over.
 *
 * <p>{@code mvn test -pl ingest -Dtest=DecoderFuzzTest -Dlifeline.fuzz.rounds=1000000} runs longer;
 * {@code -Dlifeline.fuzz.seed=N} starts from other seeds.
 */
class DecoderFuzzTest {

    private static final int ROUNDS = Integer.getInteger("lifeline.fuzz.rounds", 4_000);
    private static final long FIRST_SEED = Long.getLong("lifeline.fuzz.seed", 1);
    private static final int SEEDS = 2;

    // An empty metric of Sparkplug B is two bytes, and a refusal with its place and reason.
    private static final long ALLOCATED_PER_BYTE = 400;
    private static final long ALLOCATED_ANYWAY = 100_000;

    static Stream<Arguments> decodersAndSeeds() {
        return Golden.DECODERS.keySet().stream()
                .flatMap(
                        decoder ->
                                LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS)
                                        .mapToObj(seed -> Arguments.of(decoder, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("decodersAndSeeds")
    void alwaysAnswers(String name, long seed) {
        Decoder decoder = Golden.decoder(name);
        Damage damage = new Damage(name, new Random(seed));
        assertTimeoutPreemptively(
                Duration.ofSeconds(60 + ROUNDS / 100),
                () -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        if (round % 500 == 499) {
                            decoder.forget();
                        }
                        Incoming incoming = damage.next();
                        String where = name + ", seed " + seed + ", round " + round;
                        check(name, decoded(decoder, incoming, where), where);
                    }
                });
    }

    private static DecodedMessage decoded(Decoder decoder, Incoming incoming, String where) {
        long most = ALLOCATED_ANYWAY + ALLOCATED_PER_BYTE * incoming.payload().length;
        long before = Allocated.bytes();
        DecodedMessage message = answer(decoder, incoming, where);
        long allocated = Allocated.bytes() - before;
        if (allocated > most) {
            // The JVM links what runs for the first time, and Jackson's table of names that it has
            // met grows at times: not because of this message.
            before = Allocated.bytes();
            message = answer(decoder, incoming, where);
            allocated = Allocated.bytes() - before;
        }
        long again = allocated;
        assertTrue(
                again <= most, () -> where + ": " + again + " B for " + incoming.payload().length);
        return message;
    }

    private static DecodedMessage answer(Decoder decoder, Incoming incoming, String where) {
        try {
            return decoder.decode(incoming);
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(where, e);
        }
    }

    private static void check(String decoder, DecodedMessage message, String where) {
        boolean own = decoder.startsWith("lifeline-");
        if (message.refused() != null) {
            assertEquals(Refusal.WHOLE, message.refused().index(), where);
            assertEquals(List.of(), message.blocks(), where);
            assertEquals(List.of(), message.refusals(), where);
        }
        assertTrue(message.boot().isEmpty() || Ids.isValid(message.boot()), where);
        assertTrue(message.missing() >= 0 && message.missing() < 256, where);
        for (DecodedBlock block : message.blocks()) {
            assertTrue(block.index() >= 0 && block.index() < Decoder.MAX_ELEMENTS, where);
            assertTrue(
                    own ? Ids.isValid(block.address()) : isProperText(block.address(), 256), where);
            assertTrue(isProperText(block.unit() + ".", 65), where);
            assertTrue(block.endUs() >= block.startUs(), where);
            assertTrue(block.startUs() > 0, where);
            for (double value : block.values()) {
                assertTrue(Double.isFinite(value), where);
                assertFalse(Double.doubleToRawLongBits(value) == Long.MIN_VALUE, where);
            }
        }
        for (Refusal refusal : message.refusals()) {
            assertTrue(refusal.index() >= 0 && refusal.index() < Decoder.MAX_ELEMENTS, where);
            assertTrue(refusal.point().length() <= 64, where);
        }
        assertTrue(message.blocks().size() + message.refusals().size() <= Decoder.MAX_ELEMENTS);
        for (Reply reply : message.replies()) {
            assertTrue(reply.mqttTopic().endsWith("/NCMD/GW-1"), where);
            assertTrue(reply.payload().length < 100, where);
        }
    }

    private static boolean isProperText(String text, int longest) {
        return !text.isEmpty()
                && text.length() <= longest
                && text.equals(new String(text.getBytes(UTF_8), UTF_8));
    }

    static Stream<Arguments> giants() {
        String deep = "[".repeat(100) + "]".repeat(100);
        List<Arguments> giants =
                List.of(
                        giant("lifeline-json", "{\"readings\":[", "{},", "{}]}"),
                        giant("lifeline-json", "{\"x\":[", "[[]],", "1],\"readings\":[]}"),
                        giant("lifeline-json", "{\"readings\":[],\"x\":\"", "\\u4e00", "\"}"),
                        giant("lifeline-json", "{", "\"readings\":[],", "\"readings\":[]}"),
                        giant("lifeline-json", "", " ", "{"),
                        giant("lifeline-json", "{\"x\":", "9", "}"),
                        giant("senml-json", "[", "{},", "{}]"),
                        giant("senml-json", "[", "7,", "7]"),
                        giant("senml-json", "[{\"n\":\"p\",\"x\":[", "{\"a\":[]},", "1]}]"),
                        giant("senml-json", "", deep, ""),
                        giant("thingsboard-gateway", "{\"D\":[", "{},", "{}]}"),
                        giant("thingsboard-gateway", "{\"D\":[{", "\"a\":1,", "\"b\":1}]}"),
                        giant("thingsboard-gateway", "{", "\"D\":[],", "\"D\":[]}"),
                        giant("thingsboard-device", "[", "1,", "1]"),
                        giant("thingsboard-device", "{\"a\":[", "{},", "1]}"));
        return giants.stream();
    }

    private static Arguments giant(String decoder, String head, String middle, String tail) {
        Supplier<Damage.Sized> sized =
                () -> size -> (head + middle.repeat(size / middle.length()) + tail).getBytes(UTF_8);
        return Arguments.of(decoder, head + middle + "…" + tail, sized.get());
    }

    static Stream<Arguments> binaryGiants() {
        return Stream.of(
                Arguments.of("sparkplug-b", "empty metrics", Damage.repeated(0x12, 0)),
                Arguments.of("sparkplug-b", "unknown fields", Damage.repeated(0x78, 1)),
                Arguments.of("sparkplug-b", "groups", Damage.repeated(0x0B)),
                Arguments.of("sparkplug-b", "groups that end", Damage.repeated(0x7B, 0x7C)),
                Arguments.of("sparkplug-b", "aliases", Damage.repeated(0x12, 2, 0x10, 1)),
                Arguments.of("lifeline-protobuf", "groups", Damage.repeated(0x0B)),
                Arguments.of("lifeline-protobuf", "unknown fields", Damage.repeated(0x78, 1)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource({"giants", "binaryGiants"})
    void takesMemoryAndTimeInProportion(String name, String what, Damage.Sized sized) {
        Decoder decoder = Golden.decoder(name);
        String topic = "spBv1.0/City/NBIRTH/GW-1";
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                    for (int size : new int[] {1_000, 100_000, Expanded.MAX_BYTES}) {
                        byte[] payload = sized.ofSize(size);
                        check(
                                name,
                                decoded(decoder, new Incoming(payload, topic, "GW-1", 1), what),
                                what);
                    }
                });
    }

    @Test
    void theWordsOfARefusalHoldNothingOfTheMessage() {
        String mark = "x9q7z";
        for (String name : Golden.DECODERS.keySet()) {
            Decoder decoder = Golden.decoder(name);
            for (Golden.Case golden : Golden.cases(name)) {
                for (Incoming incoming : golden.incoming()) {
                    String marked =
                            new String(
                                            incoming.payload(),
                                            java.nio.charset.StandardCharsets.ISO_8859_1)
                                    .replace("Boiler 3", mark)
                                    .replace("flow", mark)
                                    .replace("value\"", mark + "\"");
                    DecodedMessage message =
                            decoder.decode(
                                    new Incoming(
                                            marked.getBytes(
                                                    java.nio.charset.StandardCharsets.ISO_8859_1),
                                            incoming.mqttTopic(),
                                            "GW-1",
                                            incoming.clockUs()));
                    message.refusals()
                            .forEach(refusal -> assertFalse(refusal.detail().contains(mark)));
                }
            }
        }
    }
}
