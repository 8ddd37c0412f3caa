package city.lifeline.alerting.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import city.lifeline.model.Grade;
import com.microsoft.playwright.Locator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a warning's page shows around it, and its keys. */
class WarningPageIT extends DashboardBrowser {

    private final CannedWarning warning = CannedWarning.of("w", Grade.RED);

    private static Map<String, Object> point(String id, String name) {
        Map<String, Object> point = new HashMap<>();
        Map<String, String> text = Map.of("en", name, "zh", name);
        point.put("id", id);
        point.put("name", text);
        point.put("asset", "A");
        point.put("assetName", text);
        point.put("assetClass", "gas-manhole");
        point.put("unit", "%{LEL}");
        point.put("interval", "PT10S");
        point.put("thresholds", List.of());
        point.put("location", Map.of("longitude", 117.29, "latitude", 31.85));
        point.put("last", Map.of("time", "2026-11-20T00:00:00Z", "value", 7.5, "quality", "GOOD"));
        return point;
    }

    private void around(String name) {
        server.putAnswer(
                "/points/" + warning.point() + "/around",
                List.of(
                        Map.of("point", point("N-1", name), "sameAsset", true, "metres", 0),
                        Map.of("point", point("N-2", name), "sameAsset", false, "metres", 120.4)));
    }

    @BeforeEach
    void aWarning() {
        server.zone("Asia/Shanghai");
        server.put(warning);
        server.putPoint(point(warning.point(), "Centre"), List.of());
        around("Neighbour");
        server.putAnswer(
                "/map",
                Map.of(
                        "centre",
                        Map.of("longitude", 117.29, "latitude", 31.85),
                        "layers",
                        List.of()));
        Map<String, Object> risk = new HashMap<>();
        for (String part : List.of("districts", "cells", "lifelines", "assets")) {
            risk.put(part, List.of());
        }
        server.putAnswer("/map/risk", Map.of("risk", risk, "answers", List.of()));
    }

    private Locator panel() {
        return page.locator("[data-test=panel]");
    }

    @Test
    void neighboursStandOnAMapAndInAListAndAreExploredTogether() {
        signIn();
        show("#/warnings/w");
        assertThat(panel().locator("[data-near=N-1]")).containsText("7.5 %LEL");
        assertThat(panel().locator("[data-near=N-1]")).containsText("same asset");
        assertThat(panel().locator("[data-near=N-2]")).containsText("120 m");
        assertThat(panel().locator("[data-test=map][data-ready=true]")).isVisible();
        server.send(
                "status",
                Map.of(
                        "point", "N-2",
                        "time", "2026-11-20T00:01:00Z",
                        "value", 9.25,
                        "quality", "GOOD"));
        assertThat(panel().locator("[data-near=N-2]")).containsText("9.25 %LEL");
        assertThat(panel().locator("[data-test=together]"))
                .hasAttribute(
                        "href",
                        "#/explorer?points="
                                + warning.point()
                                + "%2CN-1%2CN-2&range=6h&front="
                                + warning.point());
        assertNothingWasRefused();
    }

    private void plan(String words) {
        Map<String, String> text = Map.of("en", words, "zh", "先" + words);
        server.putAnswer(
                "/warnings/w/plan",
                Map.of(
                        "plan",
                        Map.of(
                                "id",
                                "gas-leak",
                                "title",
                                text,
                                "steps",
                                List.of(
                                        text,
                                        Map.of(
                                                "en",
                                                "From 20 %LEL open the cover to ventilate"
                                                        + " and keep measuring; from 50 %LEL"
                                                        + " withdraw and call the fire brigade",
                                                "zh",
                                                "达 20 %LEL 时开盖自然通风，并持续监测；达 50 %LEL 时撤离并报消防")),
                                "call",
                                List.of(text, Map.of("en", "Fire brigade", "zh", "消防救援支队")),
                                "document",
                                "https://plans.example/gas.pdf")));
    }

    @Test
    void thePlanSaysWhatToDoFirstAndWhomToCall() {
        plan("Gas leak in a valve pit");
        signIn();
        show("#/warnings/w");
        Locator plan = panel().locator("[data-test=plan]");
        assertThat(plan.locator("li").first()).hasText("Gas leak in a valve pit");
        assertThat(plan).containsText("Fire brigade");
        assertThat(plan.locator("a")).hasAttribute("href", "https://plans.example/gas.pdf");
        String pictures = System.getProperty("lifeline.pictures");
        if (pictures != null) {
            for (String language : List.of("en", "zh")) {
                for (int width : new int[] {1366, 390}) {
                    page.setViewportSize(width, 900);
                    plan.scrollIntoViewIfNeeded();
                    page.screenshot(
                            new com.microsoft.playwright.Page.ScreenshotOptions()
                                    .setPath(
                                            java.nio.file.Path.of(
                                                    pictures,
                                                    "plan-" + language + "-" + width + ".png")));
                }
                page.setViewportSize(1366, 900);
                if (language.equals("en")) {
                    page.locator("[data-test=language]").first().click();
                }
            }
        }
        assertNothingWasRefused();
    }

    @Test
    void keysOpenWhatMayBeDoneWhileTheFocusIsOnThePage() {
        signIn();
        show("#/warnings/w");
        assertThat(panel().locator("[data-test=acknowledge]")).isVisible();
        panel().locator("h2").focus();
        assertThat(panel().locator("h2")).isFocused();
        page.keyboard().press("?");
        assertThat(panel().locator("[data-test=keys-list]")).containsText("Acknowledge");
        page.keyboard().press("a");
        assertThat(panel().locator(".ack-form input")).isFocused();
        // Typing is typing.
        page.keyboard().type("as?");
        assertThat(panel().locator(".ack-form input")).hasValue("as?");
        assertThat(panel().locator("[data-test=keys-list]")).isVisible();
        assertNothingWasRefused();
    }

    static List<String> hostileNames() {
        return DashboardIT.hostileNames();
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void aHostileNeighbourIsText(String hostile) {
        around(hostile);
        plan(hostile);
        signIn();
        show("#/warnings/w");
        assertThat(panel().locator("[data-test=plan] li").first()).hasText(hostile);
        assertThat(panel().locator("[data-near=N-1] th a")).hasText(hostile);
        assertThat(page.locator("main script, main iframe, main style, main img")).hasCount(0);
        assertThat(page.locator("main a[href^='javascript:'], main a[href^='data:']")).hasCount(0);
        assertNothingWasRefused();
    }
}
