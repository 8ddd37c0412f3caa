package city.lifeline.alerting.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.canary.Canaries;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.security.UserStore;
import city.lifeline.model.Grade;
import city.lifeline.model.WarningEvent;
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

/** Two people release on the real dashboard of a real server. */
class ReleaseDashboardIT {

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

    private static WarningEvent canary() {
        WarningEvent e = new TestEvents("live", "MH-2-CH4", 7, false).raised(Grade.BLUE, 1);
        return new WarningEvent(
                e.id(),
                e.number(),
                e.kind(),
                e.run(),
                Canaries.RULE,
                e.rulesVersion(),
                e.point(),
                e.asset(),
                e.grade(),
                e.peak(),
                e.value(),
                e.peakValue(),
                e.limit(),
                e.unit(),
                e.atUs(),
                e.raisedAtUs(),
                e.lane(),
                e.certainty(),
                e.latched());
    }

    @Test
    void oneProposesAndAnotherApproves() {
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
            for (String user : List.of("qian", "sun")) {
                server.bean(UserStore.class)
                        .add(
                                user,
                                Objects.requireNonNull(passwords.encode("swordfish")),
                                List.of(Role.COMMANDER));
            }
            TestEvents events = TestEvents.live("MH-1-CH4");
            server.consume(events.raised(Grade.RED, 62));
            server.consume(canary());

            Page qian = login(browser, server, "qian", "zh-CN");
            qian.navigate(server.address() + "/#/releases");
            assertThat(qian.locator("[data-release]")).containsText("系统建议发布");
            assertThat(qian.locator("[data-test=canary]")).containsText("秒前");
            picture(qian, "releases-zh");
            qian.locator("[data-release] a").click();
            assertThat(qian.locator("[data-test=release-state]")).hasText("系统建议发布");
            qian.locator("[data-test=release-propose]").click();
            qian.locator("[data-test=release-text-zh]").fill("中山路燃气泄漏");
            qian.locator("[data-test=release]").scrollIntoViewIfNeeded();
            picture(qian, "release-propose-zh");
            qian.locator("[data-test=release-submit]").click();
            assertThat(qian.locator("[data-test=release-state]")).hasText("已提请发布");
            assertThat(qian.locator("[data-test=release-approve]")).hasCount(0);

            Page sun = login(browser, server, "sun", "en-GB");
            sun.navigate(server.address() + "/#/warnings/" + events.id());
            assertThat(sun.locator("[data-test=release-state]")).hasText("Release proposed");
            sun.locator("[data-test=release-approve]").click();
            sun.locator("[data-test=release-submit]").click();
            assertThat(sun.locator("[data-test=release-state]")).hasText("Released");
            sun.locator("[data-test=release]").scrollIntoViewIfNeeded();
            assertThat(sun.locator("[data-test=canary]")).containsText("Canary");
            picture(sun, "release-released-en");
            // The other screen follows by itself.
            assertThat(qian.locator("[data-test=release-state]")).hasText("已发布");
            assertThat(qian.locator("[data-test=release]")).containsText("中山路燃气泄漏");
            assertEquals(List.of(), faults);
        }
    }
}
