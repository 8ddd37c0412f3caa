package city.lifeline.alerting.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.testing.NeededProgram;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A real Chromium before a dashboard whose answers a test lays down. */
abstract class DashboardBrowser {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private static Playwright playwright;
    private static Browser browser;

    private final List<String> faults = new ArrayList<>();
    DashboardServer server;
    BrowserContext context;
    Page page;

    @BeforeAll
    static void startBrowser() {
        NeededProgram.require(CHROMIUM, "chromium");
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(CHROMIUM)
                                        .setArgs(
                                                List.of(
                                                        "--no-sandbox",
                                                        "--disable-gpu",
                                                        "--disable-quic",
                                                        "--disable-background-networking",
                                                        "--disable-component-update")));
    }

    @AfterAll
    static void stopBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        server = new DashboardServer();
        context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setLocale("en-GB")
                                // Not the city's.
                                .setTimezoneId("America/New_York")
                                .setReducedMotion(ReducedMotion.REDUCE)
                                .setViewportSize(1366, 900));
        page = context.newPage();
        page.onPageError(faults::add);
        page.onDialog(
                dialog -> {
                    faults.add("a dialog: " + dialog.message());
                    dialog.dismiss();
                });
        page.navigate(server.address());
    }

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
            server.close();
        }
    }

    void signIn() {
        page.locator("[data-test=username]").fill(DashboardServer.USER);
        page.locator("[data-test=password]").fill(DashboardServer.PASSWORD);
        page.locator("[data-test=sign-in]").click();
        assertThat(page.locator("[data-test=connection]")).hasText("Live");
        await().until(() -> server.streams() > 0);
    }

    void show(String hash) {
        page.navigate(server.address() + hash);
    }

    void assertNothingWasRefused() {
        assertEquals(List.of(), faults);
        assertEquals(List.of(), server.violations());
        assertEquals(List.of(), server.unexpected());
    }
}
