package city.lifeline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishReaderTest {

    private static final byte[] CONNACK = {0x20, 3, 0, 0, 0};
    private static final byte[] PINGRESP = {(byte) 0xD0, 0};

    private final List<String> arrived = new ArrayList<>();

    private PublishReader reader(InputStream in) {
        return new PublishReader(
                in,
                (topic, id, qos, payload, properties) ->
                        arrived.add(
                                "%s #%d qos %d %s resends=%s oldest=%s %s"
                                        .formatted(
                                                topic,
                                                id,
                                                qos,
                                                new String(payload, UTF_8),
                                                properties.resends(),
                                                properties.oldest(),
                                                properties.encoding())));
    }

    private interface Writing {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] packet(int header, byte[] body) {
        return bytes(
                out -> {
                    out.writeByte(header);
                    int rest = body.length;
                    while (rest > 0x7F) {
                        out.writeByte((rest & 0x7F) | 0x80);
                        rest >>= 7;
                    }
                    out.writeByte(rest);
                    out.write(body);
                });
    }

    private static byte[] publish(int qos, int id, byte[] properties, String payload) {
        return packet(
                0x30 | (qos << 1),
                bytes(
                        out -> {
                            out.writeUTF("a/b");
                            if (qos > 0) {
                                out.writeShort(id);
                            }
                            int rest = properties.length;
                            while (rest > 0x7F) {
                                out.writeByte((rest & 0x7F) | 0x80);
                                rest >>= 7;
                            }
                            out.writeByte(rest);
                            out.write(properties);
                            out.write(payload.getBytes(UTF_8));
                        }));
    }

    private static byte[] user(String name, String value) {
        return bytes(
                out -> {
                    out.writeByte(0x26);
                    out.writeUTF(name);
                    out.writeUTF(value);
                });
    }

    private static byte[] all(byte[]... parts) {
        return bytes(
                out -> {
                    for (byte[] part : parts) {
                        out.write(part);
                    }
                });
    }

    /** Gives the bytes in pieces of random length, with timeouts in between. */
    private static InputStream pieces(byte[] all, Random random) {
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (at == all.length) {
                    return -1;
                }
                if (random.nextInt(4) == 0) {
                    throw new SocketTimeoutException();
                }
                int count = Math.min(Math.min(length, all.length - at), 1 + random.nextInt(50));
                System.arraycopy(all, at, target, offset, count);
                at += count;
                return count;
            }
        };
    }

    private static byte[] readAll(InputStream in) throws IOException {
        ByteArrayOutputStream left = new ByteArrayOutputStream();
        while (true) {
            try {
                int next = in.read();
                if (next < 0) {
                    return left.toByteArray();
                }
                left.write(next);
            } catch (SocketTimeoutException e) {
                // Paho asks again.
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void messagesAreTakenAndTheRestIsLeftHoweverTheBytesCome(long seed) throws IOException {
        String large = "x".repeat(200_000);
        byte[] sent =
                all(
                        CONNACK,
                        publish(1, 7, new byte[0], "one"),
                        publish(0, 0, user("content-encoding", "gzip"), "two"),
                        PINGRESP,
                        publish(
                                1,
                                0xFFFE,
                                all(
                                        new byte[] {1, 1, 2, 0, 0, 0, 9, 0x0B, (byte) 0x81, 1},
                                        user("other", "x".repeat(150)),
                                        user("resends", "true"),
                                        user("oldest", "1207")),
                                large),
                        PINGRESP);

        byte[] left = readAll(reader(pieces(sent, new Random(seed))));

        assertArrayEquals(all(CONNACK, PINGRESP, PINGRESP), left);
        assertEquals(
                List.of(
                        "a/b #7 qos 1 one resends=false oldest=null ",
                        "a/b #0 qos 0 two resends=false oldest=null gzip",
                        "a/b #65534 qos 1 " + large + " resends=true oldest=1207 "),
                arrived);
    }

    @Test
    void theContentTypeSaysThatAPayloadIsCompressed() throws IOException {
        byte[] type =
                bytes(
                        out -> {
                            out.writeByte(3);
                            out.writeUTF("application/json+gzip");
                        });

        readAll(reader(pieces(publish(1, 1, type, "z"), new Random(1))));

        assertEquals(List.of("a/b #1 qos 1 z resends=false oldest=null gzip"), arrived);
    }

    @Test
    void whatIsUnusualIsLeftToPaho() throws IOException {
        byte[] qos2 = publish(2, 9, new byte[0], "two");
        byte[] alias = publish(1, 9, new byte[] {0x23, 0, 1}, "alias");
        byte[] unknown = publish(1, 9, new byte[] {0x7E, 0, 1}, "unknown");
        byte[] cut = publish(1, 9, new byte[] {0x26, 0, 99}, "cut");
        byte[] noTopic = packet(0x32, new byte[] {0, 0, 0, 1, 0});
        byte[] nothing = packet(0x32, new byte[0]);
        byte[] sent = all(qos2, alias, unknown, cut, noTopic, nothing);

        assertArrayEquals(sent, readAll(reader(pieces(sent, new Random(2)))));
        assertEquals(List.of(), arrived);
    }

    @Test
    void brokenBytesNeverThrowAnythingButWhatTheNetworkThrows() {
        Random random = new Random(3);
        byte[] whole = all(CONNACK, publish(1, 7, user("oldest", "12"), "one"), PINGRESP);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = whole.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            try {
                readAll(reader(pieces(broken, random)));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void theNetworksFailureIsPassedOn() {
        InputStream failing =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("reset");
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw new IOException("reset");
                    }
                };

        assertThrows(IOException.class, () -> reader(failing).read());
    }
}
