package city.lifeline.launcher.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a stand-in for QuestDB that has its rules of checkpoints. */
class HistoryCopyTest {

    private static final String STATUS = "select in_progress, started_at from checkpoint_status()";

    @TempDir private Path directory;
    private final List<String> statements = new ArrayList<>();
    private HttpServer server;
    private boolean open;
    private int begun;

    /** What happens while files are copied. */
    private Runnable meanwhile = () -> {};

    private Path history;
    private Path copied;

    @BeforeEach
    void startServer() throws IOException {
        history = directory.resolve("history");
        copied = Files.createDirectories(directory.resolve("copy"));
        Files.createDirectories(history.resolve("db"));
        Files.writeString(history.resolve("db/table.d"), "rows");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/exec", this::answer);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String statement = exchange.getRequestURI().getQuery().substring("query=".length());
        statement = statement.replace('+', ' ');
        statements.add(statement);
        int code = 200;
        String body = "{\"ddl\":\"OK\"}";
        if (statement.equals("CHECKPOINT CREATE")) {
            if (open) {
                code = 400;
                body = "{\"error\":\"Waiting for CHECKPOINT RELEASE to be called\"}";
            } else {
                open = true;
                begun++;
            }
        } else if (statement.equals("CHECKPOINT RELEASE")) {
            open = false;
        } else {
            body =
                    open
                            ? "{\"dataset\":[[true,\"2026-11-27T08:00:0%d.000000Z\"]],\"count\":1}"
                                    .formatted(begun)
                            : "{\"dataset\":[[false,null]],\"count\":1}";
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void run() throws IOException, InterruptedException {
        Copy copy = new Copy(copied, () -> meanwhile.run());
        new HistoryCopy(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        "admin",
                        "secret",
                        history)
                .run(copy, "history");
    }

    @Test
    void itIsCopiedWhileItsCheckpointIsOpen() throws Exception {
        List<Boolean> seen = new ArrayList<>();
        meanwhile = () -> seen.add(open);

        run();

        assertEquals(List.of(true), seen);
        assertFalse(open);
        assertEquals(
                List.of(
                        "CHECKPOINT RELEASE",
                        "CHECKPOINT CREATE",
                        STATUS,
                        STATUS,
                        "CHECKPOINT RELEASE"),
                statements);
        assertEquals("rows", Files.readString(copied.resolve("history/db/table.d")));
        assertTrue(Files.exists(copied.resolve("history/_restore")));
    }

    @Test
    void theCheckpointOfABackupThatWasKilledIsClosed() throws Exception {
        open = true;

        run();

        assertFalse(open);
    }

    @Test
    void aStartOfQuestDbMeanwhileSpoilsTheCopy() {
        meanwhile = () -> open = false;
        assertThrows(IOException.class, this::run);

        meanwhile = () -> begun++;
        assertThrows(IOException.class, this::run);
        assertFalse(open);
        assertFalse(Files.exists(copied.resolve("history/_restore")));
    }

    @Test
    void aCopyThatFailsLeavesNoCheckpointOpen() {
        meanwhile =
                () -> {
                    throw new IllegalStateException("disk");
                };

        assertThrows(IllegalStateException.class, this::run);

        assertFalse(open);
    }
}
