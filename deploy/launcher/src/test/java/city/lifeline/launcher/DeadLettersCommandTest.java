package city.lifeline.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.client.ApiException;
import city.lifeline.launcher.console.Terminal;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands against canned answers of alerting. */
class DeadLettersCommandTest {

    private static final String LETTER =
            """
            {"id":"0123456789abcdefghjk","receivedAt":"2026-11-22T08:00:00Z","reason":"unknown_device",\
            "detail":"no point of this id is registered","gateway":"GW-1","run":"live","point":"P-9",\
            "index":1,"mqttTopic":"lifeline/v1/GW-1/readings","size":80,"truncated":false,\
            "resubmittable":true,"resubmittedAt":null,"resubmittedBy":null,"attempts":0}""";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(new PrintStream(out, true, UTF_8), false);
    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T09:00:00Z"));
    private final HttpServer server;
    private final AlertingApi alerting;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<String>> answers = new HashMap<>();

    DeadLettersCommandTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        alerting =
                new AlertingApi(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "token");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        asked.add(
                (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body)
                        .strip());
        Queue<String> queue = answers.getOrDefault(path, new ArrayDeque<>());
        String text = queue.size() > 1 ? queue.poll() : queue.peek();
        byte[] answer = (text == null ? "{\"detail\":\"there is none\"}" : text).getBytes(UTF_8);
        exchange.sendResponseHeaders(text == null ? 404 : 200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private void given(String path, String... texts) {
        answers.put("/api/v1/dead-letters" + path, new ArrayDeque<>(List.of(texts)));
    }

    private String said() {
        return out.toString(UTF_8);
    }

    private DeadLettersCommand.ListLetters list(String... arguments) {
        DeadLettersCommand.ListLetters command =
                new DeadLettersCommand.ListLetters(terminal, clock);
        new CommandLine(command).parseArgs(arguments);
        return command;
    }

    private DeadLettersCommand.Replay replay(String... arguments) {
        DeadLettersCommand.Replay command = new DeadLettersCommand.Replay(terminal, clock);
        new CommandLine(command).parseArgs(arguments);
        return command;
    }

    @Test
    void listsLettersAndALineForEachReason() throws Exception {
        given("", "{\"items\":[" + LETTER + "],\"total\":7}");
        given(
                "/summary",
                """
                {"from":"2026-11-22T08:00:00Z","to":"2026-11-22T10:00:00Z","reasons":[{"reason":"unknown_device",\
                "count":7,"gateways":1,"lastAt":"2026-11-22T08:00:00Z","name":{"zh":"未登记","en":"Not registered"}}]}""");

        assertEquals(0, list("--since", "1h", "--gateway", "GW-1").ask(alerting));

        assertTrue(said().contains("0123456789abcdefghjk  2026-11-22T08:00:00Z"), said());
        assertTrue(said().contains("1 of 7"), said());
        assertTrue(said().matches("(?s).*unknown_device +7 +1 +\\S+ +Not registered.*"), said());
        assertEquals(
                "GET /api/v1/dead-letters?size=20&gateway=GW-1&from=2026-11-22T08%3A00%3A00Z",
                asked.get(0));
    }

    @Test
    void listsObjectsForMachines() throws Exception {
        given("", "{\"items\":[" + LETTER + "],\"total\":1}");

        assertEquals(0, list("--json").ask(alerting));

        assertTrue(said().startsWith("{\"id\":\"0123456789abcdefghjk\""), said());
        assertEquals(1, said().lines().count());
    }

    @Test
    void figuresOfTooLongATimeAreNotAskedFor() throws Exception {
        CommandLine.ParameterException refused =
                assertThrows(
                        CommandLine.ParameterException.class,
                        () -> list("--since", "92d").ask(alerting));
        assertEquals(
                "--since: must be less than 92 days, unless with --json", refused.getMessage());
        assertEquals(List.of(), asked);

        given("", "{\"items\":[],\"total\":0}");
        given("/summary", "{\"reasons\":[]}");
        assertEquals(0, list("--since", "91d").ask(alerting));
        assertEquals(0, list("--since", "400d", "--json").ask(alerting));
    }

    @Test
    void showsWhyAndWhatToDo() throws Exception {
        given(
                "/0123456789abcdefghjk",
                """
                {"letter":%s,"name":{"en":"Not registered"},"meaning":{"en":"It is not registered."},\
                "remedy":{"en":"Register it."},"contentEncoding":"","sha256":"00ff","bytes":"e30=",\
                "text":"{}","textTruncated":false,"hex":"00000000  7b 7d"}"""
                        .formatted(LETTER));
        DeadLettersCommand.Show show = new DeadLettersCommand.Show(terminal);
        new CommandLine(show).parseArgs("0123456789abcdefghjk");

        assertEquals(0, show.ask(alerting));

        assertTrue(said().contains("What to do   Register it."), said());
        assertTrue(said().contains("Reading      number 1, from 0"), said());
        assertTrue(said().contains("00000000  7b 7d"), said());
    }

    @Test
    void replaysAndWaitsForWhatBecomesOfIt() throws Exception {
        given("/resubmit", resubmission(2, 0, 0, 2));
        given("/resubmissions/r", resubmission(2, 1, 0, 1), resubmission(2, 3, 0, 0));

        assertEquals(
                0, replay("--reason", "unknown_device", "--comment", "registered").ask(alerting));

        assertTrue(said().contains("2 letters of 2 messages are resubmitted."), said());
        assertTrue(said().contains("3 readings and blocks are accepted, 0 refused again."), said());
        assertEquals(
                "POST /api/v1/dead-letters/resubmit"
                        + " {\"reason\":\"unknown_device\",\"limit\":10000,\"comment\":\"registered\"}",
                asked.get(0));
    }

    @Test
    void whatIsRefusedAgainIsNoSuccess() throws Exception {
        given("/a/resubmit", resubmission(1, 0, 1, 0));
        given("/b/resubmit", resubmission(1, 1, 0, 0));

        assertEquals(1, replay("a", "b").ask(alerting));

        assertTrue(said().contains("1 readings and blocks are accepted, 1 refused again."), said());
    }

    @Test
    void aLetterThatIsNotThereIsAnError() {
        assertThrows(ApiException.class, () -> replay("nothing").ask(alerting));
    }

    @Test
    void idsOrAReasonButNotBoth() {
        for (String[] arguments :
                new String[][] {
                    {},
                    {"a", "--reason", "parse"},
                    {"a", "--since", "1h"},
                    {"--reason", "parse", "--since", "soon"},
                    {"--reason", "parse", "--limit", "0"}
                }) {
            assertThrows(
                    CommandLine.ParameterException.class, () -> replay(arguments).ask(alerting));
        }
        assertEquals(List.of(), asked);
    }

    private static String resubmission(int messages, int accepted, int refused, int pending) {
        return """
        {"id":"r","by":"machine","letters":%d,"messages":%d,"skipped":0,"accepted":%d,"refused":%d,"pending":%d}"""
                .formatted(messages, messages, accepted, refused, pending);
    }
}
