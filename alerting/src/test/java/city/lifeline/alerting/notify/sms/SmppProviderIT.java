package city.lifeline.alerting.notify.sms;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.notify.Channel.ChannelDownException;
import city.lifeline.alerting.notify.Incoming;
import city.lifeline.alerting.notify.Message;
import city.lifeline.alerting.notify.Replies;
import city.lifeline.alerting.people.Person;
import city.lifeline.model.Grade;
import city.lifeline.simulators.telephones.Sms;
import city.lifeline.simulators.telephones.Smsc;
import city.lifeline.simulators.telephones.Telephones;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Against a whole provider, and against one that speaks SMPP badly. */
class SmppProviderIT {

    private static final String NUMBER = "+8613800000001";

    private static final int SUBMIT_SM = 4;
    private static final int SUBMIT_SM_RESP = 0x80000004;
    private static final int UNBIND = 6;
    private static final int ENQUIRE_LINK = 0x15;

    private static final Incoming NOTHING_COMES_BACK =
            new Incoming() {
                @Override
                public void receipt(
                        String provider, String receipt, boolean delivered, String status) {
                    // Nobody waits for it here.
                }

                @Override
                public Replies.Understood answer(String from, String text) {
                    return Replies.Understood.UNKNOWN_SENDER;
                }
            };

    private static Message message(String text) {
        return new Message(
                UUID.randomUUID().toString(),
                "4711",
                new Person("p", "P", "", NUMBER, null, null, "zh", false, null),
                Grade.RED,
                List.of("w"),
                "s",
                text,
                "",
                Map.of(),
                Instant.EPOCH);
    }

    private static SmppProvider provider(int port, int window, Duration enquireLink) {
        SmppProvider provider =
                new SmppProvider(
                        new SmppSettings(
                                "primary",
                                "127.0.0.1",
                                port,
                                "lifeline",
                                "pass",
                                "10690000",
                                window,
                                enquireLink),
                        NOTHING_COMES_BACK);
        provider.start();
        await().atMost(10, SECONDS).until(() -> provider.lack().isEmpty());
        return provider;
    }

    @Test
    void longMessagesThatComeAtOnceAreNotMixedUp() throws Exception {
        Telephones telephones = new Telephones();
        try (Smsc smsc =
                        new Smsc(
                                "primary",
                                0,
                                "lifeline",
                                "pass",
                                telephones,
                                InstantSource.system());
                SmppProvider provider = provider(smsc.port(), 8, Duration.ofSeconds(30))) {
            Set<String> texts = new HashSet<>();
            List<Future<String>> sent = new ArrayList<>();
            ExecutorService senders = Executors.newFixedThreadPool(8);
            try {
                for (int i = 0; i < 150; i++) {
                    String text = ("第" + i + "条预警").repeat(30).substring(0, 120);
                    texts.add(text);
                    sent.add(senders.submit(() -> provider.submit(NUMBER, message(text))));
                }
                for (Future<String> one : sent) {
                    one.get(20, SECONDS);
                }
            } finally {
                senders.shutdownNow();
            }
            assertEquals(
                    texts,
                    telephones.of(NUMBER).stream().map(Sms::text).collect(Collectors.toSet()));
        }
    }

    /** What a bad provider does with a message, in place of an answer. */
    private interface Badness {
        void answer(DataOutputStream out, int sequence) throws IOException;
    }

    /** The first message is answered badly and its connection ends; later ones well. */
    private static final class BadSmsc implements AutoCloseable {
        private final ServerSocket socket =
                new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final Badness badness;
        private final AtomicInteger connections = new AtomicInteger();
        private final AtomicInteger enquired = new AtomicInteger();
        private volatile boolean bad = true;
        private volatile @Nullable Socket last;

        BadSmsc(Badness badness) throws IOException {
            this.badness = badness;
            Thread thread = new Thread(this::accept, "bad-smsc");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    last = client;
                    connections.incrementAndGet();
                    serve(client);
                } catch (IOException e) {
                    // The next one.
                }
            }
        }

        private void serve(Socket client) throws IOException {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            while (true) {
                int length = in.readInt();
                int command = in.readInt();
                in.readInt();
                int sequence = in.readInt();
                in.readNBytes(length - 16);
                if (command == SUBMIT_SM && bad) {
                    bad = false;
                    badness.answer(out, sequence);
                    out.flush();
                    return;
                }
                if (command == ENQUIRE_LINK) {
                    enquired.incrementAndGet();
                }
                // The answers to the others hold an id, which is empty.
                boolean bare = command == ENQUIRE_LINK || command == UNBIND;
                out.writeInt(bare ? 16 : 17);
                out.writeInt(command | 0x80000000);
                out.writeInt(0);
                out.writeInt(sequence);
                if (!bare) {
                    out.writeByte(0);
                }
                out.flush();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            if (last != null) {
                last.close();
            }
        }
    }

    private static void recoversFrom(Badness badness) throws Exception {
        try (BadSmsc smsc = new BadSmsc(badness);
                SmppProvider provider =
                        provider(smsc.socket.getLocalPort(), 8, Duration.ofSeconds(30))) {
            assertThrows(ChannelDownException.class, () -> provider.submit(NUMBER, message("one")));
            await().atMost(10, SECONDS)
                    .until(() -> smsc.connections.get() >= 2 && provider.lack().isEmpty());
            provider.submit(NUMBER, message("two"));
        }
    }

    @Test
    void aProviderThatHangsUpInTheMiddleOfAnAnswerIsBoundToAnew() throws Exception {
        recoversFrom(
                (out, sequence) -> {
                    out.writeInt(17);
                    out.writeInt(SUBMIT_SM_RESP);
                    out.writeShort(0);
                });
    }

    /** The process would end where its memory does. */
    @Test
    void anAnswerThatSaysItIsHalfAGigabyteLongEndsTheConnection() throws Exception {
        recoversFrom(
                (out, sequence) -> {
                    out.writeInt(500_000_000);
                    out.writeInt(SUBMIT_SM_RESP);
                    out.writeInt(0);
                    out.writeInt(sequence);
                });
    }

    @Test
    void aSilentConnectionIsAskedWhetherItIsThere() throws Exception {
        try (BadSmsc smsc = new BadSmsc((out, sequence) -> {});
                SmppProvider provider =
                        provider(smsc.socket.getLocalPort(), 8, Duration.ofMillis(200))) {
            await().atMost(5, SECONDS).until(() -> smsc.enquired.get() > 1);
            assertTrue(provider.lack().isEmpty());
        }
    }
}
