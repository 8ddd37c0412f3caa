package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestServer;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiIT {

    private final TestServer server =
            TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"));

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void everyOperationIsDescribed() {
        JsonNode paths = new Http(server.address()).get("/api/v1/openapi").json().get("paths");
        List<String> lacks = new ArrayList<>();
        int operations = 0;
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                operations++;
                String name = method.getKey() + ' ' + path.getKey();
                JsonNode operation = method.getValue();
                if (!operation.has("summary")) {
                    lacks.add(name + " has no summary");
                }
                if (!operation.has("tags")) {
                    lacks.add(name + " is in no group");
                }
                if (operation.get("responses").propertyNames().stream()
                        .noneMatch(status -> status.startsWith("2"))) {
                    lacks.add(name + " has no answer");
                }
                boolean open = operation.has("security") && operation.get("security").isEmpty();
                if (!operation.has(OpenApiConfiguration.ROLES)
                        && !path.getKey().equals("/api/v1/login")
                        // A gateway for short messages shows the secret of its address.
                        && !path.getKey().startsWith("/api/v1/sms/")) {
                    lacks.add(name + " names no role; open: " + open);
                }
                Matcher inPath = Pattern.compile("\\{([^}]*)}").matcher(path.getKey());
                while (inPath.find()) {
                    if (!named(operation).contains(inPath.group(1))) {
                        lacks.add(name + " does not describe " + inPath.group(1));
                    }
                }
                if (method.getKey().equals("put") && !operation.has("requestBody")) {
                    lacks.add(name + " has no body");
                }
            }
        }
        assertEquals(List.of(), lacks);
        assertTrue(operations > 50, "operations: " + operations);
    }

    private static Set<String> named(JsonNode operation) {
        Set<String> names = new TreeSet<>();
        if (operation.has("parameters")) {
            operation.get("parameters").forEach(one -> names.add(one.get("name").asString()));
        }
        return names;
    }

    /** With the Content-Security-Policy of everything else. */
    @Test
    void theDocumentIsBrowsable() {
        List<String> faults = new ArrayList<>();
        try (Chromium chromium = Chromium.start()) {
            Page page = chromium.page("en-GB", "Asia/Shanghai", 900);
            page.onPageError(faults::add);
            page.onConsoleMessage(
                    message -> {
                        if (message.text().contains("Content Security Policy")) {
                            faults.add(message.text());
                        }
                    });
            page.navigate(server.address().resolve("/rest.html").toString());
            PlaywrightAssertions.assertThat(page.locator(".opblock-tag-section").first())
                    .isVisible();
            page.locator("#operations-tag-Audit").click();
            PlaywrightAssertions.assertThat(page.locator("#operations-Audit-verify"))
                    .containsText("/api/v1/audit/verify");
        }
        assertEquals(List.of(), faults);
    }
}
