package city.lifeline.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a broker sends, between the network and Paho: takes the PUBLISH packets out itself and
 * leaves everything else, byte for byte, to Paho.
 *
 * <p>Paho reads a packet's header byte by byte from the network, copies its payload byte by byte,
 * and hands it over two queues to a third thread; at 50 readings a message that took longer than
 * decoding and checking them. Here packets are read as many at a time as have come.
 *
 * <p>Anything unusual, such as QoS 2, a topic alias, or a packet that does not add up, is Paho's to
 * judge.
 */
final class PublishReader extends InputStream {

    private static final int BUFFER_BYTES = 64 << 10;
    // Payloads up to 1 MiB, and room for topic and properties.
    private static final int MAX_PACKET_BYTES = (1 << 20) + (256 << 10);
    private static final int MAX_HEADER_BYTES = 5;
    private static final int PUBLISH = 3;
    private static final int PAYLOAD_FORMAT = 0x01;
    private static final int EXPIRY = 0x02;
    private static final int CONTENT_TYPE = 0x03;
    private static final int RESPONSE_TOPIC = 0x08;
    private static final int CORRELATION = 0x09;
    private static final int SUBSCRIPTION = 0x0B;
    private static final int USER_PROPERTY = 0x26;

    private final InputStream in;
    private final Receiver receiver;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;
    // Bytes of the packet at hand that are Paho's.
    private int toPass;

    /** Told each message, on the thread that reads. */
    interface Receiver {

        /**
         * A message at QoS 0 or 1.
         *
         * @param messageId 0 at QoS 0
         */
        void arrived(
                String mqttTopic, int messageId, int qos, byte[] payload, Properties properties);
    }

    /** What a sender says about a message. */
    static final class Properties {

        private static final byte[] RESENDS = "resends".getBytes(StandardCharsets.UTF_8);
        private static final byte[] OLDEST = "oldest".getBytes(StandardCharsets.UTF_8);
        private static final byte[] CONTENT_ENCODING =
                "content-encoding".getBytes(StandardCharsets.UTF_8);
        private static final byte[] SIGNATURE = "signature".getBytes(StandardCharsets.UTF_8);
        private static final String GZIP = "gzip";

        private boolean resends;
        private @Nullable Long oldest;
        private String encoding = "";
        private String signature = "";

        boolean resends() {
            return resends;
        }

        @Nullable Long oldest() {
            return oldest;
        }

        /** {@code gzip} or empty. */
        String encoding() {
            return encoding;
        }

        /** Empty: there is none. */
        String signature() {
            return signature;
        }

        void contentType(String contentType) {
            if (contentType.endsWith("+gzip") || contentType.equals("application/gzip")) {
                encoding = GZIP;
            }
        }

        void user(String name, String value) {
            byte[] key = name.getBytes(StandardCharsets.UTF_8);
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            user(key, 0, key.length, text, 0, text.length);
        }

        private void user(byte[] name, int nameAt, int nameEnd, byte[] value, int at, int end) {
            if (is(name, nameAt, nameEnd, RESENDS)) {
                resends = text(value, at, end).equals("true");
            } else if (is(name, nameAt, nameEnd, OLDEST)) {
                oldest = number(value, at, end);
            } else if (is(name, nameAt, nameEnd, SIGNATURE)) {
                signature = text(value, at, end);
            } else if (is(name, nameAt, nameEnd, CONTENT_ENCODING)
                    && text(value, at, end).equals(GZIP)) {
                encoding = GZIP;
            }
        }

        private static boolean is(byte[] bytes, int at, int end, byte[] text) {
            return Arrays.equals(bytes, at, end, text, 0, text.length);
        }

        private static @Nullable Long number(byte[] bytes, int at, int end) {
            try {
                long number = Long.parseLong(text(bytes, at, end));
                return number < 0 ? null : number;
            } catch (NumberFormatException e) {
                return null;
            }
        }
    }

    PublishReader(InputStream in, Receiver receiver) {
        this.in = in;
        this.receiver = receiver;
    }

    @Override
    public int read() throws IOException {
        if (!awaitPassed()) {
            return -1;
        }
        toPass--;
        return buffer[from++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!awaitPassed()) {
            return -1;
        }
        int count = Math.min(length, Math.min(toPass, to - from));
        System.arraycopy(buffer, from, target, offset, count);
        from += count;
        toPass -= count;
        return count;
    }

    @Override
    public int available() {
        return Math.min(toPass, to - from);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /**
     * Takes PUBLISH packets until a byte for Paho is at hand; false at the end of the stream. A
     * timeout of the network loses nothing: the next call goes on.
     */
    private boolean awaitPassed() throws IOException {
        while (toPass == 0) {
            int length = packetLength();
            if (length == 0) {
                if (!fill(MAX_HEADER_BYTES)) {
                    return false;
                }
            } else if ((buffer[from] & 0xF0) >> 4 != PUBLISH || length > MAX_PACKET_BYTES) {
                toPass = length;
            } else if (to - from < length) {
                if (!fill(length)) {
                    return false;
                }
            } else if (take(from, from + length)) {
                from += length;
            } else {
                toPass = length;
            }
        }
        return from < to || fill(1);
    }

    /** Bytes of the packet that begins at {@code from}; 0: too little of it has come. */
    private int packetLength() {
        int length = 0;
        for (int i = 1; i < MAX_HEADER_BYTES; i++) {
            if (from + i >= to) {
                return 0;
            }
            int next = buffer[from + i];
            length |= (next & 0x7F) << (7 * (i - 1));
            if (next >= 0) {
                return 1 + i + length;
            }
        }
        return MAX_HEADER_BYTES;
    }

    /** Reads what has come, at least a byte, with room for a packet of that length. */
    private boolean fill(int length) throws IOException {
        if (from == to) {
            from = 0;
            to = 0;
        }
        if (buffer.length - from < length || to == buffer.length) {
            byte[] roomy = length > buffer.length ? new byte[length] : buffer;
            System.arraycopy(buffer, from, roomy, 0, to - from);
            buffer = roomy;
            to -= from;
            from = 0;
        }
        int count = in.read(buffer, to, buffer.length - to);
        if (count < 0) {
            return false;
        }
        to += count;
        return true;
    }

    /** Hands over the PUBLISH packet between two places; false leaves it to Paho. */
    private boolean take(int start, int end) {
        int qos = (buffer[start] >> 1) & 3;
        int at = start + 1;
        while (buffer[at] < 0) {
            at++;
        }
        at++;
        if (qos > 1 || at + 2 > end) {
            return false;
        }
        int topicEnd = at + 2 + unsignedShort(at);
        int topicAt = at + 2;
        at = topicEnd + (qos == 0 ? 0 : 2);
        if (topicAt == topicEnd || at >= end) {
            return false;
        }
        int messageId = qos == 0 ? 0 : unsignedShort(topicEnd);
        int size = buffer[at++];
        // More than 127 B of properties go on in further bytes.
        if (size < 0) {
            if (at >= end || buffer[at] < 0) {
                return false;
            }
            size = (size & 0x7F) | (buffer[at++] << 7);
        }
        if (at + size > end) {
            return false;
        }
        Properties properties = properties(at, at + size);
        if (properties == null) {
            return false;
        }
        receiver.arrived(
                text(buffer, topicAt, topicEnd),
                messageId,
                qos,
                Arrays.copyOfRange(buffer, at + size, end),
                properties);
        return true;
    }

    /** Null: there is something in them that is not for here. */
    private @Nullable Properties properties(int start, int end) {
        Properties properties = new Properties();
        int at = start;
        while (at < end) {
            int id = buffer[at++];
            int next = propertyEnd(id, at, end);
            if (next < 0 || next > end) {
                return null;
            }
            if (id == CONTENT_TYPE) {
                properties.contentType(text(buffer, at + 2, next));
            } else if (id == USER_PROPERTY) {
                int nameEnd = at + 2 + unsignedShort(at);
                properties.user(buffer, at + 2, nameEnd, buffer, nameEnd + 2, next);
            }
            at = next;
        }
        return properties;
    }

    /** Where the value of a property ends; −1 for an unknown one. */
    private int propertyEnd(int id, int at, int end) {
        return switch (id) {
            case PAYLOAD_FORMAT -> at + 1;
            case EXPIRY -> at + 4;
            case CONTENT_TYPE, RESPONSE_TOPIC, CORRELATION -> textEnd(at, end);
            case SUBSCRIPTION -> {
                int last = at;
                while (last < end && buffer[last] < 0) {
                    last++;
                }
                yield last + 1;
            }
            case USER_PROPERTY -> {
                int nameEnd = textEnd(at, end);
                yield nameEnd < 0 ? -1 : textEnd(nameEnd, end);
            }
            default -> -1;
        };
    }

    private int textEnd(int at, int end) {
        return at + 2 > end ? -1 : at + 2 + unsignedShort(at);
    }

    private int unsignedShort(int at) {
        return ((buffer[at] & 0xFF) << 8) | (buffer[at + 1] & 0xFF);
    }

    private static String text(byte[] bytes, int at, int end) {
        return new String(bytes, at, end - at, StandardCharsets.UTF_8);
    }
}
