package city.lifeline.alerting.history;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Answers what it is told to, in that order; the last answer again and again. */
public final class FakeQuestDb implements AutoCloseable {

    private final HttpServer server;
    private final Queue<String> answers = new ArrayDeque<>();
    private int status = 200;
    private String lastQuery = "";
    private String lastAuthorization = "";

    public FakeQuestDb() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/exec",
                exchange -> {
                    byte[] body;
                    synchronized (this) {
                        lastQuery = exchange.getRequestURI().getQuery();
                        lastAuthorization = exchange.getRequestHeaders().getFirst("Authorization");
                        String answer =
                                answers.size() > 1
                                        ? answers.remove()
                                        : String.valueOf(answers.peek());
                        body = answer.getBytes(StandardCharsets.UTF_8);
                    }
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public synchronized void answer(String... json) {
        status = 200;
        answers.clear();
        answers.addAll(List.of(json));
    }

    public synchronized void refuse(int withStatus, String body) {
        status = withStatus;
        answers.clear();
        answers.add(body);
    }

    public synchronized String lastQuery() {
        return lastQuery;
    }

    public synchronized String lastAuthorization() {
        return lastAuthorization;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
