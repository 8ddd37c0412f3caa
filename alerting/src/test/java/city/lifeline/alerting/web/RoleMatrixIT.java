package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** Every role at every endpoint. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoleMatrixIT {

    private static final String PASSWORD = "a password of nine roles";

    private final TestServer server =
            TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"));
    private final JsonNode document =
            new Http(server.address()).get("/api/v1/openapi").json().get("paths");

    @AfterAll
    void stop() {
        server.close();
    }

    /** An operation of the document. */
    private record Operation(String method, String path, JsonNode described) {

        String name() {
            return method + ' ' + path;
        }

        boolean isOpen() {
            return described.get(OpenApiConfiguration.ROLES) == null;
        }

        /** Whom the document names; all if it names nobody. */
        boolean isFor(Role role) {
            JsonNode roles = described.get(OpenApiConfiguration.ROLES);
            if (roles == null || roles.isEmpty()) {
                return true;
            }
            for (JsonNode one : roles) {
                if (role.covers().contains(Role.valueOf(one.asString()))) {
                    return true;
                }
            }
            return false;
        }

        /** Sent with nothing in it: who is let in is told what is wrong with it. */
        int send(Http http) {
            String concrete = path.replaceAll("\\{[^}]*}", "x");
            if (method.equals("GET")) {
                HttpResponse<InputStream> response = http.open(concrete);
                try {
                    response.body().close();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return response.statusCode();
            }
            JsonNode body = described.get("requestBody");
            String type =
                    body == null
                            ? "application/json"
                            : body.get("content").propertyNames().iterator().next();
            return http.send(method, concrete, type, "").status();
        }
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                operations.add(
                        new Operation(
                                method.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                method.getValue()));
            }
        }
        // It ends the session.
        operations.sort((a, b) -> Boolean.compare(isLogout(a), isLogout(b)));
        return operations;
    }

    private static boolean isLogout(Operation operation) {
        return operation.path.endsWith("/logout");
    }

    private Http as(Role role) {
        if (role == Role.MACHINE) {
            return Http.machine(server.address());
        }
        String name = "matrix-" + role.name().toLowerCase(Locale.ROOT);
        server.bean(JdbcClient.class)
                .sql(
                        """
                        insert into users (name, password_hash, roles, districts)
                        values (?, ?, ?, ?) on conflict do nothing
                        """)
                .params(
                        name,
                        server.bean(PasswordEncoder.class).encode(PASSWORD),
                        new String[] {role.name()},
                        new String[] {"北区"})
                .update();
        Http http = new Http(server.address());
        http.get("/");
        assertEquals(200, http.login(name, PASSWORD).status(), name);
        return http;
    }

    @Test
    void theDocumentTellsWhoIsLetIn() {
        Map<String, String> wrong = new TreeMap<>();
        Map<Role, Integer> cells = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            Http http = as(role);
            for (Operation operation : operations()) {
                if (operation.isOpen()) {
                    continue;
                }
                int status = operation.send(http);
                boolean letIn = status != 401 && status != 403;
                if (letIn != operation.isFor(role) || (status >= 500 && status != 503)) {
                    wrong.put(role + " " + operation.name(), Integer.toString(status));
                }
                cells.merge(role, 1, Integer::sum);
            }
        }
        assertEquals(Map.of(), wrong);
        assertEquals(Role.values().length, cells.size());
        assertTrue(cells.values().stream().allMatch(count -> count >= 30), cells.toString());
    }

    /** So that a change of who may do what is seen as such when it is reviewed. */
    @Test
    void whoMayDoWhatIsAsItIsWrittenDown() throws IOException {
        Map<String, String> actual = new TreeMap<>();
        for (Operation operation : operations()) {
            actual.put(
                    operation.name(),
                    operation.isOpen()
                            ? "everybody"
                            : String.join(
                                    " ",
                                    Arrays.stream(Role.values())
                                            .filter(operation::isFor)
                                            .map(Role::name)
                                            .toList()));
        }
        Map<String, String> written = new TreeMap<>();
        try (InputStream in =
                Objects.requireNonNull(
                        RoleMatrixIT.class.getResourceAsStream("/access-matrix.tsv"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\t", 2))
                    .forEach(cells -> written.put(cells[0], cells[1]));
        }
        Map<String, String> wrong = new TreeMap<>(written);
        wrong.entrySet().removeIf(e -> e.getValue().equals(actual.get(e.getKey())));
        assertEquals(Map.of(), wrong, "written down and not so; it is " + actual);
    }

    @Test
    void everyEndpointDeclaresItsRole() {
        List<String> without = new ArrayList<>();
        for (HandlerMethod method :
                server.context()
                        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                        .getHandlerMethods()
                        .values()) {
            if (method.getBeanType().getName().startsWith("city.lifeline.")
                    && !method.hasMethodAnnotation(OwnedBy.class)
                    && method.getBeanType() != ProblemErrorController.class) {
                without.add(method.getShortLogMessage());
            }
        }
        assertEquals(List.of(), without);
    }

    @Test
    void aRefusalNamesTheRole() {
        Http.Answer answer = as(Role.VIEWER).get("/api/v1/audit");
        assertEquals(403, answer.status());
        assertEquals(
                "This needs the role audit administrator", answer.json().get("detail").asString());
        assertEquals("AUDIT_ADMIN", answer.json().get("roles").get(0).asString());
    }
}
