package city.lifeline.alerting.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.TestSimulator;
import city.lifeline.alerting.notify.NotifySettings;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.security.UserStore;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.security.crypto.password.PasswordEncoder;

/** A real Chromium before the dashboard of a real server. */
final class RealDashboard implements AutoCloseable {

    /** A directory for pictures; null: none are taken. */
    private static final String PICTURES = System.getProperty("lifeline.pictures");

    private static final String PASSWORD = "swordfish";

    private final Chromium chromium = Chromium.start();
    private final TestServer server;
    private final List<String> faults = new ArrayList<>();

    RealDashboard() {
        server = TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"));
    }

    /** Of a simulated city. */
    RealDashboard(TestSimulator simulator) {
        server = TestServer.start(new TestDatabase(), NotifySettings.none(), simulator.link());
    }

    TestServer server() {
        return server;
    }

    void add(String user, Role role) {
        PasswordEncoder passwords = server.bean(PasswordEncoder.class);
        server.bean(UserStore.class)
                .add(user, Objects.requireNonNull(passwords.encode(PASSWORD)), List.of(role));
    }

    /** The first page that a user sees. */
    Page login(String user, String locale) {
        Page page = chromium.page(locale, "Asia/Shanghai", 900);
        page.onPageError(faults::add);
        page.navigate(server.address().toString());
        page.locator("[data-test=username]").fill(user);
        page.locator("[data-test=password]").fill(PASSWORD);
        page.locator("[data-test=sign-in]").click();
        assertThat(page.locator("[data-test=sign-out]")).isVisible();
        return page;
    }

    void show(Page page, String hash) {
        page.navigate(server.address() + "/" + hash);
    }

    void picture(Page page, String name) {
        if (PICTURES != null) {
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(PICTURES, name + ".png")));
        }
    }

    void assertNoScriptFailed() {
        assertEquals(List.of(), faults);
    }

    @Override
    public void close() {
        chromium.close();
        server.close();
    }
}
