package city.lifeline.benchmarks.ingest;

import city.lifeline.gateway.GatewayBlock;
import city.lifeline.gateway.GatewayMessage;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.model.Quality;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A payload as the reference client writes it, in which only times and sequence number are filled
 * in: encoding each message anew would take the processor from what is measured.
 */
final class PayloadTemplate {

    /** Numbers from here on keep their length, in digits and in Protobuf. */
    static final long FIRST_SEQ = 1_000_000_000;

    private static final long SEQ_MARK = 1_234_567_890;
    private static final long EVENT_MARK_US = 1_777_777_777_123_457L;
    private static final long SENT_MARK_US = 1_888_888_888_765_431L;
    private static final long US_PER_S = 1_000_000;

    private final PayloadFormat format;
    private final byte[] bytes;
    private final int seqAt;
    private final int sentAt;
    private final int[] eventsAt;

    /** The values are the same every time; they differ from point to point. */
    PayloadTemplate(Load load, String gateway, String boot, int firstPoint, Random random) {
        this.format = load.format();
        List<GatewayReading> readings = new ArrayList<>();
        List<GatewayBlock> blocks = new ArrayList<>();
        for (int i = 0; i < load.elements(); i++) {
            String point = BenchCity.point(gateway, firstPoint + i);
            if (load.samples() == 1) {
                readings.add(
                        new GatewayReading(
                                point, EVENT_MARK_US, value(random), BenchCity.UNIT, Quality.GOOD));
            } else {
                double[] values = new double[load.samples()];
                Arrays.setAll(values, sample -> value(random));
                blocks.add(
                        new GatewayBlock(
                                point,
                                EVENT_MARK_US,
                                Load.BLOCK_US / load.samples(),
                                new int[0],
                                values,
                                BenchCity.UNIT,
                                Quality.GOOD));
            }
        }
        this.bytes =
                format.encode(new GatewayMessage(boot, SEQ_MARK, SENT_MARK_US, readings, blocks));
        this.seqAt = places(number(SEQ_MARK))[0];
        this.sentAt = places(time(SENT_MARK_US))[0];
        this.eventsAt = places(time(EVENT_MARK_US));
    }

    /** With two decimals, the second of them not 0, so that all are equally long in JSON. */
    private static double value(Random random) {
        return (2_000 + 10 * random.nextInt(10) + 1 + random.nextInt(9)) / 100.0;
    }

    byte[] payload(long seq, long eventUs, long sentUs) {
        byte[] payload = bytes.clone();
        put(payload, seqAt, number(seq));
        put(payload, sentAt, time(sentUs));
        byte[] event = time(eventUs);
        for (int at : eventsAt) {
            put(payload, at, event);
        }
        return payload;
    }

    /** Event time of the last element of a payload of this template or one of the same case. */
    long eventUs(byte[] payload) {
        int at = eventsAt[eventsAt.length - 1];
        if (format == PayloadFormat.PROTOBUF) {
            long zigzag = 0;
            for (int i = 0; i < 8; i++) {
                zigzag |= (payload[at + i] & 0x7FL) << (7 * i);
            }
            return zigzag >>> 1;
        }
        String text = new String(payload, at, time(EVENT_MARK_US).length, StandardCharsets.UTF_8);
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text));
    }

    private static void put(byte[] payload, int at, byte[] text) {
        System.arraycopy(text, 0, payload, at, text.length);
    }

    private byte[] number(long number) {
        return format == PayloadFormat.PROTOBUF
                ? varint(number, 5)
                : Long.toString(number).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] time(long us) {
        if (format == PayloadFormat.PROTOBUF) {
            return varint(us << 1, 8);
        }
        String second = Instant.ofEpochSecond(us / US_PER_S).toString();
        String fraction = String.format(Locale.ROOT, ".%06dZ", us % US_PER_S);
        return second.replace("Z", fraction).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] varint(long number, int length) {
        byte[] varint = new byte[length];
        for (int i = 0; i < length; i++) {
            varint[i] = (byte) (((number >>> (7 * i)) & 0x7F) | (i < length - 1 ? 0x80 : 0));
        }
        return varint;
    }

    private int[] places(byte[] mark) {
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at + mark.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + mark.length, mark, 0, mark.length)) {
                places.add(at);
            }
        }
        if (places.isEmpty()) {
            throw new IllegalStateException("the payload does not hold what was put into it");
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }
}
