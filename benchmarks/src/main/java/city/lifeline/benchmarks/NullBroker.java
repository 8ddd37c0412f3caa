package city.lifeline.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * An MQTT 5 broker that throws every message away and acknowledges it at once, also on the ack
 * topic, so that what is measured is whoever publishes. For one client, whose boot is known.
 */
public final class NullBroker implements AutoCloseable {

    private static final int CONNECT = 1;
    private static final int PUBLISH = 3;
    private static final int SUBSCRIBE = 8;
    private static final int PINGREQ = 12;
    private static final int BUFFER_BYTES = 1 << 16;
    // As Lifeline's ingest does under load: the acknowledgements are cumulative.
    private static final int ACK_EVERY = 16;

    private final ServerSocket server;
    private final String boot;
    private final String ackTopic;

    /**
     * Listens on a free port of loopback.
     *
     * @param boot of the client's store
     */
    public NullBroker(String gateway, String boot) throws IOException {
        this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.boot = boot;
        this.ackTopic = "lifeline/v1/" + gateway + "/ack";
        Thread thread = new Thread(this::serve, "null-broker");
        thread.setDaemon(true);
        thread.start();
    }

    public URI url() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                serve(
                        new DataInputStream(
                                new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES)),
                        new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES));
            } catch (EOFException | SocketException e) {
                // The client has gone, or the benchmark is over.
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void serve(DataInputStream in, OutputStream out) throws IOException {
        long received = 0;
        while (true) {
            int first = in.readUnsignedByte();
            int length = length(in);
            switch (first >> 4) {
                case CONNECT -> {
                    in.skipNBytes(length);
                    // CONNACK: no session, success, no properties.
                    out.write(new byte[] {0x20, 3, 0, 0, 0});
                    out.flush();
                }
                case SUBSCRIBE -> {
                    int id = in.readUnsignedShort();
                    in.skipNBytes(length - 2);
                    // SUBACK: QoS 1.
                    out.write(new byte[] {(byte) 0x90, 4, (byte) (id >> 8), (byte) id, 0, 1});
                    out.flush();
                }
                case PUBLISH -> {
                    int topic = in.readUnsignedShort();
                    in.skipNBytes(topic);
                    int id = in.readUnsignedShort();
                    in.skipNBytes(length - topic - 4);
                    out.write(new byte[] {0x40, 2, (byte) (id >> 8), (byte) id});
                    received++;
                    if (received % ACK_EVERY == 0 || in.available() == 0) {
                        acknowledge(out, received);
                        out.flush();
                    }
                }
                case PINGREQ -> {
                    out.write(new byte[] {(byte) 0xD0, 0});
                    out.flush();
                }
                default -> in.skipNBytes(length);
            }
        }
    }

    /** At QoS 0, which a subscriber takes as well. */
    private void acknowledge(OutputStream out, long seq) throws IOException {
        byte[] topic = ackTopic.getBytes(StandardCharsets.UTF_8);
        byte[] payload =
                "{\"boot\":\"%s\",\"seq\":%d}"
                        .formatted(boot, seq)
                        .getBytes(StandardCharsets.UTF_8);
        int length = 2 + topic.length + 1 + payload.length;
        out.write(0x30);
        if (length > 127) {
            out.write((length & 0x7F) | 0x80);
            out.write(length >> 7);
        } else {
            out.write(length);
        }
        out.write(topic.length >> 8);
        out.write(topic.length);
        out.write(topic);
        out.write(0);
        out.write(payload);
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int digit = in.readUnsignedByte();
            length |= (digit & 0x7F) << shift;
            if ((digit & 0x80) == 0) {
                return length;
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
