package city.lifeline.benchmarks.load;

import city.lifeline.gateway.GatewayBlock;
import city.lifeline.gateway.GatewayMessage;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.gateway.PayloadFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A payload as the reference client writes it, in which only times and sequence number are filled
 * in: encoding each message anew would take the processor from what is measured.
 */
public final class PayloadTemplate {

    /** Numbers from here on keep their length, in digits and in Protobuf. */
    public static final long FIRST_SEQ = 1_000_000_000;

    private static final long SEQ_MARK = 1_234_567_890;

    /** The event time that a message's own takes the place of. */
    public static final long EVENT_MARK_US = 1_777_777_777_123_457L;

    private static final long SENT_MARK_US = 1_888_888_888_765_431L;
    private static final long US_PER_S = 1_000_000;

    private final PayloadFormat format;
    private final byte[] bytes;
    private final int seqAt;
    private final int sentAt;
    private final int[] eventsAt;

    /**
     * A template.
     *
     * @param readings at {@link #EVENT_MARK_US}
     * @param blocks that begin at {@link #EVENT_MARK_US}
     */
    public PayloadTemplate(
            PayloadFormat format,
            String boot,
            List<GatewayReading> readings,
            List<GatewayBlock> blocks) {
        this.format = format;
        this.bytes =
                format.encode(new GatewayMessage(boot, SEQ_MARK, SENT_MARK_US, readings, blocks));
        this.seqAt = places(number(SEQ_MARK))[0];
        this.sentAt = places(time(SENT_MARK_US))[0];
        this.eventsAt = places(time(EVENT_MARK_US));
    }

    /**
     * A message.
     *
     * @param seq from {@link #FIRST_SEQ} on
     * @param eventUs of all readings, and the begin of all blocks
     */
    public byte[] payload(long seq, long eventUs, long sentUs) {
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
    public long eventUs(byte[] payload) {
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
