package city.lifeline.model.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.wire.v1.BlockRecord;
import city.lifeline.wire.v1.ReadingsRecord;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written by hand is what Protobuf's own classes would write, byte by byte. */
class ReadingsCodecBytesTest {

    private static final int BLOCKS = 2_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theBytesAreThoseOfTheGeneratedClasses(long seed) throws UndecodableException {
        Random random = new Random(seed);
        for (int i = 0; i < BLOCKS; i++) {
            Block block = block(random);
            byte[] bytes = ReadingsCodec.encode(block);

            assertArrayEquals(generated(block), bytes, () -> "seed " + seed + ": " + block);
            assertEquals(block, ReadingsCodec.decode(bytes).block());
        }
    }

    private static byte[] generated(Block block) {
        BlockRecord.Builder record =
                BlockRecord.newBuilder()
                        .setPoint(block.point())
                        .setLane(Codes.code(block.lane()))
                        .setStartUs(block.startUs())
                        .setIntervalUs(block.intervalUs())
                        .setQuality(Codes.code(block.quality()))
                        .setCause(Codes.code(block.cause()))
                        .setDeviceStartUs(block.deviceStartUs())
                        .setClockUs(block.clockUs())
                        .setGateway(block.gateway())
                        .setBoot(block.boot())
                        .setSeq(block.seq())
                        .setReceivedAtUs(block.receivedAtUs());
        Arrays.stream(block.offsetsUs()).forEach(record::addOffsetsUs);
        Arrays.stream(block.values()).forEach(record::addValues);
        return ReadingsRecord.newBuilder().setBlock(record).build().toByteArray();
    }

    private static Block block(Random random) {
        double[] values = new double[1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 3)];
        Arrays.setAll(values, i -> random.nextInt(5) == 0 ? 0 : random.nextGaussian());
        int[] offsets = {};
        if (random.nextInt(3) == 0) {
            offsets = new int[values.length];
            for (int i = 1; i < offsets.length; i++) {
                offsets[i] = offsets[i - 1] + 1 + random.nextInt(20_000);
            }
        }
        return new Block(
                one(random, "GAS-0001-CH4", "p", "é水"),
                one(random, Lane.values()),
                number(random),
                offsets.length == 0 ? random.nextInt(2_000_000) : 0,
                offsets,
                values,
                one(random, Quality.values()),
                one(random, Cause.values()),
                one(random, "GW-1", ""),
                one(random, "2f9c", ""),
                Math.abs(number(random)),
                number(random),
                number(random),
                number(random));
    }

    private static long number(Random random) {
        return random.nextInt(4) == 0 ? 0 : random.nextLong() >> random.nextInt(64);
    }

    @SafeVarargs
    private static <T> T one(Random random, T... of) {
        return of[random.nextInt(of.length)];
    }
}
