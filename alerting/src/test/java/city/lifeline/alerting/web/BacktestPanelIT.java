package city.lifeline.alerting.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A back-test from the rules page. */
class BacktestPanelIT extends DashboardBrowser {

    private static final String TEXT = "rules:\n  - id: G1\n";
    private static final Map<String, String> HOSTILE =
            Map.of("zh", "<img src=x onerror=alert(1)>", "en", "<img src=x onerror=alert(1)>");

    @BeforeEach
    void aDraft() {
        server.zone("Asia/Shanghai");
        server.may("VIEWER", "RULE_ENGINEER");
        server.putAnswer(
                "/rules",
                Map.of("version", "aaaa00000001", "files", Map.of("rules/gas.yaml", TEXT)));
        server.putAnswer("/rules/items", List.of());
        Map<String, Object> change = new HashMap<>();
        change.put("rule", "G1");
        change.put("name", HOSTILE);
        change.put("kind", "CHANGED");
        change.put("fields", List.of("condition"));
        change.put("pointsBefore", 2);
        change.put("pointsAfter", 2);
        server.putAnswer(
                "/rules/check",
                Map.of(
                        "version",
                        "b",
                        "inForce",
                        "aaaa00000001",
                        "rules",
                        1,
                        "faults",
                        List.of(),
                        "changes",
                        List.of(change),
                        "warnings",
                        List.of()));
    }

    private static Map<String, Object> run(String state, double part) {
        Map<String, Object> run = new HashMap<>();
        run.put("id", "t1");
        run.put("state", state);
        run.put("by", "admin");
        run.put("from", "2026-11-20T00:00:00Z");
        run.put("to", "2026-11-21T00:00:00Z");
        run.put("part", part);
        run.put("readings", 5_760);
        run.put("counts", List.of());
        run.put("changes", List.of());
        run.put("changesInAll", 0);
        run.put("fault", null);
        return run;
    }

    private static Map<String, Object> done() {
        Map<String, Object> run = run("DONE", 1);
        Map<String, Object> counts = new HashMap<>();
        counts.put("rule", "G1");
        counts.put("name", HOSTILE);
        counts.put("given", 1);
        counts.put("inForce", 2);
        counts.put("added", 0);
        counts.put("missed", 1);
        counts.put("earlier", 0);
        counts.put("later", 1);
        counts.put("otherGrade", 0);
        Map<String, Object> all = new HashMap<>(counts);
        all.put("rule", "all");
        all.put("name", null);
        run.put("counts", List.of(counts, all));
        Map<String, Object> later = new HashMap<>();
        later.put("change", "LATER");
        later.put("rule", "G1");
        later.put("ruleName", HOSTILE);
        later.put("point", "A-1");
        later.put("pointName", HOSTILE);
        later.put("unit", "%{LEL}");
        later.put("raisedAt", "2026-11-20T06:10:00Z");
        later.put("raisedAtInForce", "2026-11-20T06:05:00Z");
        later.put("endsAt", "2026-11-20T06:40:00Z");
        later.put("peak", "YELLOW");
        later.put("peakInForce", "YELLOW");
        later.put("value", 15);
        later.put("valueInForce", 10);
        Map<String, Object> missed = new HashMap<>(later);
        missed.put("change", "MISSED");
        missed.put("raisedAt", null);
        missed.put("peak", null);
        missed.put("value", null);
        run.put("changes", List.of(later, missed));
        run.put("changesInAll", 2);
        return run;
    }

    private Locator panel() {
        return page.locator("[data-test=backtest]");
    }

    @Test
    void itRunsAndSaysWhatTheDraftChanges() {
        server.putAnswer("/rules/backtests", run("WAITING", 0));
        server.putAnswer("/rules/backtests/t1", run("RUNNING", 0.4));
        signIn();
        show("#/rules/edit");
        panel().locator("[data-test=backtest-start]").click();
        assertThat(panel()).containsText("40 %, 5,760 readings");
        server.putAnswer("/rules/backtests/t1", done());
        assertThat(panel().locator("[data-test=backtest-done]")).containsText("5,760 readings");
        assertThat(panel().locator("[data-test=backtest-counts] tbody tr")).hasCount(2);
        Locator changes = panel().locator("[data-test=backtest-changes] > li");
        assertThat(changes).hasCount(2);
        assertThat(changes.first()).containsText("5 min 00 s later");
        assertThat(changes.first()).containsText("14:10:00");
        server.putPoint(Map.of("id", "A-1"), List.of(List.of(1_795_154_400_000L, 12, 12, 12)));
        changes.first().locator("button").click();
        assertThat(changes.first().locator("[data-test=chart] canvas")).isVisible();
        assertThat(page.locator("main script, main iframe, main style, main img")).hasCount(0);
        assertNothingWasRefused();
    }

    @Test
    void itCanBeCancelled() {
        server.putAnswer("/rules/backtests", run("RUNNING", 0.1));
        server.putAnswer("/rules/backtests/t1", run("RUNNING", 0.1));
        signIn();
        show("#/rules/edit");
        panel().locator("[data-test=backtest-start]").click();
        panel().locator("[data-test=backtest-cancel]").click();
        await().until(
                        () ->
                                server.changes().stream()
                                        .anyMatch(
                                                change ->
                                                        change.startsWith("/rules/backtests/t1")));
        server.putAnswer("/rules/backtests/t1", run("CANCELLED", 0.1));
        assertThat(panel()).containsText("Cancelled.");
        assertNothingWasRefused();
    }
}
