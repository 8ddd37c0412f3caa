package city.lifeline.alerting.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Grade;
import com.microsoft.playwright.Route;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wall, looking back. */
class LookBackIT extends DashboardBrowser {

    private static final byte[] PIXEL =
            Base64.getDecoder()
                    .decode(
                            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    @BeforeEach
    void aCity() {
        server.zone("Asia/Shanghai");
        server.putAnswer(
                "/map",
                Map.of(
                        "name",
                        Map.of("zh", "庐城", "en", "Lucheng"),
                        "centre",
                        Map.of("longitude", 117.29, "latitude", 31.85),
                        "layers",
                        List.of()));
        Map<String, Object> risk = new HashMap<>();
        risk.put("districts", List.of());
        risk.put("cells", List.of());
        risk.put("lifelines", List.of());
        risk.put("assets", List.of());
        server.putAnswer(
                "/map/risk",
                Map.of("at", "2026-11-20T00:00:00Z", "risk", risk, "answers", List.of()));
        server.putAnswer("/gateways", Map.of("items", List.of(), "total", 0));
        server.putAnswer("/dead-letters/summary", Map.of("reasons", List.of()));
        server.put(CannedWarning.of("w", Grade.RED));
    }

    @Test
    void thePastIsMarkedPlayedAndLeft() {
        signIn();
        show("#/wall");
        assertThat(page.locator("[data-test=wall-RED] .wall-number")).hasText("1");
        page.locator("[data-test=look-back]").click();
        assertThat(page).hasURL(Pattern.compile("at="));
        assertThat(page.locator("[data-test=past-mark]")).containsText("As it was on");
        assertThat(page.locator("[data-test=time-bar]")).isVisible();
        await().until(
                        () ->
                                server.queries("/map/risk").stream()
                                        .anyMatch(query -> query.containsKey("at")));
        String before = page.locator("[data-test=past-mark]").textContent();
        page.locator("[data-test=speed]").selectOption("600");
        page.locator("[data-test=play]").click();
        assertThat(page.locator("[data-test=past-mark]")).not().hasText(before);
        page.locator("[data-test=to-now]").click();
        assertThat(page.locator("[data-test=past-mark]")).hasCount(0);
        assertThat(page).not().hasURL(Pattern.compile("at="));
        assertNothingWasRefused();
    }

    @Test
    void theMomentIsTheCitysAndKeysMoveIt() {
        String at = Instant.now().minusSeconds(7_200).toString().substring(0, 16) + ":00Z";
        signIn();
        show("#/wall?at=" + at);
        String shown = page.locator("[data-test=past-moment]").inputValue();
        // Eight hours ahead of UTC, whatever the browser's zone is.
        Instant moment = Instant.parse(shown + (shown.length() == 16 ? ":00" : "") + "+08:00");
        org.junit.jupiter.api.Assertions.assertEquals(Instant.parse(at), moment);
        page.locator("[data-test=slider]").focus();
        page.keyboard().press("ArrowLeft");
        assertThat(page.locator("[data-test=past-moment]")).not().hasValue(shown);
        assertNothingWasRefused();
    }

    @Test
    void aMomentThatCannotBeReadIsSaid() {
        signIn();
        show("#/wall");
        assertThat(page.locator("[data-test=wall-RED] .wall-number")).hasText("1");
        server.vanish();
        page.locator("[data-test=look-back]").click();
        assertThat(page.locator(".wall-past-failed")).isVisible();
    }

    @Test
    void tilesLieBelowTheMapAndSayWhoseTheyAre() {
        server.putAnswer(
                "/map",
                Map.of(
                        "centre",
                        Map.of("longitude", 117.29, "latitude", 31.85),
                        "layers",
                        List.of(),
                        "tiles",
                        Map.of(
                                "urls",
                                List.of("/tiles/{z}/{x}/{y}.png"),
                                "attribution",
                                Map.of("zh", "某某地图", "en", "Some map"))));
        Queue<String> tiles = new ConcurrentLinkedQueue<>();
        page.route(
                "**/tiles/**",
                route -> {
                    tiles.add(route.request().url());
                    route.fulfill(
                            new Route.FulfillOptions()
                                    .setContentType("image/png")
                                    .setBodyBytes(PIXEL));
                });
        signIn();
        show("#/wall");
        assertThat(page.locator("[data-test=map-attribution]")).hasText("Some map");
        page.waitForCondition(() -> !tiles.isEmpty());
        assertTrue(tiles.peek().matches(".*/tiles/13/\\d+/\\d+\\.png"), tiles.peek());
        assertNothingWasRefused();
    }

    @Test
    void itFitsEveryScreen() {
        signIn();
        show("#/wall?at=" + Instant.now().minusSeconds(3_600));
        assertThat(page.locator("[data-test=time-bar]")).isVisible();
        for (int width : new int[] {390, 768, 1366, 1920}) {
            page.setViewportSize(width, 900);
            page.waitForFunction("() => document.documentElement.scrollWidth <= innerWidth");
        }
    }
}
