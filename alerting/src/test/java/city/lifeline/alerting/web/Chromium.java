package city.lifeline.alerting.web;

import city.lifeline.testing.NeededProgram;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The browser that is installed; without it, tests are skipped. */
final class Chromium implements AutoCloseable {

    /** The same engine without windows, where it is installed: it takes half the machine. */
    private static final Path SHELL = Path.of("/usr/bin/chromium-headless-shell");

    private static final Path WHOLE = Path.of("/usr/bin/chromium");
    private static final Path PROGRAM = Files.isExecutable(SHELL) ? SHELL : WHOLE;
    private static final double PATIENCE_MS = 20_000;

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static Chromium start() {
        NeededProgram.require(PROGRAM, "chromium");
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        Playwright playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(PROGRAM)
                                        .setArgs(
                                                List.of(
                                                        "--no-sandbox",
                                                        "--disable-gpu",
                                                        "--disable-quic",
                                                        "--disable-background-networking",
                                                        "--disable-component-update"))));
    }

    /** A page of a person of its own. */
    Page page(String locale, String zone, int height) {
        return browser.newContext(
                        new Browser.NewContextOptions()
                                .setLocale(locale)
                                .setTimezoneId(zone)
                                .setReducedMotion(ReducedMotion.REDUCE)
                                .setViewportSize(1366, height))
                .newPage();
    }

    @Override
    public void close() {
        playwright.close();
    }
}
