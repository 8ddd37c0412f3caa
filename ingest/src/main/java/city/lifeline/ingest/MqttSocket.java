package city.lifeline.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * A connection that Paho opens, closes and keeps alive, in which {@link PublishReader} takes the
 * messages and acknowledgements go past Paho, many in one write: Paho would wake a thread and write
 * to the network for each.
 *
 * <p>Sends small packets at once: with Nagle's algorithm each would wait for the TCP
 * acknowledgement of the last one.
 */
final class MqttSocket extends Socket {

    private static final int PUBACK = 0x40;

    private final PublishReader.Receiver receiver;
    private final Object writing = new Object();

    private MqttSocket(PublishReader.Receiver receiver) throws IOException {
        this.receiver = receiver;
        setTcpNoDelay(true);
    }

    /**
     * Acknowledges messages at QoS 1.
     *
     * <p>Does not wait: the broker sends no more messages than the receive maximum without it, so
     * there is never more than that of four bytes each on the way.
     */
    void acknowledge(int[] messageIds, int count) throws IOException {
        byte[] packets = new byte[4 * count];
        for (int i = 0; i < count; i++) {
            packets[4 * i] = PUBACK;
            packets[4 * i + 1] = 2;
            packets[4 * i + 2] = (byte) (messageIds[i] >> 8);
            packets[4 * i + 3] = (byte) messageIds[i];
        }
        write(packets);
    }

    private void write(byte[] packets) throws IOException {
        synchronized (writing) {
            super.getOutputStream().write(packets);
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new PublishReader(super.getInputStream(), receiver);
    }

    /** Paho flushes after each packet and only there, so no packet is cut in two by another. */
    @Override
    public OutputStream getOutputStream() throws IOException {
        return new OutputStream() {

            private final ByteArrayOutputStream packet = new ByteArrayOutputStream();

            @Override
            public void write(int b) {
                packet.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                packet.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                if (packet.size() > 0) {
                    byte[] whole = packet.toByteArray();
                    packet.reset();
                    MqttSocket.this.write(whole);
                }
            }

            @Override
            public void close() throws IOException {
                MqttSocket.this.close();
            }
        };
    }

    /** Makes one connection; Paho asks for no more. */
    static final class Factory extends SocketFactory {

        private final PublishReader.Receiver receiver;
        private volatile @org.jspecify.annotations.Nullable MqttSocket made;

        Factory(PublishReader.Receiver receiver) {
            this.receiver = receiver;
        }

        @org.jspecify.annotations.Nullable
        MqttSocket made() {
            return made;
        }

        @Override
        public Socket createSocket() throws IOException {
            MqttSocket socket = new MqttSocket(receiver);
            made = socket;
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw unused();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw unused();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw unused();
        }

        @Override
        public Socket createSocket(
                InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw unused();
        }

        private static UnsupportedOperationException unused() {
            return new UnsupportedOperationException("Paho connects the socket itself");
        }
    }
}
