package city.lifeline.alerting.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Grade;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Request;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every page of the dashboard, on a desk and on a telephone, in both languages. The answers are
 * those of a city in trouble.
 */
class EveryPageIT extends DashboardBrowser {

    private static final String LETTER = "l1";
    private static final String INCIDENT = "i1";

    private static final List<String> PAGES =
            List.of(
                    "#/warnings",
                    "#/warnings?state=all",
                    "#/warnings/w",
                    "#/incidents/" + INCIDENT,
                    "#/wall",
                    "#/releases",
                    "#/handover",
                    "#/maintenance",
                    "#/points",
                    "#/points/P-w",
                    "#/explorer",
                    "#/reports",
                    "#/rules",
                    "#/rules/versions",
                    "#/drills",
                    "#/drills/tank-overfill",
                    "#/gateways",
                    "#/gateways/GW-1",
                    "#/dead-letters",
                    "#/dead-letters/" + LETTER,
                    "#/users",
                    "#/users/li.na",
                    "#/account",
                    "#/nothing");

    /** What a reader should never see: names of constants and of texts, and values for machines. */
    private static final Pattern RAW =
            Pattern.compile(
                    "\\b(RAISED|CLEARED|UPGRADED|DOWNGRADED|ACKNOWLEDGED?|ASSESSED|IN_DISPOSAL|CLOSED"
                            + "|HELD|DUE|SENT|FAILED|DROPPED|SHELVED|PLANNED|RUNNING|OVER|SUGGESTED"
                            + "|PROPOSED|RELEASED|CANCELLED|CONFIRMED|OBSERVED|LIKELY|POSSIBLE|BLUE"
                            + "|YELLOW|ORANGE|RED|GOOD|UNCERTAIN|BAD|DUTY_OFFICER|COMMANDER|VIEWER)\\b"
                            + "|\\d{4}-\\d{2}-\\d{2}T\\d{2}:|\\bundefined\\b|\\bnull\\b|\\bNaN\\b"
                            + "|\\[object |\\{\\w+\\}|\\bPT\\d+[HMS]"
                            + "|\\b(warning|handling|told|report|handover|wall|rules|letters|gateways)\\.[a-z]\\w*");

    private static final String HIDDEN_BEHIND_THE_EDGE =
            """
            () => [...document.querySelectorAll('main *, header *')]
              .filter((one) => {
                const { left, right, width } = one.getBoundingClientRect();
                return width > 1 && (right > innerWidth + 1 || left < -1) && !one.closest('.rule-text, canvas, .stacked thead');
              })
              .slice(0, 3)
              .map((one) => `${one.tagName}.${one.className}`)
            """;

    /** The page's own listener comes first, and what it draws is drawn by the second frame. */
    private static final String GO =
            """
            (hash) => location.hash === hash || new Promise((done) => {
              addEventListener(
                'hashchange',
                () => requestAnimationFrame(() => requestAnimationFrame(() => done(true))),
                { once: true },
              );
              location.hash = hash;
            })
            """;

    private final List<String> complaints = new ArrayList<>();
    private final Set<Request> asked = new HashSet<>();

    @Override
    String zone() {
        return "Asia/Shanghai";
    }

    @Test
    void everyPageFitsADeskAndATelephoneInBothLanguages() throws IOException {
        layDown();
        listen();
        signIn();
        List<String> wrong = new ArrayList<>();
        for (String language : List.of("en", "zh-CN")) {
            assertThat(page.locator("html")).hasAttribute("lang", Pattern.compile(language + ".*"));
            for (int width : new int[] {1366, 390}) {
                page.setViewportSize(width, 800);
                for (String hash : PAGES) {
                    load(hash);
                    String where = "%s at %d in %s: ".formatted(hash, width, language);
                    if (!fits()) {
                        wrong.add(
                                where
                                        + "wider than the screen: "
                                        + page.evaluate(HIDDEN_BEHIND_THE_EDGE));
                    }
                    Matcher raw = RAW.matcher(page.locator("body").innerText());
                    if (raw.find()) {
                        wrong.add(where + "says " + raw.group());
                    }
                }
            }
            load("#/warnings");
            page.locator("[data-test=language]").click();
        }
        assertEquals(List.of(), wrong);
        assertEquals(List.of(), complaints);
        assertNothingWasRefused();
    }

    @Test
    void pagesThatTheBarHasNoRoomForAreInItsMenu() throws IOException {
        layDown();
        signIn();
        Locator bar = page.locator(".nav > .nav-link");
        Locator menu = page.locator(".nav-menu");
        for (int width : new int[] {1366, 390}) {
            page.setViewportSize(width, 800);
            show("#/warnings");
            page.locator("[data-test=nav-more]").click();
            assertThat(menu).isVisible();
            menu.locator("[href='#/users']").click();
            assertThat(page.locator("h1")).hasText("Users");
            assertThat(menu).isHidden();
            // The button stands for the page that is open, so that the bar says where one is.
            assertThat(page.locator("[data-test=nav-more]")).containsText("Users");
            assertEquals(
                    true,
                    page.evaluate(
                            "() => [...document.querySelectorAll('.nav > .nav-link')]"
                                    + ".every((one) => one.getBoundingClientRect().right <= innerWidth)"));
            assertTrue(bar.count() > 2, bar.count() + " in the bar");
        }
        page.locator("[data-test=nav-more]").click();
        page.keyboard().press("Escape");
        assertThat(menu).isHidden();
        assertThat(page.locator("[data-test=nav-more]")).isFocused();
        page.locator("[data-test=nav-more]").click();
        menu.locator("[data-test=menu-sign-out]").click();
        assertThat(page.locator("[data-test=sign-in]")).isVisible();
        assertNothingWasRefused();
    }

    private boolean fits() {
        return (boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth");
    }

    /** Returns once the page is drawn and everything that it asked for is answered. */
    private void load(String hash) {
        page.evaluate(GO, hash);
        assertThat(page.locator("main h1, main h2, main .empty-title").first()).isAttached();
        page.waitForCondition(() -> asked.isEmpty());
        assertThat(page.locator(".loading")).hasCount(0);
    }

    private void listen() {
        page.onRequest(
                request -> {
                    if (!request.url().contains("/stream")) {
                        asked.add(request);
                    }
                });
        page.onRequestFinished(asked::remove);
        page.onRequestFailed(asked::remove);
        page.onConsoleMessage(
                message -> {
                    if (message.type().equals("error") && !message.text().contains("401")) {
                        complaints.add(message.text());
                    }
                });
    }

    /** The answers of the file, and a warning for each grade. */
    private void layDown() throws IOException {
        try (InputStream in = EveryPageIT.class.getResourceAsStream("every-page.json")) {
            Map<String, Object> answers =
                    JsonMapper.shared()
                            .readValue(
                                    Objects.requireNonNull(in),
                                    new TypeReference<Map<String, Object>>() {});
            answers.forEach(server::putAnswer);
        }
        for (Grade grade : Grade.values()) {
            String name = grade == Grade.RED ? "w" : "w" + grade;
            CannedWarning warning = CannedWarning.of(name, grade).named("Methane", "甲烷");
            server.put(warning);
            server.putPoint(
                    Map.of(
                            "id",
                            warning.point(),
                            "gateway",
                            "GW-GAS-01",
                            "asset",
                            "A-" + name,
                            "name",
                            Map.of("zh", "甲烷", "en", "Methane"),
                            "assetName",
                            Map.of("zh", "井", "en", "Pit"),
                            "assetClass",
                            "gas-manhole",
                            "district",
                            "湖滨区",
                            "quantity",
                            "methane",
                            "unit",
                            "%{LEL}",
                            "thresholds",
                            List.of()),
                    List.of());
        }
        server.put(CannedWarning.of("gone", Grade.BLUE).then(null));
    }
}
