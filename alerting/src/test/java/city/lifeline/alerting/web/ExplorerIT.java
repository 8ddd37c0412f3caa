package city.lifeline.alerting.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The explorer in a real browser. */
class ExplorerIT extends DashboardBrowser {

    private static final long FROM = Instant.parse("2026-11-20T00:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final String HASH =
            "#/explorer?points=A-1,A-2&from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z";

    @BeforeEach
    void someHistory() {
        server.zone("Asia/Shanghai");
        server.putAnswer("/history", history("Methane one"));
        server.putPoint(point("A-1", "Methane one"), List.of());
        server.putPoint(point("A-2", "Level two"), List.of());
    }

    private static Map<String, String> text(String en) {
        return Map.of("en", en, "zh", en);
    }

    private static Map<String, Object> point(String id, String name) {
        return Map.of(
                "id", id,
                "name", text(name),
                "asset", "A",
                "assetName", text("Pit A"),
                "assetClass", "gas-manhole",
                "district", "North",
                "gateway", "GW-1",
                "quantity", "methane",
                "unit", "%{LEL}",
                "interval", "PT0.01S");
    }

    private static Map<String, Object> series(String id, String name, String unit) {
        List<List<Object>> samples = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            samples.add(List.of(FROM + i * HOUR, 10.0 + i, 12.0 + i, 11.0 + i, 120));
        }
        Map<String, Object> series = new HashMap<>(point(id, name));
        series.put("point", id);
        series.put("unit", unit);
        series.put("bucketMs", HOUR);
        series.put("samples", samples);
        List<Object> noValue = new ArrayList<>(List.of(FROM + 6 * HOUR));
        noValue.add(null);
        noValue.add(null);
        noValue.add(2);
        series.put("bad", List.of(List.of(FROM + 5 * HOUR, 4000.0, 4000.0, 1), noValue));
        series.put(
                "thresholds",
                List.of(
                        Map.of(
                                "rule",
                                "G1",
                                "ruleName",
                                text(name),
                                "grade",
                                "YELLOW",
                                "raise",
                                20,
                                "clear",
                                18,
                                "above",
                                true)));
        return series;
    }

    private static Map<String, Object> history(String name) {
        return Map.of(
                "run",
                "live",
                "from",
                "2026-11-20T00:00:00Z",
                "to",
                "2026-11-21T00:00:00Z",
                "series",
                List.of(series("A-1", name, "%{LEL}"), series("A-2", "Level two", "m")),
                "marks",
                List.of(
                        Map.of(
                                "id", "w1",
                                "point", "A-1",
                                "rule", "G1",
                                "ruleName", text(name),
                                "peak", "YELLOW",
                                "raisedAt", "2026-11-20T09:00:00Z",
                                "clearedAt", "2026-11-20T12:00:00Z")));
    }

    private Locator chart() {
        return page.locator("[data-test=explorer-chart]");
    }

    private void awaitDrawn() {
        page.waitForFunction(
                "() => document.querySelector('[data-test=explorer-chart]')?.dataset.drawn");
    }

    @Test
    void aPointIsFoundByKeyboardAndCharted() {
        signIn();
        page.locator(".nav-link[href='#/explorer']").click();
        assertThat(page.getByText("What would you like to see?")).isVisible();
        page.keyboard().press("/");
        page.keyboard().type("methane");
        assertThat(page.locator("[data-option='A-1']")).isVisible();
        page.keyboard().press("ArrowDown");
        assertThat(page.locator("#finder-1")).hasAttribute("aria-selected", "true");
        page.keyboard().press("ArrowUp");
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile("points=A-[12]"));
        awaitDrawn();
        assertThat(page.locator("[data-test=series] > li")).hasCount(1);
        assertNothingWasRefused();
    }

    @Test
    void anAssetBringsAllItsPoints() {
        signIn();
        show("#/explorer");
        page.locator("[data-test=explorer-search]").fill("Pit A");
        page.locator(".finder-option.asset").click();
        assertThat(page.locator("[data-test=series] > li")).hasCount(2);
        assertThat(page.locator(".explorer-unit")).hasCount(2);
    }

    @Test
    void timesAreTheCitysAndTheCursorReadsEverySeries() {
        signIn();
        show(HASH);
        awaitDrawn();
        chart().focus();
        page.keyboard().press("Home");
        // Midnight UTC in a city that is eight hours ahead; the browser stands in New York.
        assertThat(page.locator(".series-head .sub")).containsText("08:00:00");
        assertThat(page.locator("[data-series='A-1'] .series-value")).containsText("11 %LEL");
        assertThat(page.locator("[data-series='A-2'] .series-value")).containsText("11 m");
        for (int i = 0; i < 5; i++) {
            page.keyboard().press("ArrowRight");
        }
        assertThat(page.locator("[data-series='A-1'] .bad-note")).containsText("bad: 4,000");
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("[data-series='A-1'] .bad-note")).containsText("2 bad");
        assertNothingWasRefused();
    }

    @Test
    void draggingZoomsAndGoingBackZoomsOut() {
        signIn();
        show(HASH);
        awaitDrawn();
        BoundingBox box = chart().boundingBox();
        page.mouse().move(box.x + 200, box.y + 100);
        page.mouse().down();
        page.mouse().move(box.x + 400, box.y + 120);
        page.mouse().up();
        assertThat(page).not().hasURL(Pattern.compile("from=2026-11-20T00:00:00Z"));
        String zoomed = String.valueOf(page.evaluate("location.hash"));
        Instant from =
                Instant.parse(zoomed.replaceAll(".*from=([^&]*).*", "$1").replace("%3A", ":"));
        Instant to = Instant.parse(zoomed.replaceAll(".*to=([^&]*).*", "$1").replace("%3A", ":"));
        assertTrue(from.isAfter(Instant.parse("2026-11-20T00:00:00Z")), zoomed);
        assertTrue(to.isBefore(Instant.parse("2026-11-21T00:00:00Z")), zoomed);
        page.goBack();
        assertThat(page).hasURL(Pattern.compile("from=2026-11-20T00:00:00Z"));
        chart().focus();
        page.keyboard().press("-");
        assertThat(page).hasURL(Pattern.compile("from=2026-11-19T"));
    }

    @Test
    void limitsAndWarningsOfThePointInFrontAreDrawnAndAWarningOpens() {
        signIn();
        show(HASH);
        awaitDrawn();
        page.waitForFunction(
                """
                () => {
                  const canvas = document.querySelector('[data-test=explorer-chart] canvas');
                  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                  const hex = getComputedStyle(document.documentElement).getPropertyValue('--yellow-fill').trim();
                  const want = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
                  let found = 0;
                  for (let i = 0; i < data.length; i += 4) {
                    if (want.every((part, k) => Math.abs(part - data[i + k]) < 40)) found++;
                  }
                  return found > 100;
                }
                """);
        assertThat(page.locator(".mark-bar.yellow"))
                .hasAttribute("href", "#/warnings/w1?state=all");
        page.locator("[data-series='A-2'] .series-pick").click();
        assertThat(page).hasURL(Pattern.compile("front=A-2"));
        assertThat(page.locator("[data-series='A-2']")).hasClass(Pattern.compile("front"));
    }

    @Test
    void theSameHoursOfAWeekEarlierAreReadBeside() {
        signIn();
        show(HASH);
        awaitDrawn();
        page.locator("[data-test=compare-7d]").click();
        assertThat(page).hasURL(Pattern.compile("compare=7d"));
        assertThat(page.locator(".explorer-legend")).containsText("a week earlier");
        await().until(
                        () ->
                                server.queries("/history").stream()
                                        .anyMatch(
                                                q ->
                                                        "2026-11-13T00:00:00.000Z"
                                                                .equals(q.get("from"))));
    }

    @Test
    void theChartIsSavedAsAPictureAndTheReadingsAsAFile() throws IOException {
        signIn();
        show(HASH);
        awaitDrawn();
        Download download = page.waitForDownload(() -> page.locator("[data-test=png]").click());
        byte[] png = Files.readAllBytes(download.path());
        assertEquals((byte) 0x89, png[0]);
        assertTrue(png.length > 10_000, "a picture of " + png.length + " bytes");
        assertThat(page.locator("[data-test=csv]"))
                .hasAttribute(
                        "href",
                        "/api/v1/history.csv?points=A-1%2CA-2&run=live"
                                + "&from=2026-11-20T00%3A00%3A00.000Z&to=2026-11-21T00%3A00%3A00.000Z");
        assertNothingWasRefused();
    }

    @Test
    void aFastPointShowsItsWaveformAndSpectrum() {
        List<List<Object>> samples = new ArrayList<>();
        List<Double> spectrum = new ArrayList<>();
        for (int i = 0; i < 512; i++) {
            samples.add(List.of(FROM + i * 10L, Math.sin(i * 0.2)));
            spectrum.add(i == 16 ? 1.0 : 0.01);
        }
        server.putAnswer(
                "/history/waveform",
                Map.of(
                        "point",
                        "A-1",
                        "unit",
                        "%{LEL}",
                        "from",
                        "2026-11-20T00:00:00Z",
                        "to",
                        "2026-11-20T00:00:20Z",
                        "rateHz",
                        100,
                        "samples",
                        samples,
                        "spectrumFrom",
                        "2026-11-20T00:00:00Z",
                        "stepHz",
                        0.195,
                        "spectrum",
                        spectrum,
                        "peaks",
                        List.of(Map.of("hz", 3.12, "amplitude", 1.0))));
        signIn();
        show(HASH);
        page.locator("[data-series='A-1'] [data-test=open-wave]").click();
        assertThat(page.locator("[data-test=waveform] canvas")).isVisible();
        assertThat(page.locator("[data-test=spectrum] canvas")).isVisible();
        assertThat(page.locator("[data-test=peaks]")).containsText("3.12 Hz");
        assertNothingWasRefused();
    }

    @Test
    void whatIsOnTheScreenStaysWhenTheServerVanishes() {
        signIn();
        show("#/explorer?points=A-1,A-2&range=15m");
        awaitDrawn();
        server.vanish();
        assertThat(page.locator("[data-test=banner]")).isVisible();
        assertThat(page.locator("[data-test=stale]")).isVisible();
        assertThat(page.locator("[data-test=series] > li")).hasCount(2);
        server.comeBack();
        assertThat(page.locator("[data-test=connection]")).hasText("Live");
        assertThat(page.locator("[data-test=stale]")).hasCount(0);
    }

    static List<String> hostileNames() {
        return DashboardIT.hostileNames();
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void aHostileNameIsText(String hostile) {
        server.putAnswer("/history", history(hostile));
        server.putPoint(point("A-1", hostile), List.of());
        signIn();
        show(HASH);
        awaitDrawn();
        assertThat(page.locator("[data-series='A-1'] .series-name")).hasText(hostile);
        page.locator("[data-test=explorer-search]").fill("a");
        assertThat(page.locator("[data-option='A-1'] .finder-name > bdi")).hasText(hostile);
        assertThat(page.locator("main script, main iframe, main style, main img")).hasCount(0);
        assertThat(page.locator("main a[href^='javascript:'], main a[href^='data:']")).hasCount(0);
        assertNothingWasRefused();
    }

    @Test
    void thePageFitsEveryScreen() {
        signIn();
        show(HASH);
        awaitDrawn();
        for (int width : new int[] {390, 768, 1366, 1920}) {
            page.setViewportSize(width, 900);
            page.waitForFunction("() => document.documentElement.scrollWidth <= innerWidth");
        }
        page.locator("[data-test=language]").click();
        page.setViewportSize(390, 900);
        page.waitForFunction("() => document.documentElement.scrollWidth <= innerWidth");
        assertThat(page.locator("h1")).hasText("数据分析");
    }
}
