package city.lifeline.alerting.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A real Chromium before a dashboard whose answers a test lays down. */
abstract class DashboardBrowser {

    private static Chromium chromium;

    private final List<String> faults = new ArrayList<>();
    DashboardServer server;
    BrowserContext context;
    Page page;

    @BeforeAll
    static void startBrowser() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        server = new DashboardServer();
        page = chromium.page("en-GB", zone(), height());
        context = page.context();
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

    /** Of the browser, on purpose not the city's. */
    String zone() {
        return "America/New_York";
    }

    /** Of the screen, pixels. */
    int height() {
        return 900;
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
