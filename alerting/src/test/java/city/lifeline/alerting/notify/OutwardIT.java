package city.lifeline.alerting.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.people.Person;
import city.lifeline.model.Grade;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Mail and webhooks against servers that refuse, put off, or are not who they say. */
class OutwardIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private static Message message(@Nullable String webhook, String text) {
        return new Message(
                "n-1",
                "4711",
                new Person("p", "P", "", null, "p@city.example", webhook, "zh", false, null),
                Grade.RED,
                List.of("w"),
                "红色预警\r\nBcc: everybody@evil.example",
                text,
                "",
                Map.of(),
                Instant.ofEpochSecond(1_700_000_000));
    }

    /** A mail server that says one thing about each recipient, and keeps what it is sent. */
    private static final class MailServer implements AutoCloseable {

        private final ServerSocket server = open();
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Thread thread;

        private static ServerSocket open() {
            try {
                return new ServerSocket(0, 5, HERE);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        MailServer(String recipient) {
            thread =
                    new Thread(
                            () -> {
                                while (!server.isClosed()) {
                                    serve(recipient);
                                }
                            },
                            "mail-server");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(String recipient) {
            try (Socket socket = server.accept();
                    BufferedReader in =
                            new BufferedReader(
                                    new InputStreamReader(
                                            socket.getInputStream(), StandardCharsets.UTF_8))) {
                say(socket, "220 here");
                boolean data = false;
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines.add(line);
                    if (data) {
                        data = !line.equals(".");
                        if (!data) {
                            say(socket, "250 kept");
                        }
                    } else if (line.startsWith("RCPT")) {
                        say(socket, recipient);
                    } else if (line.startsWith("DATA")) {
                        data = true;
                        say(socket, "354 go on");
                    } else if (line.startsWith("QUIT")) {
                        say(socket, "221 bye");
                        return;
                    } else {
                        say(socket, "250 here");
                    }
                }
            } catch (IOException e) {
                // The client has gone, or the test is over.
            }
        }

        private static void say(Socket socket, String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        MailChannel channel(boolean tls) {
            return new MailChannel(
                    new NotifySettings.Mail(
                            "127.0.0.1",
                            server.getLocalPort(),
                            "lifeline@city.example",
                            "",
                            "",
                            tls));
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @Test
    void aSubjectBeginsNoOtherHeader() throws Exception {
        try (MailServer server = new MailServer("250 known")) {
            server.channel(false).send(message(null, "a"));
            assertTrue(server.lines.contains("RCPT TO:<p@city.example>"), server.lines.toString());
            assertEquals(1, server.lines.stream().filter(one -> one.startsWith("RCPT")).count());
            assertTrue(server.lines.stream().noneMatch(one -> one.startsWith("Bcc")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 too busy", "451 try later", "452 full"})
    void whatAMailServerPutsOffIsTriedAgain(String answer) throws Exception {
        try (MailServer server = new MailServer(answer)) {
            assertThrows(
                    Channel.ChannelDownException.class,
                    () -> server.channel(false).send(message(null, "a")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"550 no such user", "553 not allowed"})
    void anAddressThatAMailServerDoesNotKnowIsBad(String answer) throws Exception {
        try (MailServer server = new MailServer(answer)) {
            Channel.BadAddressException bad =
                    assertThrows(
                            Channel.BadAddressException.class,
                            () -> server.channel(false).send(message(null, "a")));
            assertFalse(String.valueOf(bad.getMessage()).contains("city.example"));
        }
    }

    /** Answers over TLS as {@code localhost}, with a certificate that nobody has signed. */
    private static final class Hook implements AutoCloseable {

        private final HttpsServer server;
        private final List<String> bodies = new CopyOnWriteArrayList<>();
        private final List<String> signatures = new CopyOnWriteArrayList<>();

        Hook() throws Exception {
            KeyStore store = KeyStore.getInstance("PKCS12");
            // The mail server of other tests brings one.
            try (InputStream file =
                    Objects.requireNonNull(Hook.class.getResourceAsStream("/greenmail.p12"))) {
                store.load(file, "changeit".toCharArray());
            }
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, "changeit".toCharArray());
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys.getKeyManagers(), null, null);
            server = HttpsServer.create(new InetSocketAddress(HERE, 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            server.createContext(
                    "/",
                    exchange -> {
                        signatures.add(exchange.getRequestHeaders().getFirst(SignedPost.SIGNATURE));
                        bodies.add(
                                new String(
                                        exchange.getRequestBody().readAllBytes(),
                                        StandardCharsets.UTF_8));
                        exchange.sendResponseHeaders(204, -1);
                        exchange.close();
                    });
            server.start();
        }

        String address() {
            return "https://127.0.0.1:%d/hook".formatted(server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /** Believes anybody. */
    private static final class Credulous extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static NotifySettings.Webhooks to(String host) {
        return new NotifySettings.Webhooks(Set.of(host), "secret");
    }

    @Test
    void aWebhookHearsWhatIsWrittenAsJsonAndSigned() throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new Credulous()}, null);
        String text = "“请回复1关闭”\t[ ] { } ~ € \"\\ \u2028 " + "😀".repeat(40);
        try (Hook hook = new Hook()) {
            new WebhookChannel(
                            new SignedPost(
                                    to("127.0.0.1"),
                                    HttpClient.newBuilder().sslContext(tls).build()),
                            JSON)
                    .send(message(hook.address(), text));
            String body = hook.bodies.get(0);
            JsonNode read = JSON.readTree(body);
            assertEquals(text, read.get("text").asString());
            assertEquals("n-1", read.get("id").asString());
            assertEquals(
                    "t=1700000000,v1="
                            + HexFormat.of()
                                    .formatHex(
                                            SignedPost.hmac(
                                                    "secret",
                                                    ("1700000000." + body)
                                                            .getBytes(StandardCharsets.UTF_8))),
                    hook.signatures.get(0));
        }
    }

    @Test
    void nothingGoesToWhoCannotShowWhoTheyAre() throws Exception {
        try (Hook hook = new Hook();
                MailServer withoutTls = new MailServer("250 known")) {
            Channel.ChannelDownException down =
                    assertThrows(
                            Channel.ChannelDownException.class,
                            () ->
                                    new WebhookChannel(new SignedPost(to("127.0.0.1")), JSON)
                                            .send(message(hook.address(), "a")));
            assertTrue(String.valueOf(down.getMessage()).contains("SSL"), down.getMessage());
            assertEquals(List.of(), hook.bodies);
            assertThrows(
                    Channel.ChannelDownException.class,
                    () -> withoutTls.channel(true).send(message(null, "a")));
            assertTrue(withoutTls.lines.stream().noneMatch(one -> one.startsWith("RCPT")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://10.0.0.1/",
                "https://169.254.169.254/latest/meta-data",
                "https://localhost:5432/",
                "https://127.0.0.1.evil.example/",
                "https://127.0.0.1@evil.example/",
                "http://127.0.0.1/",
                "gopher://127.0.0.1/"
            })
    void nothingIsPostedToHostsThatTheConfigurationDoesNotName(String address) {
        assertThrows(
                Channel.BadAddressException.class,
                () ->
                        new WebhookChannel(new SignedPost(to("127.0.0.1")), JSON)
                                .send(message(address, "a")));
    }
}
