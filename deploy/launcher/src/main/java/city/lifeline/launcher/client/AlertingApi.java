package city.lifeline.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Alerting's REST interface, with the machines' token. */
public final class AlertingApi {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Until a database begins to answer that has to look for what is asked. */
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(2);

    private static final int PAGE = 500;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();

    private final URI base;
    private final String token;

    public AlertingApi(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /**
     * Warnings of all pages, each once.
     *
     * @param run {@code all}, {@code live} or a replay's
     * @param state {@code open} or {@code all}
     */
    public List<JsonNode> warnings(String run, String state)
            throws IOException, InterruptedException {
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        for (int page = 0; ; page++) {
            JsonNode answer =
                    get(
                            "/api/v1/warnings?run=%s&state=%s&page=%d&size=%d"
                                    .formatted(encoded(run), state, page, PAGE));
            // A warning raised meanwhile shifts the pages.
            answer.path("items").forEach(item -> byId.put(item.path("id").asText(), item));
            boolean last = answer.path("items").size() < PAGE;
            if (last || (long) (page + 1) * PAGE >= answer.path("total").asLong()) {
                return new ArrayList<>(byId.values());
            }
        }
    }

    public JsonNode summary(String run) throws IOException, InterruptedException {
        return get("/api/v1/warnings/summary?run=" + encoded(run));
    }

    /**
     * Dead letters, the newest first.
     *
     * @param reason null: any
     * @param gateway null: any
     * @param from null: all that are kept
     */
    public JsonNode deadLetters(
            @Nullable String reason, @Nullable String gateway, @Nullable String from, int size)
            throws IOException, InterruptedException {
        return get(
                "/api/v1/dead-letters?size="
                        + size
                        + parameter("reason", reason)
                        + parameter("gateway", gateway)
                        + parameter("from", from));
    }

    /** Channels that take nothing, and gaps of the roster. */
    public JsonNode troubles() throws IOException, InterruptedException {
        return get("/api/v1/troubles");
    }

    /** Figures by reason and gateway; {@code from} null: of the last day. */
    public JsonNode deadLetterSummary(@Nullable String from)
            throws IOException, InterruptedException {
        return get("/api/v1/dead-letters/summary" + (from == null ? "" : "?from=" + encoded(from)));
    }

    public JsonNode deadLetter(String id) throws IOException, InterruptedException {
        return get("/api/v1/dead-letters/" + encoded(id));
    }

    /** Takes one dead letter once more; tells what was asked for. */
    public JsonNode resubmit(String id, @Nullable String comment)
            throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        if (comment != null) {
            body.put("comment", comment);
        }
        return post("/api/v1/dead-letters/" + encoded(id) + "/resubmit", body);
    }

    /** Takes dead letters once more that never were; tells what was asked for. */
    public JsonNode resubmit(
            String reason,
            @Nullable String gateway,
            @Nullable String from,
            int limit,
            @Nullable String comment)
            throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.put("reason", reason);
        body.put("limit", limit);
        if (gateway != null) {
            body.put("gateway", gateway);
        }
        if (from != null) {
            body.put("from", from);
        }
        if (comment != null) {
            body.put("comment", comment);
        }
        return post("/api/v1/dead-letters/resubmit", body);
    }

    /** What became of a resubmission up to now. */
    public JsonNode resubmission(String id) throws IOException, InterruptedException {
        return get("/api/v1/dead-letters/resubmissions/" + encoded(id));
    }

    /** All gateways, by id. */
    public List<JsonNode> gateways(String state) throws IOException, InterruptedException {
        List<JsonNode> gateways = new ArrayList<>();
        for (int page = 0; ; page++) {
            JsonNode items =
                    get("/api/v1/gateways?state=%s&page=%d&size=%d"
                                    .formatted(encoded(state), page, PAGE))
                            .path("items");
            items.forEach(gateways::add);
            if (items.size() < PAGE) {
                return gateways;
            }
        }
    }

    /**
     * Lets a scenario take place in the simulated city.
     *
     * @param request {@code scenario}, and if wanted {@code asset}, {@code onset} or {@code after},
     *     {@code lasts}, {@code severity}
     * @return its line of the ground truth
     */
    public JsonNode startDrill(JsonNode request) throws IOException, InterruptedException {
        return post("/api/v1/drills", request);
    }

    /** The rules in force: {@code version}, and {@code files} with the text of each. */
    public JsonNode rules() throws IOException, InterruptedException {
        return get("/api/v1/rules");
    }

    /** The directory of people, without addresses. */
    public JsonNode people() throws IOException, InterruptedException {
        return get("/api/v1/people");
    }

    /** Who is on duty, and the gaps of the next days. */
    public JsonNode roster() throws IOException, InterruptedException {
        return get("/api/v1/roster");
    }

    /** A file as alerting writes it, such as {@code roster.csv}. */
    public String file(String name) throws IOException, InterruptedException {
        HttpResponse<String> response =
                HTTP.send(request("/api/v1/" + name).GET().build(), BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new ApiException(response.statusCode(), problem(response.body()));
        }
        return response.body();
    }

    /**
     * Writes every reading of some points as time,point,value,unit,quality.
     *
     * @param points at most 40
     * @param from inclusive
     * @param until exclusive, at most 400 days later
     */
    public void history(String run, List<String> points, Instant from, Instant until, Path file)
            throws IOException, InterruptedException {
        HttpResponse<Path> response =
                HTTP.send(
                        request(
                                        "/api/v1/history.csv?run=%s&points=%s&from=%s&to=%s"
                                                .formatted(
                                                        encoded(run),
                                                        encoded(String.join(",", points)),
                                                        from,
                                                        until))
                                .timeout(LONG_PATIENCE)
                                .GET()
                                .build(),
                        BodyHandlers.ofFile(file));
        if (response.statusCode() / 100 != 2) {
            throw new ApiException(response.statusCode(), problem(Files.readString(file)));
        }
    }

    /** Replaces what a file holds; refused with every fault of the file. */
    public void putFile(String name, String csv) throws IOException, InterruptedException {
        send(
                request("/api/v1/" + name)
                        .header("Content-Type", "text/csv")
                        .PUT(BodyPublishers.ofString(csv)));
    }

    /**
     * What a rule set would change, or what is wrong with it.
     *
     * @param files text by name, such as {@code rules/gas.yaml}
     */
    public JsonNode checkRules(Map<String, String> files) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.set("files", JSON.valueToTree(files));
        return post("/api/v1/rules/check", body);
    }

    /**
     * Puts a rule set in force.
     *
     * @param seen version of the set in force that it was compared with
     */
    public JsonNode applyRules(Map<String, String> files, String author, String reason, String seen)
            throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.set("files", JSON.valueToTree(files));
        body.put("author", author);
        body.put("reason", reason);
        return send(
                request("/api/v1/rules")
                        .header("Content-Type", "application/json")
                        .header("If-Match", '"' + seen + '"')
                        .PUT(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** Starts a back-test over the live run's history. */
    public JsonNode startBacktest(JsonNode draft) throws IOException, InterruptedException {
        return post("/api/v1/rules/backtests", draft);
    }

    /** How a back-test goes. */
    public JsonNode backtest(String id) throws IOException, InterruptedException {
        return get("/api/v1/rules/backtests/" + encoded(id));
    }

    /** Ends a back-test that nobody waits for. */
    public void cancelBacktest(String id) throws IOException, InterruptedException {
        send(request("/api/v1/rules/backtests/" + encoded(id)).DELETE());
    }

    /** Sends somebody a message that tries whether it arrives; tells its id. */
    public String testMessage(String person) throws IOException, InterruptedException {
        return post("/api/v1/people/" + encoded(person) + "/test", JSON.createObjectNode())
                .path("notification")
                .asText();
    }

    /** Lets somebody stand in. */
    public void override(String line, String person, String from, String to, String note)
            throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.put("person", person);
        body.put("from", from);
        body.put("to", to);
        body.put("note", note);
        post("/api/v1/roster/" + encoded(line) + "/overrides", body);
    }

    /**
     * Whether the audit trail is as it was written.
     *
     * @param known number and mac, as an earlier answer gave them; null: none
     */
    public JsonNode verifyAudit(Map.@Nullable Entry<Long, String> known)
            throws IOException, InterruptedException {
        return get(
                "/api/v1/audit/verify"
                        + (known == null
                                ? ""
                                : "?number=%d&mac=%s".formatted(known.getKey(), known.getValue())));
    }

    private JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + encoded(value);
    }

    /** Registers a replay and removes the results of its earlier attempt. */
    public void registerRun(String run, String title, List<String> files, String startedAt)
            throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.put("title", title);
        files.forEach(body.putArray("files")::add);
        body.put("startedAt", startedAt);
        send(
                request("/api/v1/runs/" + encoded(run))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** Replays that run or ran, the newest first. */
    public JsonNode replays() throws IOException, InterruptedException {
        return get("/api/v1/replays");
    }

    /**
     * Makes a replay known.
     *
     * @param beginning {@code run}, {@code title}, {@code first}, {@code last}; into the live run
     *     also {@code points}
     */
    public void beginReplay(String id, JsonNode beginning)
            throws IOException, InterruptedException {
        send(
                request("/api/v1/replays/" + encoded(id))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(JSON.writeValueAsString(beginning))));
    }

    /** Tells how far a replay is; answers with what it was told to do since. */
    public JsonNode tellReplay(String id, JsonNode telling)
            throws IOException, InterruptedException {
        return post("/api/v1/replays/" + encoded(id) + "/progress", telling);
    }

    public void orderReplay(String id, JsonNode order) throws IOException, InterruptedException {
        post("/api/v1/replays/" + encoded(id) + "/orders", order);
    }

    public void finishRun(String run) throws IOException, InterruptedException {
        send(request("/api/v1/runs/" + encoded(run) + "/finish").POST(BodyPublishers.noBody()));
    }

    /**
     * Listens to changes of warnings until the connection ends.
     *
     * @param lastEventId of the last event heard, to hear what came since; null: from now on
     * @return id of the last event heard now
     */
    public @Nullable String follow(
            String run, @Nullable String lastEventId, Consumer<JsonNode> warnings)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve("/api/v1/stream?run=" + encoded(run)))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> response =
                HTTP.send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            response.body().close();
            throw new IOException("alerting answers " + response.statusCode());
        }
        String id = lastEventId;
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            ServerSentEvents events = new ServerSentEvents();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                ServerSentEvents.Event event = events.line(line);
                if (event != null) {
                    id = event.id() == null ? id : event.id();
                    if (event.type().equals("warning")) {
                        warnings.accept(JSON.readTree(event.data()));
                    }
                }
            }
        } catch (IOException e) {
            // The connection broke: what was heard still counts.
            return id;
        }
        return id;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token);
    }

    private static JsonNode send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new ApiException(response.statusCode(), problem(response.body()));
        }
        return response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body());
    }

    private static String problem(String body) {
        try {
            JsonNode problem = JSON.readTree(body);
            String detail = problem.path("detail").asText("");
            return detail.isEmpty() ? problem.path("title").asText(body) : detail;
        } catch (IOException e) {
            return body;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
