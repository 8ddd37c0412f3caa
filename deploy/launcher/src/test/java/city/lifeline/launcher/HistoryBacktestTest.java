package city.lifeline.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.Refusal;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command against canned answers of alerting. */
class HistoryBacktestTest {

    private static final String NO_FAULT = "{\"faults\":[]}";

    private static final String DONE =
            """
            {"id":"7","state":"DONE","from":"2026-11-21T08:00:00Z","to":"2026-11-22T08:00:00Z","part":1,
            "readings":86400,"counts":[{"rule":"G1","given":3,"inForce":2,"added":1,"missed":0,
            "earlier":1,"later":0,"otherGrade":0}],"changes":[{"change":"NEW","rule":"G1",
            "point":"GAS-MH-01-CH4","raisedAt":"2026-11-21T09:00:00Z","raisedAtInForce":null,
            "peak":"YELLOW","peakInForce":null},{"change":"EARLIER","rule":"G1",
            "point":"GAS-MH-02-CH4","raisedAt":"2026-11-21T10:00:00Z",
            "raisedAtInForce":"2026-11-21T10:05:00Z","peak":"RED","peakInForce":"RED"}],
            "changesInAll":2,"fault":null}""";

    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final HttpServer server;
    private final Queue<String> answers = new ArrayDeque<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    HistoryBacktestTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @BeforeEach
    void aDraft() throws IOException {
        Files.writeString(directory.resolve("gas.yaml"), "rules: []\n");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(
                exchange.getRequestMethod()
                        + ' '
                        + exchange.getRequestURI()
                        + ' '
                        + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        byte[] body = String.valueOf(answers.poll()).getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private int run(boolean json, HistoryBacktest.Stretch stretch) throws Exception {
        return new HistoryBacktest(
                        new AlertingApi(
                                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                                "token"),
                        new Terminal(new PrintStream(out, true, UTF_8), false),
                        json)
                .run(directory, stretch);
    }

    private static HistoryBacktest.Stretch last(String duration) {
        return new HistoryBacktest.Stretch(Duration.parse(duration), null, null);
    }

    @Test
    void whatADraftWouldChangeIsToldByRuleAndByWarning() throws Exception {
        answers.addAll(
                List.of(
                        NO_FAULT,
                        "{\"id\":\"7\",\"state\":\"WAITING\"}",
                        "{\"id\":\"7\",\"state\":\"RUNNING\",\"part\":0.5,\"readings\":40000}",
                        DONE));
        assertEquals(0, run(false, last("PT24H")));
        assertTrue(asked.get(1).contains("\"hours\":24"), asked.toString());
        assertTrue(asked.get(1).contains("rules/gas.yaml"), asked.toString());
        String told = out.toString(UTF_8);
        assertTrue(told.contains("86,400 readings from 2026-11-21T08:00:00Z"), told);
        assertTrue(
                told.contains("new          G1 at GAS-MH-01-CH4: 2026-11-21T09:00:00Z yellow\n"),
                told);
        assertTrue(
                told.contains(
                        "earlier      G1 at GAS-MH-02-CH4: 2026-11-21T10:00:00Z red, in force"
                                + " 2026-11-21T10:05:00Z red"),
                told);
    }

    @Test
    void aStretchIsWholeHoursOrFromAMomentToAnother() throws Exception {
        answers.addAll(List.of(NO_FAULT, DONE, NO_FAULT, DONE));
        run(true, last("PT61M"));
        assertTrue(asked.get(1).contains("\"hours\":2"), asked.toString());
        run(
                true,
                new HistoryBacktest.Stretch(
                        null,
                        Instant.parse("2026-11-21T08:00:00Z"),
                        Instant.parse("2026-11-21T09:00:00Z")));
        assertTrue(
                asked.get(3)
                        .contains(
                                "\"from\":\"2026-11-21T08:00:00Z\",\"to\":\"2026-11-21T09:00:00Z\""),
                asked.toString());
    }

    @Test
    void aFaultyDraftIsNotTriedAndEachFaultHasItsLine() throws Exception {
        answers.add(
                "{\"faults\":[{\"file\":\"rules/gas.yaml\",\"line\":3,\"column\":5,\"field\":\"rule"
                        + " G1\",\"message\":\"has no grades\"}]}");
        assertEquals(1, run(false, last("PT1H")));
        assertEquals(1, asked.size());
        assertEquals(directory + "/gas.yaml:3:5: rule G1: has no grades\n", out.toString(UTF_8));
    }

    @Test
    void oneThatFailsSaysWhy() throws Exception {
        answers.addAll(
                List.of(
                        NO_FAULT,
                        "{\"id\":\"7\",\"state\":\"FAILED\",\"fault\":\"the history store is away\"}"));
        assertEquals(1, run(false, last("PT1H")));
        assertTrue(out.toString(UTF_8).contains("failed: the history store is away"));
    }

    @Test
    void aDirectoryWithoutRulesIsRefused() throws IOException {
        Files.delete(directory.resolve("gas.yaml"));
        Refusal refusal = assertThrows(Refusal.class, () -> run(false, last("PT1H")));
        assertTrue(String.valueOf(refusal.getMessage()).contains("holds no rule files"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--last 24h",
                "--last soon --rules x",
                "--from 2026-11-21T08:00:00Z --rules x",
                "--last 24h --from 2026-11-21T08:00:00Z --rules x",
                "a.csv --last 24h --rules x",
                "--from yesterday --to now --rules x"
            })
    void whatCannotBeMeantIsRefusedBeforeAnythingIsAsked(String arguments) {
        StringWriter said = new StringWriter();
        CommandLine command =
                new CommandLine(
                        new BacktestCommand(
                                new Terminal(new PrintStream(out, true, UTF_8), false),
                                InstantSource.system()));
        command.setErr(new PrintWriter(said));
        assertEquals(
                CommandLine.ExitCode.USAGE,
                command.execute(arguments.isEmpty() ? new String[0] : arguments.split(" ")));
        assertFalse(said.toString().contains("Exception"), said.toString());
    }
}
