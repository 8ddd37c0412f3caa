package city.lifeline.alerting.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands for alerting towards a browser: the real page under the strictest policy, and answers that
 * a test lays down.
 */
final class DashboardServer implements AutoCloseable {

    private volatile List<String> may =
            List.of("VIEWER", "DUTY_OFFICER", "COMMANDER", "SYSTEM_ADMIN", "SECURITY_ADMIN");
    static final String USER = "admin";
    static final String PASSWORD = "correct horse";

    private static final String API = "/api/v1";
    private static final String SESSION = "SESSION=open";
    private static final String TOKEN = "a-csrf-token";
    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
    private static final Map<String, Library> VENDOR =
            Map.of(
                    "/vendor/vue.js",
                    new Library(
                            "org.webjars.npm/vue",
                            "META-INF/resources/webjars/vue/%s/dist/vue.runtime.esm-browser.prod.js"),
                    "/vendor/echarts.js",
                    new Library(
                            "org.mvnpm/echarts",
                            "META-INF/resources/_static/echarts/%s/dist/echarts.esm.min.js"),
                    "/vendor/ol.js",
                    new Library(
                            "org.webjars.npm/ol", "META-INF/resources/webjars/ol/%s/dist/ol.js"));
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml");

    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentMap<String, CannedWarning> warnings = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Map<String, Object>> points = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, List<List<Object>>> readings = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Object> answers = new ConcurrentHashMap<>();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final List<HttpExchange> streams = new CopyOnWriteArrayList<>();
    private final List<byte[]> sent = new ArrayList<>();
    private final List<String> lastEventIds = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<String> unexpected = new CopyOnWriteArrayList<>();
    private final String policy;
    private volatile List<Map<String, Object>> runs = List.of();
    private volatile boolean reachable = true;
    private volatile boolean sessionsEnded;
    private volatile @Nullable String zone;
    private final ConcurrentMap<String, List<Map<String, String>>> queries =
            new ConcurrentHashMap<>();

    DashboardServer() throws IOException {
        policy = policy();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Lays a warning down without telling anyone. */
    void put(CannedWarning warning) {
        warnings.put(warning.id(), warning);
    }

    /** Changes a warning and tells every stream. */
    void push(CannedWarning warning) {
        put(warning);
        send("warning", warning.view());
    }

    void putPoint(Map<String, Object> point, List<List<Object>> samples) {
        String id = String.valueOf(point.get("id"));
        points.put(id, point);
        readings.put(id, samples);
    }

    /** Lays down what a path below {@code /api/v1} answers, whatever its query. */
    void putAnswer(String path, Object content) {
        answers.put(path, content);
    }

    /** Paths and bodies of POST requests to laid down paths. */
    List<String> changes() {
        return List.copyOf(changes);
    }

    void putRuns(List<Map<String, Object>> all) {
        runs = all;
    }

    void send(String event, Object data) {
        synchronized (streams) {
            byte[] bytes = frame(sent.size() + 1, event, json.writeValueAsString(data));
            sent.add(bytes);
            streams.removeIf(stream -> !written(stream, bytes));
        }
    }

    private static byte[] frame(int id, String event, String data) {
        return "id: %d\nevent: %s\ndata: %s\n\n"
                .formatted(id, event, data)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** False if the page has gone. */
    private static boolean written(HttpExchange stream, byte[] bytes) {
        try {
            stream.getResponseBody().write(bytes);
            stream.getResponseBody().flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Cuts every stream and answers nothing any more, as a pulled plug would. */
    void vanish() {
        synchronized (streams) {
            reachable = false;
            streams.forEach(HttpExchange::close);
            streams.clear();
        }
    }

    void comeBack() {
        reachable = true;
    }

    void endSessions() {
        sessionsEnded = true;
    }

    int streams() {
        return streams.size();
    }

    List<String> lastEventIds() {
        return List.copyOf(lastEventIds);
    }

    /** What the browser reported against the content security policy. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /** Requests for things that the page has no business with. */
    List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    @Override
    public void close() {
        vanish();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try {
            if (path.equals("/csp-report")) {
                violations.add(
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            } else if (path.startsWith(API + "/")) {
                if (reachable) {
                    api(exchange, path.substring(API.length()));
                } else {
                    exchange.close();
                }
            } else {
                file(exchange, path);
            }
        } catch (RuntimeException e) {
            unexpected.add(path + ": " + e);
            throw e;
        }
    }

    private void api(HttpExchange exchange, String path) throws IOException {
        Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
        boolean change = !exchange.getRequestMethod().equals("GET");
        if (change && !TOKEN.equals(exchange.getRequestHeaders().getFirst("X-XSRF-TOKEN"))) {
            problem(exchange, 403);
        } else if (path.equals("/login") && !change) {
            answer(exchange, 200, Map.of());
        } else if (path.equals("/login")) {
            login(exchange);
        } else if (sessionsEnded || !cookies(exchange).contains(SESSION)) {
            problem(exchange, 401);
        } else if (path.equals("/stream")) {
            stream(exchange);
        } else if (path.startsWith("/warnings")) {
            warnings(exchange, path, query);
        } else if (path.equals("/incidents")) {
            answer(
                    exchange,
                    200,
                    answers.getOrDefault(
                            path, Map.of("items", List.of(), "total", 0, "page", 0, "size", 500)));
        } else if (path.startsWith("/points")) {
            points(exchange, path, query);
        } else if (answers.containsKey(path)) {
            queries.computeIfAbsent(path, p -> new CopyOnWriteArrayList<>()).add(query);
            if (change) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                changes.add(path + " " + new String(body, StandardCharsets.UTF_8));
            }
            answer(exchange, 200, answers.get(path));
        } else if (path.equals("/me")) {
            answer(exchange, 200, me());
        } else if (path.equals("/troubles")) {
            answer(exchange, 200, Map.of("channels", List.of(), "gaps", List.of(), "gapCount", 0));
        } else if (path.equals("/canary")) {
            answer(exchange, 200, Map.of("now", "2026-11-26T00:00:00Z", "passes", List.of()));
        } else if (path.equals("/map")) {
            // The city has laid down nothing of its own.
            answer(exchange, 200, Map.of("layers", List.of()));
        } else if (path.equals("/history/reconciliation")) {
            answer(exchange, 200, List.of());
        } else if (path.equals("/runs")) {
            answer(exchange, 200, Map.of("items", runs, "total", runs.size()));
        } else if (path.equals("/logout")) {
            exchange.getResponseHeaders().add("Set-Cookie", SESSION + "; Path=/; Max-Age=0");
            answer(exchange, 200, Map.of());
        } else {
            unexpected.add(path);
            problem(exchange, 404);
        }
    }

    private void login(HttpExchange exchange) throws IOException {
        Map<String, String> given =
                form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (USER.equals(given.get("username")) && PASSWORD.equals(given.get("password"))) {
            sessionsEnded = false;
            exchange.getResponseHeaders()
                    .add("Set-Cookie", SESSION + "; Path=/; HttpOnly; SameSite=Strict");
            answer(exchange, 200, me());
        } else {
            problem(exchange, 401);
        }
    }

    private void warnings(HttpExchange exchange, String path, Map<String, String> query)
            throws IOException {
        String[] parts = path.split("/", -1);
        String run = query.getOrDefault("run", "live");
        if (path.equals("/warnings/summary")) {
            answer(exchange, 200, summary(run));
        } else if (parts.length == 2) {
            String state = query.getOrDefault("state", "open");
            List<Map<String, Object>> found =
                    warnings.values().stream()
                            .filter(w -> w.run().equals(run))
                            .filter(w -> state.equals("all") || w.isOpen() == state.equals("open"))
                            .filter(
                                    w ->
                                            !query.containsKey("point")
                                                    || w.point().equals(query.get("point")))
                            .map(CannedWarning::view)
                            .toList();
            page(exchange, found, query);
        } else {
            CannedWarning warning = warnings.get(parts[2]);
            if (warning == null) {
                problem(exchange, 404);
            } else if (parts.length == 3) {
                answer(exchange, 200, warning.view());
            } else if (parts[3].equals("events")) {
                answer(exchange, 200, warning.events());
            } else if (parts[3].equals("alike")) {
                answer(exchange, 200, answers.getOrDefault(path, List.of()));
            } else if (parts[3].equals("handling")) {
                answer(exchange, 200, warning.handling());
            } else if (parts[3].equals("release")) {
                answer(
                        exchange,
                        200,
                        Map.of(
                                "state",
                                "UNRELEASED",
                                "version",
                                0,
                                "allowed",
                                List.of(),
                                "steps",
                                List.of()));
            } else if (parts[3].equals("plan")) {
                // The city has planned nothing.
                answer(exchange, 200, answers.getOrDefault(path, Map.of()));
            } else if (parts[3].equals("notifications")) {
                answer(exchange, 200, List.of());
            } else {
                CannedWarning acknowledged = warning.acknowledgedBy(USER);
                push(acknowledged);
                answer(exchange, 200, acknowledged.view());
            }
        }
    }

    private void points(HttpExchange exchange, String path, Map<String, String> query)
            throws IOException {
        String[] parts = path.split("/", -1);
        if (parts.length == 2) {
            page(exchange, List.copyOf(points.values()), query);
            return;
        }
        Map<String, Object> point = points.get(parts[2]);
        if (point == null) {
            problem(exchange, 404);
        } else if (parts.length == 3) {
            answer(exchange, 200, point);
        } else if (parts[3].equals("around")) {
            answer(exchange, 200, answers.getOrDefault(path, List.of()));
        } else {
            List<List<Object>> samples = readings.getOrDefault(parts[2], List.of());
            answer(
                    exchange,
                    200,
                    Map.of(
                            "point",
                            parts[2],
                            "run",
                            query.getOrDefault("run", "live"),
                            "from",
                            query.getOrDefault("from", "2026-11-21T00:00:00Z"),
                            "to",
                            query.getOrDefault("to", "2026-11-22T00:00:00Z"),
                            "bucketMs",
                            0,
                            "samples",
                            samples));
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        String id = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        // A page that was answered, and a test that sees its id, count on every later event.
        synchronized (streams) {
            if (!reachable) {
                exchange.close();
                return;
            }
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            if (id != null) {
                // As from the real one: whatever the page missed while it opened another stream.
                for (byte[] missed : sent.subList(Integer.parseInt(id), sent.size())) {
                    body.write(missed);
                }
            }
            body.write(frame(sent.size(), "summary", json.writeValueAsString(summary("live"))));
            body.flush();
            streams.add(exchange);
            if (id != null) {
                lastEventIds.add(id);
            }
        }
    }

    private Map<String, Object> summary(String run) {
        List<CannedWarning> all =
                warnings.values().stream().filter(w -> w.run().equals(run)).toList();
        return Map.of(
                "run", run,
                "warnings", all.size(),
                "raised", all.size(),
                "upgrades", all.stream().mapToInt(CannedWarning::upgrades).sum(),
                "downgrades", all.stream().mapToInt(CannedWarning::downgrades).sum(),
                "clears", all.stream().filter(w -> w.grade() == null).count(),
                "open",
                        all.stream()
                                .filter(CannedWarning::isOpen)
                                .collect(
                                        Collectors.groupingBy(
                                                CannedWarning::peak, Collectors.counting())),
                "peaks",
                        all.stream()
                                .collect(
                                        Collectors.groupingBy(
                                                CannedWarning::peak, Collectors.counting())));
    }

    private void page(
            HttpExchange exchange, List<Map<String, Object>> all, Map<String, String> query)
            throws IOException {
        int page = Integer.parseInt(query.getOrDefault("page", "0"));
        int size = Integer.parseInt(query.getOrDefault("size", "100"));
        List<Map<String, Object>> items =
                all.stream().skip((long) page * size).limit(size).toList();
        answer(
                exchange,
                200,
                Map.of("items", items, "total", all.size(), "page", page, "size", size));
    }

    /** Whose work the user may do, from the next login on. */
    void may(String... roles) {
        may = List.of(roles);
    }

    /** In which the city's people read times, from the next login on. */
    void zone(String id) {
        zone = id;
    }

    /** With which queries a laid down path was asked for. */
    List<Map<String, String>> queries(String path) {
        return List.copyOf(queries.getOrDefault(path, List.of()));
    }

    private Map<String, Object> me() {
        Map<String, Object> me = new HashMap<>(Map.of("user", USER, "roles", may, "may", may));
        me.put("zone", zone);
        return me;
    }

    private void problem(HttpExchange exchange, int status) throws IOException {
        answer(exchange, status, Map.of("status", status, "title", "refused"));
    }

    private void answer(HttpExchange exchange, int status, Object content) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("Set-Cookie", "XSRF-TOKEN=" + TOKEN + "; Path=/");
        write(exchange, status, json.writeValueAsBytes(content));
    }

    private void file(HttpExchange exchange, String path) throws IOException {
        byte[] content = content(path);
        if (content == null) {
            unexpected.add(path);
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        String type = path.equals("/") ? "html" : path.substring(path.lastIndexOf('.') + 1);
        exchange.getResponseHeaders()
                .add("Content-Type", TYPES.getOrDefault(type, "application/octet-stream"));
        exchange.getResponseHeaders().add("Content-Security-Policy", policy);
        write(exchange, 200, content);
    }

    private static void write(HttpExchange exchange, int status, byte[] content)
            throws IOException {
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }

    private static byte @Nullable [] content(String path) throws IOException {
        Library library = VENDOR.get(path);
        return library != null
                ? resource(library.file().formatted(library.version()))
                : resource("static" + (path.equals("/") ? "/index.html" : path));
    }

    /** A file in a jar that has its version in the path, and says it in its Maven properties. */
    private record Library(String artifact, String file) {
        String version() throws IOException {
            byte[] properties = resource("META-INF/maven/" + artifact + "/pom.properties");
            if (properties == null) {
                throw new IOException(artifact + " is not on the class path");
            }
            Properties found = new Properties();
            found.load(new StringReader(new String(properties, StandardCharsets.UTF_8)));
            return found.getProperty("version");
        }
    }

    private static byte @Nullable [] resource(String name) throws IOException {
        try (InputStream in = DashboardServer.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                return null;
            }
            return in.readAllBytes();
        }
    }

    private static String policy() throws IOException {
        byte[] page = resource("static/index.html");
        if (page == null) {
            throw new IOException("no page on the class path");
        }
        Matcher map = IMPORT_MAP.matcher(new String(page, StandardCharsets.UTF_8));
        if (!map.find()) {
            throw new IOException("no import map in the page");
        }
        return "default-src 'self'; script-src 'self' 'sha256-"
                + sha256(map.group(1))
                + "'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src"
                + " 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; report-uri"
                + " /csp-report";
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static List<String> cookies(HttpExchange exchange) {
        List<String> cookies = new ArrayList<>();
        exchange.getRequestHeaders()
                .getOrDefault("Cookie", List.of())
                .forEach(line -> cookies.addAll(List.of(line.split("; ", -1))));
        return cookies;
    }

    private static Map<String, String> form(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Map.of();
        }
        return Arrays.stream(text.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> decoded(pair[1])));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
