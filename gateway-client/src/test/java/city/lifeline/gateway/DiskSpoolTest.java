package city.lifeline.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskSpoolTest {

    @TempDir private Path directory;

    private DiskSpool open(String boot, long maxBytes) throws IOException {
        return new DiskSpool(directory, () -> boot, maxBytes);
    }

    private static byte[] payload(long seq) {
        return ("message " + seq).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void goesOnWithTheSameBootAndNumbers() throws IOException {
        try (DiskSpool spool = open("first", 1 << 20)) {
            for (long seq = 1; seq <= 5; seq++) {
                spool.append(seq, payload(seq));
            }
            spool.release(3);
        }
        try (DiskSpool spool = open("second", 1 << 20)) {
            assertEquals("first", spool.boot());
            assertEquals(5, spool.newest());
            assertEquals(3, spool.released());
            assertArrayEquals(payload(4), spool.read(4));
            spool.append(6, payload(6));
            assertArrayEquals(payload(6), spool.read(6));
        }
    }

    @Test
    void isForOneProcessOnly() throws IOException {
        try (DiskSpool spool = open("boot", 1 << 20)) {
            assertEquals(0, spool.newest());
            assertThrows(IOException.class, () -> open("boot", 1 << 20));
        }
    }

    @Test
    void hasRoomAgainAfterWholeSegmentsAreReleased() throws IOException {
        byte[] large = new byte[1 << 20];
        try (DiskSpool spool = open("boot", 10L << 20)) {
            long seq = 0;
            while (spool.hasRoom(large.length)) {
                seq++;
                spool.append(seq, large);
            }
            assertEquals(9, seq);
            assertFalse(spool.hasRoom(large.length));
            spool.release(7);
            assertTrue(spool.hasRoom(large.length));
            assertArrayEquals(large, spool.read(8));
        }
        try (DiskSpool spool = open("boot", 10L << 20)) {
            assertEquals(9, spool.newest());
            assertEquals(7, spool.released());
        }
    }

    @Test
    void keepsItsNumbersWhenAllIsReleased() throws IOException {
        try (DiskSpool spool = open("boot", 1 << 20)) {
            spool.append(1, payload(1));
            spool.release(1);
        }
        try (DiskSpool spool = open("boot", 1 << 20)) {
            assertEquals(1, spool.newest());
            assertEquals(1, spool.released());
        }
    }

    /** As after a kill in the middle of a write: any prefix of the file is a spool. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void cutsOffWhatWasTorn(long seed) throws IOException {
        Random random = new Random(seed);
        long whole;
        try (DiskSpool spool = open("boot", 1 << 20)) {
            for (long seq = 1; seq <= 20; seq++) {
                spool.append(seq, payload(seq));
            }
        }
        Path segment = segment();
        byte[] bytes = Files.readAllBytes(segment);
        for (int round = 0; round < 50; round++) {
            int length = random.nextInt(bytes.length + 1);
            Files.write(segment, Arrays.copyOf(bytes, length));
            if (random.nextBoolean()) {
                byte[] junk = new byte[random.nextInt(40)];
                random.nextBytes(junk);
                Files.write(segment, junk, StandardOpenOption.APPEND);
            }
            Files.deleteIfExists(directory.resolve("released"));
            try (DiskSpool spool = open("boot", 1 << 20)) {
                whole = spool.newest();
                assertTrue(whole <= 20, () -> "seed " + seed);
                for (long seq = 1; seq <= whole; seq++) {
                    assertArrayEquals(payload(seq), spool.read(seq), "seed " + seed);
                }
                spool.append(whole + 1, payload(whole + 1));
                assertArrayEquals(payload(whole + 1), spool.read(whole + 1));
            }
            Files.deleteIfExists(segment);
        }
    }

    private void fill(int messages) throws IOException {
        try (DiskSpool spool = open("boot", 1 << 20)) {
            for (long seq = 1; seq <= messages; seq++) {
                spool.append(seq, payload(seq));
            }
        }
    }

    private byte[] flip(Path file, long message) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        // Records of 16 bytes and "message <n>", of one digit each.
        bytes[(int) (message - 1) * 25 + 20] ^= 0x10;
        Files.write(file, bytes);
        return bytes;
    }

    private List<Path> aside() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().contains(".damaged-")).toList();
        }
    }

    @Test
    void neverGivesANumberAgainWhenAByteInTheMiddleIsFlipped() throws IOException {
        fill(9);
        byte[] damaged = flip(segment(), 5);
        // The second time as found after the first.
        for (int start = 0; start < 2; start++) {
            try (DiskSpool spool = open("boot", 1 << 20)) {
                assertEquals(9, spool.newest());
                assertEquals(0, spool.released());
                assertEquals(4, spool.sendable());
                assertArrayEquals(payload(4), spool.read(4));
                assertThrows(IllegalStateException.class, () -> spool.read(5));
            }
        }
        assertEquals(1, aside().size());
        assertArrayEquals(damaged, Files.readAllBytes(aside().get(0)));
        try (DiskSpool spool = open("boot", 1 << 20)) {
            spool.append(10, payload(10));
            assertEquals(4, spool.sendable());
            spool.release(3);
            assertEquals(3, spool.released());
            spool.release(4);
            assertEquals(9, spool.released());
            assertEquals(10, spool.sendable());
            assertArrayEquals(payload(10), spool.read(10));
        }
        try (DiskSpool spool = open("boot", 1 << 20)) {
            assertEquals(9, spool.released());
            assertEquals(10, spool.newest());
        }
    }

    @Test
    void goesOnBehindADamagedFirstRecord() throws IOException {
        fill(3);
        flip(segment(), 1);
        for (int start = 0; start < 2; start++) {
            try (DiskSpool spool = open("boot", 1 << 20)) {
                assertEquals(3, spool.newest());
                assertEquals(3, spool.released());
                assertEquals(3, spool.sendable());
            }
        }
        assertEquals(1, aside().size());
    }

    @Test
    void numbersOfATornTailBehindDamageAreNotGivenAgain() throws IOException {
        fill(9);
        byte[] bytes = flip(segment(), 5);
        Files.write(segment(), Arrays.copyOf(bytes, bytes.length - 3));
        try (DiskSpool spool = open("boot", 1 << 20)) {
            assertEquals(9, spool.newest());
            assertEquals(4, spool.sendable());
        }
    }

    @Test
    void keepsNothingAsideOfAMereTornTail() throws IOException {
        fill(9);
        byte[] bytes = Files.readAllBytes(segment());
        Files.write(segment(), Arrays.copyOf(bytes, bytes.length - 3));
        try (DiskSpool spool = open("boot", 1 << 20)) {
            assertEquals(8, spool.newest());
            assertEquals(8, spool.sendable());
        }
        assertEquals(List.of(), aside());
    }

    @Test
    void damageOfAnOlderSegmentLeavesTheNewerOnes() throws IOException {
        byte[] large = new byte[1 << 20];
        try (DiskSpool spool = open("boot", 10L << 20)) {
            for (long seq = 1; seq <= 6; seq++) {
                spool.append(seq, large);
            }
        }
        Path oldest = directory.resolve("%020d.spool".formatted(1));
        byte[] bytes = Files.readAllBytes(oldest);
        // In its last record.
        bytes[bytes.length - 1] ^= 1;
        Files.write(oldest, bytes);
        try (DiskSpool spool = open("boot", 10L << 20)) {
            assertEquals(3, spool.sendable());
            assertEquals(6, spool.newest());
            spool.release(3);
            assertEquals(4, spool.released());
            assertArrayEquals(large, spool.read(5));
        }
        assertEquals(1, aside().size());
    }

    private Path segment() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".spool"))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }
}
