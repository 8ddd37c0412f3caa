package city.lifeline.alerting.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.security.UserStore;
import city.lifeline.model.Grade;
import city.lifeline.testing.NeededProgram;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Incidents on the real dashboard of a real server. */
class IncidentDashboardIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    /** A directory for pictures; null: none are taken. */
    private static final String PICTURES = System.getProperty("lifeline.pictures");

    private final List<String> faults = new ArrayList<>();

    private Page login(Browser browser, TestServer server, String user, String locale) {
        Page page =
                browser.newContext(
                                new Browser.NewContextOptions()
                                        .setLocale(locale)
                                        .setTimezoneId("Asia/Shanghai")
                                        .setReducedMotion(ReducedMotion.REDUCE)
                                        .setViewportSize(1366, 900))
                        .newPage();
        page.onPageError(faults::add);
        page.navigate(server.address().toString());
        page.locator("[data-test=username]").fill(user);
        page.locator("[data-test=password]").fill("swordfish");
        page.locator("[data-test=sign-in]").click();
        assertThat(page.locator("[data-test=sign-out]")).isVisible();
        return page;
    }

    private static void picture(Page page, String name) {
        if (PICTURES != null) {
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(PICTURES, name + ".png")));
        }
    }

    @Test
    void anIncidentFoldsItsWarningsInButNeverRedOnes() {
        NeededProgram.require(CHROMIUM, "chromium");
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        try (TestServer server =
                        TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"));
                Playwright playwright =
                        Playwright.create(
                                new Playwright.CreateOptions()
                                        .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser =
                        playwright
                                .chromium()
                                .launch(
                                        new BrowserType.LaunchOptions()
                                                .setExecutablePath(CHROMIUM)
                                                .setArgs(
                                                        List.of(
                                                                "--no-sandbox",
                                                                "--disable-gpu",
                                                                "--disable-background-networking",
                                                                "--disable-component-update")))) {
            PasswordEncoder passwords = server.bean(PasswordEncoder.class);
            server.bean(UserStore.class)
                    .add(
                            "qian",
                            Objects.requireNonNull(passwords.encode("swordfish")),
                            List.of(Role.DUTY_OFFICER));
            TestEvents first = null;
            TestEvents red = null;
            for (int n = 0; n < 12; n++) {
                TestEvents events =
                        new TestEvents(
                                "live",
                                n == 11 ? "MH-2-CH4" : "MH-1-CH4",
                                TestEvents.START_US + n * 60_000_000L,
                                false);
                Grade grade = n == 5 ? Grade.RED : n % 3 == 0 ? Grade.ORANGE : Grade.YELLOW;
                server.consume(events.raised(grade, 20 + 3 * n));
                first = first == null ? events : first;
                red = n == 5 ? events : red;
            }
            String incident = Objects.requireNonNull(first).id();
            String redId = Objects.requireNonNull(red).id();

            Page page = login(browser, server, "qian", "zh-CN");
            assertThat(page.locator("[data-incident]")).hasCount(1);
            assertThat(page.locator("[data-incident]")).containsText("甲烷");
            assertThat(page.locator("[data-incident]")).containsText("11 条预警");
            // The head, the red one below it, and the warning that is an incident of its own.
            assertThat(page.locator(".list-window [data-id]")).hasCount(2);
            assertThat(page.locator("[data-id='%s']".formatted(redId))).isVisible();
            picture(page, "incidents-folded-zh");
            page.locator("[data-test=fold]").click();
            assertThat(page.locator(".list-window [data-id]")).hasCount(12);
            page.locator("[data-test=fold]").click();
            // What comes joins on the screen without being asked for.
            server.consume(
                    new TestEvents("live", "MH-1-CH4", TestEvents.START_US + 900_000_000L, false)
                            .raised(Grade.BLUE, 11));
            assertThat(page.locator("[data-incident]")).containsText("12 条预警");
            page.locator("[data-test=grouping]").click();
            assertThat(page.locator("[data-incident]")).hasCount(0);
            page.locator("[data-test=grouping]").click();

            page.setViewportSize(390, 844);
            assertThat(page.locator("[data-incident]")).isVisible();
            picture(page, "incidents-folded-narrow-zh");
            page.setViewportSize(1366, 900);

            page.locator("[data-incident] .row-link").click();
            assertThat(page.locator("[data-test=members] > li")).hasCount(12);
            assertThat(page.locator("[data-warning='%s']".formatted(redId)))
                    .containsText("同一设施，与 阀井一");
            picture(page, "incident-zh");
            page.locator("[data-test=language]").click();
            picture(page, "incident-en");
            page.setViewportSize(390, 844);
            picture(page, "incident-narrow-en");
            page.setViewportSize(1366, 900);
            page.locator("[data-test=acknowledge-all]").click();
            assertThat(page.locator("[data-test=acknowledge-all]")).hasCount(0);

            page.locator("[data-test=open-split]").click();
            page.locator("[data-warning='%s'] input".formatted(redId)).check();
            page.locator("[data-test=reason]").fill("another leak");
            picture(page, "incident-split-en");
            page.locator("[data-test=submit]").click();
            assertThat(page.locator("[data-test=members] > li")).hasCount(1);
            assertThat(page.locator("[data-warning]")).containsText("Put here by qian");

            page.navigate(server.address() + "/#/warnings/" + redId);
            page.locator("[data-test=to-incident]").click();
            assertThat(page.locator("[data-test=members] > li")).hasCount(1);
            page.navigate(server.address() + "/#/incidents/" + incident);
            assertThat(page.locator("[data-test=members] > li")).hasCount(11);
            assertEquals(List.of(), faults);
        }
    }
}
