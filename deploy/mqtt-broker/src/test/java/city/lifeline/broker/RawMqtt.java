package city.lifeline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** MQTT 3.1.1 byte by byte, for what no decent client would do. */
final class RawMqtt implements AutoCloseable {

    private static final int PATIENCE_MS = 15_000;

    private final Socket socket;

    RawMqtt(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        socket.setTcpNoDelay(true);
    }

    static byte[] connect(String clientId, String user, String password) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, "MQTT");
        body.write(4);
        body.write(0xC2);
        body.write(0);
        body.write(60);
        text(body, clientId);
        text(body, user);
        text(body, password);
        return packet(0x10, body.toByteArray());
    }

    /** QoS 0. */
    static byte[] publish(String mqttTopic, int payloadBytes) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, mqttTopic);
        body.writeBytes(new byte[payloadBytes]);
        return packet(0x30, body.toByteArray());
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Return code of the CONNACK; -1 if the connection ended instead. */
    int connack() throws IOException {
        byte[] answer = socket.getInputStream().readNBytes(4);
        return answer.length == 4 ? answer[3] & 0xFF : -1;
    }

    /** Waits until the broker ends the connection; false if it does not. */
    boolean ends() {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        out.write(bytes.length >> 8);
        out.write(bytes.length & 0xFF);
        out.writeBytes(bytes);
    }

    private static byte[] packet(int type, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(type);
        int length = body.length;
        do {
            int digit = length % 128;
            length /= 128;
            out.write(length > 0 ? digit | 128 : digit);
        } while (length > 0);
        out.writeBytes(body);
        return out.toByteArray();
    }

    /** Ends the connection from another thread than the one that sends. */
    void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
