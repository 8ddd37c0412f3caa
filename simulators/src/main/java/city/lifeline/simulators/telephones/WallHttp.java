package city.lifeline.simulators.telephones;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The wall's page, what it shows as JSON, and the buttons on it. Asks nobody who they are. */
final class WallHttp implements AutoCloseable {

    private static final int MAX_BODY = 4_096;

    private static final JsonFactory JSON = new JsonFactory();

    private final HttpServer server;
    private final Telephones telephones;
    private final List<Smsc> providers;
    private final Map<String, String> names;

    WallHttp(
            InetSocketAddress address,
            Telephones telephones,
            List<Smsc> providers,
            Map<String, String> names)
            throws IOException {
        this.telephones = telephones;
        this.providers = List.copyOf(providers);
        this.names = Map.copyOf(names);
        server = HttpServer.create(address, 0);
        server.createContext(
                "/health",
                exchange -> answer(exchange, 200, "application/json", "{\"status\":\"UP\"}\n"));
        server.createContext(
                "/wall", exchange -> answer(exchange, 200, "application/json", json()));
        server.createContext("/answer", this::answerForTelephone);
        server.createContext("/behave", this::behave);
        server.createContext("/wall.js", exchange -> file(exchange, "wall.js", "text/javascript"));
        server.createContext("/wall.css", exchange -> file(exchange, "wall.css", "text/css"));
        server.createContext("/", exchange -> file(exchange, "wall.html", "text/html"));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answerForTelephone(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        String number = form.getOrDefault("number", "");
        String text = form.getOrDefault("text", "");
        if (!number.matches("\\+[0-9]{5,15}") || text.isBlank() || text.length() > 70) {
            answer(exchange, 400, "text/plain", "number and text, at most 70 characters\n");
            return;
        }
        String reason = "no provider";
        for (Smsc provider : providers) {
            try {
                provider.answer(number, text);
                answer(exchange, 204, "text/plain", "");
                return;
            } catch (IOException e) {
                reason = String.valueOf(e.getMessage());
            }
        }
        answer(exchange, 503, "text/plain", reason + "\n");
    }

    private void behave(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        for (Smsc provider : providers) {
            if (provider.name().equals(form.get("provider"))) {
                provider.behave(
                        new Behaviour(
                                Integer.parseInt(form.getOrDefault("receiptDelayMs", "300")),
                                isOn(form, "throttled"),
                                isOn(form, "refusing"),
                                isOn(form, "losingAnswers"),
                                isOn(form, "undeliverable"),
                                isOn(form, "withoutReceipts")));
                if (isOn(form, "cutOff")) {
                    provider.cutOff();
                }
                answer(exchange, 204, "text/plain", "");
                return;
            }
        }
        answer(exchange, 404, "text/plain", "no such provider\n");
    }

    private static boolean isOn(Map<String, String> form, String name) {
        return "true".equals(form.get(name));
    }

    /** A page of another site cannot set this header, so it cannot press the buttons. */
    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        if (!exchange.getRequestMethod().equals("POST")
                || exchange.getRequestHeaders().getFirst("X-Wall") == null) {
            return form;
        }
        String body =
                new String(exchange.getRequestBody().readNBytes(MAX_BODY), StandardCharsets.UTF_8);
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    private String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("providers");
            for (Smsc provider : providers) {
                write(json, provider);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("telephones");
            Map<String, List<Sms>> all = telephones.all();
            Map<String, List<Sms>> shown = new LinkedHashMap<>();
            names.keySet().stream()
                    .sorted()
                    .forEach(number -> shown.put(number, all.getOrDefault(number, List.of())));
            shown.putAll(all);
            for (Map.Entry<String, List<Sms>> telephone : shown.entrySet()) {
                json.writeStartObject();
                json.writeStringField("number", telephone.getKey());
                json.writeStringField("name", names.getOrDefault(telephone.getKey(), ""));
                json.writeArrayFieldStart("messages");
                for (Sms sms : telephone.getValue()) {
                    write(json, sms);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, Smsc provider) throws IOException {
        Behaviour now = provider.behaviour();
        json.writeStartObject();
        json.writeStringField("name", provider.name());
        json.writeNumberField("bound", provider.bound());
        json.writeNumberField("receiptDelayMs", now.receiptDelayMs());
        json.writeBooleanField("throttled", now.throttled());
        json.writeBooleanField("refusing", now.refusing());
        json.writeBooleanField("losingAnswers", now.losingAnswers());
        json.writeBooleanField("undeliverable", now.undeliverable());
        json.writeBooleanField("withoutReceipts", now.withoutReceipts());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Sms sms) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", sms.id());
        json.writeBooleanField("toTelephone", sms.toTelephone());
        json.writeStringField("provider", sms.provider());
        json.writeStringField("text", sms.text());
        json.writeNumberField("parts", sms.parts());
        json.writeStringField("at", String.valueOf(sms.at()));
        json.writeEndObject();
    }

    private static void file(HttpExchange exchange, String name, String type) throws IOException {
        if (!List.of("/", "/" + name).contains(exchange.getRequestURI().getPath())) {
            answer(exchange, 404, "text/plain", "there is no such page\n");
            return;
        }
        try (InputStream in =
                Objects.requireNonNull(WallHttp.class.getResourceAsStream(name), name)) {
            answer(exchange, 200, type, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static void answer(HttpExchange exchange, int code, String type, String text)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders()
                .add("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
        exchange.getResponseHeaders().add("Cache-Control", "no-store");
        try (exchange) {
            exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
