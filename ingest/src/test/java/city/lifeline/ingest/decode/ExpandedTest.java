package city.lifeline.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExpandedTest {

    private static final byte[] TEXT = "{\"readings\":[]}".repeat(100).getBytes(UTF_8);

    /** Zeros by the block, so that making a bomb takes no memory either. */
    private static byte[] gzipOfZeros(long size) {
        return gzip(
                out -> {
                    byte[] block = new byte[1 << 16];
                    for (long left = size; left > 0; left -= block.length) {
                        out.write(block, 0, (int) Math.min(left, block.length));
                    }
                });
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private static byte[] gzip(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            writing.to(gzip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] plain) {
        return gzip(out -> out.write(plain));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private static void assertRefused(Reason reason, byte[] payload, String contentEncoding) {
        Refusal refused = Expanded.of(payload, contentEncoding).refused();
        assertNotNull(refused);
        assertEquals(reason, refused.reason(), refused.detail());
        assertEquals(Refusal.WHOLE, refused.index());
    }

    @Test
    void expandsWhatSaysThatItIsCompressed() {
        Expanded expanded = Expanded.of(gzip(TEXT), Expanded.GZIP);
        assertNull(expanded.refused());
        assertArrayEquals(TEXT, expanded.payload());
        assertArrayEquals(new byte[0], Expanded.of(gzip(new byte[0]), Expanded.GZIP).payload());
    }

    @Test
    void leavesWhatSaysNothingAsItIs() {
        assertArrayEquals(TEXT, Expanded.of(TEXT, "").payload());
        assertArrayEquals(new byte[0], Expanded.of(new byte[0], "").payload());
    }

    @Test
    void readsEveryOptionalPartOfTheHeader() {
        byte[] plain = gzip(TEXT);
        byte[] header = Arrays.copyOf(plain, 10);
        header[3] = 0x1E;
        byte[] optional = join(new byte[] {3, 0, 'a', 'b', 'c'}, "n\0".getBytes(UTF_8));
        byte[] more = join("remark\0".getBytes(UTF_8), new byte[] {1, 2});
        byte[] whole = join(header, optional, more, Arrays.copyOfRange(plain, 10, plain.length));

        assertArrayEquals(TEXT, Expanded.of(whole, Expanded.GZIP).payload());
    }

    static Stream<Arguments> corrupt() {
        byte[] good = gzip(TEXT);
        byte[] otherSize = good.clone();
        otherSize[good.length - 4]++;
        byte[] otherCrc = good.clone();
        otherCrc[good.length - 8]++;
        byte[] reserved = good.clone();
        reserved[3] = (byte) 0x80;
        byte[] nameWithoutEnd = Arrays.copyOf(good, 18);
        nameWithoutEnd[3] = 8;
        Arrays.fill(nameWithoutEnd, 10, 18, (byte) 'x');
        byte[] sizeOfABomb = good.clone();
        sizeOfABomb[good.length - 2] = 0x7F;
        return Stream.of(
                Arguments.of("plain text", TEXT),
                Arguments.of("empty", new byte[0]),
                Arguments.of("header only", Arrays.copyOf(good, 10)),
                Arguments.of("cut", Arrays.copyOf(good, good.length - 1)),
                Arguments.of("cut in the middle", Arrays.copyOf(good, good.length / 2)),
                Arguments.of("another size", otherSize),
                Arguments.of("a size that cannot be", sizeOfABomb),
                Arguments.of("another checksum", otherCrc),
                Arguments.of("reserved flags", reserved),
                Arguments.of("a name without an end", nameWithoutEnd),
                Arguments.of("two members", join(good, good)),
                Arguments.of("an empty member before", join(gzip(new byte[0]), good)),
                Arguments.of("something behind it", join(good, new byte[] {0})),
                Arguments.of("text behind it", join(good, TEXT)),
                Arguments.of("gzip in gzip", gzip(good)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("corrupt")
    void refusesWhatIsNotOneWholeMember(String what, byte[] payload) {
        assertRefused(Reason.ENCODING, payload, Expanded.GZIP);
    }

    @Test
    void refusesUndeclaredGzip() {
        assertRefused(Reason.ENCODING, gzip(TEXT), "");
    }

    @Test
    void expandsToTheLimitAndNoFurther() {
        assertEquals(
                Expanded.MAX_BYTES,
                Expanded.of(gzipOfZeros(Expanded.MAX_BYTES), Expanded.GZIP).payload().length);
        assertRefused(Reason.DECOMPRESS_LIMIT, gzipOfZeros(Expanded.MAX_BYTES + 1), Expanded.GZIP);
    }

    @Test
    void aBombTakesNoMemory() {
        byte[] bomb = gzipOfZeros(1L << 30);
        assertTrue(bomb.length > 500_000);
        long before = Allocated.bytes();
        for (int i = 0; i < 100; i++) {
            assertRefused(Reason.DECOMPRESS_LIMIT, bomb, Expanded.GZIP);
        }
        assertTrue(Allocated.bytes() - before < 1 << 20);
    }

    @Test
    void aBombThatLiesAboutItsSizeTakesNoMemory() {
        byte[] bomb = gzipOfZeros(1L << 30);
        bomb[bomb.length - 1] = 0;
        bomb[bomb.length - 4] = 100;
        long before = Allocated.bytes();
        for (int i = 0; i < 100; i++) {
            assertRefused(Reason.ENCODING, bomb, Expanded.GZIP);
        }
        assertTrue(Allocated.bytes() - before < 1 << 20);
    }

    @Test
    void smallBombsAreExpandedToNoMoreThanTheyCanHold() {
        byte[] small = gzipOfZeros(1_000_000);
        byte[] liar = small.clone();
        liar[small.length - 2] = 0x7F;
        long before = Allocated.bytes();
        assertRefused(Reason.ENCODING, liar, Expanded.GZIP);
        assertTrue(Allocated.bytes() - before < 100_000);
    }

    @Test
    void damageIsAlwaysAnswered() {
        Random random = new Random(1);
        byte[] good = gzip(TEXT);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(good.length + 20));
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            long before = Allocated.bytes();
            Expanded expanded = Expanded.of(bytes, Expanded.GZIP);
            assertTrue(
                    Allocated.bytes() - before < 1_100L * bytes.length + 10_000, "round " + round);
            assertTrue(
                    expanded.refused() == null || expanded.payload().length == 0, "round " + round);
        }
    }
}
