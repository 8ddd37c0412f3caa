package city.lifeline.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's MQTT 5 connection that does nothing but publish at QoS 1 and count what comes back.
 *
 * <p>Paho would do too, but it takes more of the processor for a message than ingest does, and the
 * generator shares the machine with what is measured. As the reference client does, it names the
 * oldest message it keeps and hears its ack topic.
 */
public final class GatewayConnection implements AutoCloseable {

    private static final int TIMEOUT_MS = 10_000;
    private static final int BUFFER = 1 << 16;
    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;
    private static final int SUBACK = 9;
    private static final int DISCONNECT = 14;
    private static final int FAILURE_CODES = 0x80;
    private static final int USER_PROPERTY = 0x26;
    private static final byte[] SEQ = "\"seq\":".getBytes(StandardCharsets.UTF_8);

    private final String gateway;
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Thread reader;
    private final AtomicLong accepted = new AtomicLong();
    private long published;
    private int packetId;
    private volatile long acknowledgedSeq = PayloadTemplate.FIRST_SEQ - 1;
    private volatile @Nullable String fault;
    private volatile boolean closed;

    /**
     * Connects.
     *
     * @param password empty: anonymous
     */
    public GatewayConnection(
            InetSocketAddress broker, String gateway, String password, String ackTopic)
            throws IOException {
        this.gateway = gateway;
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(broker, TIMEOUT_MS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER));
        connect(password);
        subscribe(ackTopic);
        socket.setSoTimeout(0);
        reader = new Thread(this::read, "gateway-" + gateway);
        reader.setDaemon(true);
        reader.start();
    }

    private void connect(String password) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeUTF("MQTT");
        body.writeByte(5);
        // Clean start, and user name and password if there is one.
        body.writeByte(password.isEmpty() ? 0x02 : 0xC2);
        body.writeShort(0);
        body.writeByte(0);
        body.writeUTF(gateway);
        if (!password.isEmpty()) {
            body.writeUTF(gateway);
            body.writeUTF(password);
        }
        send(0x10, bytes);
        byte[] answer = expect(CONNACK);
        if (answer.length < 2 || (answer[1] & 0xFF) >= FAILURE_CODES) {
            throw new IOException("the MQTT broker refuses " + gateway);
        }
    }

    private void subscribe(String topicFilter) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeShort(1);
        body.writeByte(0);
        body.writeUTF(topicFilter);
        body.writeByte(0);
        send(0x82, bytes);
        byte[] answer = expect(SUBACK);
        if ((answer[answer.length - 1] & 0xFF) >= FAILURE_CODES) {
            throw new IOException("the MQTT broker refuses the subscription " + topicFilter);
        }
    }

    private void send(int header, ByteArrayOutputStream body) throws IOException {
        out.writeByte(header);
        writeVarint(body.size());
        body.writeTo(out);
        out.flush();
    }

    private byte[] expect(int type) throws IOException {
        int header = in.readUnsignedByte();
        byte[] body = new byte[readVarint()];
        in.readFully(body);
        if (header >> 4 != type) {
            throw new IOException("the MQTT broker answers " + gateway + " with packet " + header);
        }
        return body;
    }

    /** Publishes; in the buffer until {@link #flush}. One thread publishes. */
    public void publish(byte[] topic, byte[] payload) throws IOException {
        packetId = packetId == 0xFFFF ? 1 : packetId + 1;
        byte[] oldest = Long.toString(acknowledgedSeq + 1).getBytes(StandardCharsets.UTF_8);
        int properties = 5 + "resends".length() + "true".length();
        properties += 5 + "oldest".length() + oldest.length;
        out.writeByte(0x32);
        writeVarint(2 + topic.length + 2 + 1 + properties + payload.length);
        out.writeShort(topic.length);
        out.write(topic);
        out.writeShort(packetId);
        out.writeByte(properties);
        out.writeByte(USER_PROPERTY);
        out.writeUTF("resends");
        out.writeUTF("true");
        out.writeByte(USER_PROPERTY);
        out.writeUTF("oldest");
        out.writeShort(oldest.length);
        out.write(oldest);
        out.write(payload);
        published++;
    }

    public void flush() throws IOException {
        String known = fault;
        if (known != null) {
            throw new IOException(known);
        }
        out.flush();
    }

    /** Messages that the broker has not acknowledged; asked by the thread that publishes. */
    public long unacknowledged() {
        return published - accepted.get();
    }

    /** Messages that ingest has acknowledged on the ack topic. */
    public long acknowledged() {
        return acknowledgedSeq - PayloadTemplate.FIRST_SEQ + 1;
    }

    private void writeVarint(int number) throws IOException {
        int rest = number;
        while (rest > 0x7F) {
            out.writeByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    private int readVarint() throws IOException {
        int number = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int next = in.readUnsignedByte();
            number |= (next & 0x7F) << shift;
            if (next < 0x80) {
                return number;
            }
        }
        throw new IOException("the MQTT broker sends what is no packet");
    }

    private void read() {
        try {
            while (!closed) {
                int type = in.readUnsignedByte() >> 4;
                byte[] body = new byte[readVarint()];
                in.readFully(body);
                switch (type) {
                    case PUBACK -> puback(body);
                    case PUBLISH -> acknowledgedSeq = seq(body);
                    case DISCONNECT -> throw new IOException("the MQTT broker ends the connection");
                    default -> {}
                }
            }
        } catch (IOException e) {
            if (!closed) {
                fault = gateway + ": " + e.getMessage();
            }
        }
    }

    private void puback(byte[] body) throws IOException {
        if (body.length > 2 && (body[2] & 0xFF) >= FAILURE_CODES) {
            throw new IOException("the MQTT broker refuses a message with code " + body[2]);
        }
        accepted.incrementAndGet();
    }

    /** Of {@code {"boot":"2f9c","seq":1207}} at the end of the packet. */
    private long seq(byte[] packet) {
        for (int at = packet.length - SEQ.length; at >= 0; at--) {
            if (java.util.Arrays.equals(packet, at, at + SEQ.length, SEQ, 0, SEQ.length)) {
                long seq = 0;
                for (int i = at + SEQ.length; i < packet.length - 1; i++) {
                    seq = seq * 10 + (packet[i] - '0');
                }
                return seq;
            }
        }
        return acknowledgedSeq;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        socket.close();
    }
}
