package city.lifeline.alerting.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestPhotos;
import city.lifeline.alerting.TestSimulator;
import city.lifeline.alerting.canary.Canaries;
import city.lifeline.alerting.security.Role;
import city.lifeline.model.Grade;
import city.lifeline.model.WarningEvent;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Two people release on the real dashboard of a real server. */
class ReleaseDashboardIT {

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
        try (RealDashboard dashboard = new RealDashboard()) {
            dashboard.add("qian", Role.COMMANDER);
            dashboard.add("sun", Role.COMMANDER);
            TestEvents events = TestEvents.live("MH-1-CH4");
            dashboard.server().consume(events.raised(Grade.RED, 62));
            dashboard.server().consume(canary());

            Page qian = dashboard.login("qian", "zh-CN");
            dashboard.show(qian, "#/releases");
            assertThat(qian.locator("[data-release]")).containsText("系统建议发布");
            assertThat(qian.locator("[data-test=canary]")).containsText("秒前");
            dashboard.picture(qian, "releases-zh");
            qian.locator("[data-release] a").click();
            assertThat(qian.locator("[data-test=release-state]")).hasText("系统建议发布");
            qian.locator("[data-test=release-propose]").click();
            qian.locator("[data-test=release-text-zh]").fill("中山路燃气泄漏");
            qian.locator("[data-test=release]").scrollIntoViewIfNeeded();
            dashboard.picture(qian, "release-propose-zh");
            qian.locator("[data-test=release-submit]").click();
            assertThat(qian.locator("[data-test=release-state]")).hasText("已提请发布");
            assertThat(qian.locator("[data-test=release-approve]")).hasCount(0);

            Page sun = dashboard.login("sun", "en-GB");
            dashboard.show(sun, "#/warnings/" + events.id());
            assertThat(sun.locator("[data-test=release-state]")).hasText("Release proposed");
            sun.locator("[data-test=release-approve]").click();
            sun.locator("[data-test=release-submit]").click();
            assertThat(sun.locator("[data-test=release-state]")).hasText("Released");
            sun.locator("[data-test=release]").scrollIntoViewIfNeeded();
            assertThat(sun.locator("[data-test=canary]")).containsText("Canary");
            dashboard.picture(sun, "release-released-en");
            // The other screen follows by itself.
            assertThat(qian.locator("[data-test=release-state]")).hasText("已发布");
            assertThat(qian.locator("[data-test=release]")).containsText("中山路燃气泄漏");
            dashboard.assertNoScriptFailed();
        }
    }

    @Test
    void photosGoWithAFeedbackAndStandBelowIt() {
        try (RealDashboard dashboard = new RealDashboard()) {
            dashboard.add("li", Role.DUTY_OFFICER);
            TestEvents events = TestEvents.live("MH-1-CH4");
            dashboard.server().consume(events.raised(Grade.ORANGE, 62));
            Http machine = Http.machine(dashboard.server().address());
            String path = "/api/v1/warnings/" + events.id();
            machine.post(path + "/acknowledge", "{}");
            machine.post(path + "/assess", "{\"assessment\":\"CONFIRMED\"}");
            machine.post(path + "/order", "{\"assignee\":\"a\",\"order\":\"b\"}");

            Page li = dashboard.login("li", "zh-CN");
            dashboard.show(li, "#/warnings/" + events.id());
            li.locator("[data-test=do-feedback]").click();
            li.locator(".ack-form input.input").fill("阀门已关闭");
            li.locator("[data-test=photo-files]")
                    .setInputFiles(
                            new FilePayload[] {
                                new FilePayload(
                                        "a.jpg", "image/jpeg", TestPhotos.jpeg(800, 400, 6)),
                                new FilePayload("b.png", "image/png", TestPhotos.png(300, 200))
                            });
            li.locator("[data-test=submit]").click();
            Locator photos = li.locator("[data-test=steps] [data-test=photos] img");
            assertThat(photos).hasCount(2);
            photos.first().scrollIntoViewIfNeeded();
            assertThat(photos.first()).hasJSProperty("complete", true);
            assertThat(photos.first()).hasJSProperty("naturalHeight", 320);
            assertThat(photos.first()).hasAttribute("alt", Pattern.compile("^li 上传的照片，.+"));
            dashboard.picture(li, "feedback-photos-zh");

            // What was chosen for a feedback that was called off is not sent with the next one.
            li.locator("[data-test=do-feedback]").click();
            li.locator("[data-test=photo-files]")
                    .setInputFiles(new FilePayload("d.png", "image/png", TestPhotos.png(100, 90)));
            li.locator(".ack-form button.bare").click();
            li.locator("[data-test=do-feedback]").click();
            li.locator(".ack-form input.input").fill("已复查");
            li.locator("[data-test=submit]").click();
            assertThat(li.locator("[data-test=steps]")).containsText("已复查");
            assertThat(photos).hasCount(2);

            // What came with one is not taken for another, and the page says what to leave out.
            li.locator("[data-test=do-feedback]").click();
            li.locator(".ack-form input.input").fill("再次复查");
            li.locator("[data-test=photo-files]")
                    .setInputFiles(new FilePayload("b.png", "image/png", TestPhotos.png(300, 200)));
            li.locator("[data-test=submit]").click();
            assertThat(li.locator("[data-test=handling] [role=alert]"))
                    .containsText("step 4 has it already");

            // What is no photo is refused in the reader's language, and nothing is sent.
            li.locator("[data-test=photo-files]")
                    .setInputFiles(
                            new FilePayload(
                                    "c.svg",
                                    "image/svg+xml",
                                    "<svg/>".getBytes(StandardCharsets.UTF_8)));
            assertThat(li.locator("[data-test=handling] [role=alert]")).hasText("仅接受 JPEG 或 PNG。");
            dashboard.assertNoScriptFailed();
        }
    }

    @Test
    void aCommanderStartsADrillAndItsWarningsSaySo() {
        Instant now = Instant.EPOCH.plus(TestEvents.START_US, ChronoUnit.MICROS);
        try (TestSimulator simulator = new TestSimulator(now);
                RealDashboard dashboard = new RealDashboard(simulator)) {
            dashboard.add("qian", Role.COMMANDER);
            dashboard.add("li", Role.VIEWER);
            Page qian = dashboard.login("qian", "zh-CN");
            qian.setViewportSize(1366, 800);
            dashboard.show(qian, "#/drills");
            qian.locator("[data-scenario=gas-leak]").click();
            assertThat(qian.locator("[data-test=drill-asset] option")).hasCount(2);
            qian.locator("[data-test=drill-severity]").fill("70");
            assertThat(qian.locator("[data-test=drill-form]")).containsText("红色");
            dashboard.picture(qian, "drill-form-zh");
            qian.locator("[data-test=drill-start]").click();
            assertThat(qian.locator("[data-drill]")).containsText("燃气泄漏");
            assertTrue(
                    simulator.asked.stream()
                            .allMatch(
                                    asked ->
                                            asked.contains("\"severity\":0.7")
                                                    && asked.contains("\"asset\":\"MH-1\"")),
                    simulator.asked.toString());

            TestEvents drill = TestEvents.live("MH-1-CH4");
            TestEvents real = TestEvents.live("MH-2-CH4");
            dashboard.server().consume(drill.raised(Grade.RED, 62), real.raised(Grade.RED, 62));
            assertThat(qian.locator("[data-drill]")).containsText("1 条预警");
            dashboard.picture(qian, "drills-zh");
            replaysAreSteered(dashboard, qian);
            dashboard.show(qian, "#/warnings");
            assertThat(qian.locator("[data-id='" + drill.id() + "'] [data-test=drill-mark]"))
                    .hasText("演练");
            assertThat(qian.locator("[data-test=drill-mark]")).hasCount(1);
            dashboard.picture(qian, "drill-warnings-zh");

            Page li = dashboard.login("li", "en-GB");
            li.setViewportSize(390, 844);
            dashboard.show(li, "#/warnings/" + drill.id());
            assertThat(li.locator("[data-test=panel] [data-test=drill-mark]")).hasText("Exercise");
            dashboard.picture(li, "drill-warning-narrow-en");
            dashboard.show(li, "#/drills");
            assertThat(li.locator("[data-drill]")).containsText("1 warning");
            assertThat(li.locator("[data-scenario]")).hasCount(0);
            assertThat(li.locator("[data-replay=winter-7] [data-test=replay-pause]")).hasCount(0);
            dashboard.picture(li, "drills-viewer-narrow-en");
            qian.setViewportSize(390, 844);
            dashboard.show(qian, "#/drills");
            assertThat(qian.locator("[data-scenario]")).hasCount(2);
            dashboard.picture(qian, "drills-narrow-zh");
            dashboard.show(qian, "#/drills/gas-leak");
            assertThat(qian.locator("[data-test=drill-start]")).isEnabled();
            dashboard.picture(qian, "drill-form-narrow-zh");
            dashboard.assertNoScriptFailed();
        }
    }

    private static void replaysAreSteered(RealDashboard dashboard, Page qian) {
        Http machine = Http.machine(dashboard.server().address());
        String replay = "/api/v1/replays/winter-7";
        machine.put(
                replay,
                "{\"run\":\"winter-7\",\"title\":\"winter-2025.csv\",\"first\":\"2025-12-02T10:00:00Z\",\"last\":\"2025-12-03T10:00:00Z\"}");
        String progress =
                "{\"progress\":{\"at\":\"2025-12-02T16:30:00Z\",\"passed\":48000,\"total\":172800,\"rate\":1820.4,\"pass\":2,\"passes\":3,\"paused\":%s,\"speed\":600.0,\"remainingMs\":105000},\"ended\":false,\"after\":0}";
        machine.post(replay + "/progress", progress.formatted(false));
        assertThat(qian.locator("[data-replay=winter-7]")).containsText("剩余");
        dashboard.picture(qian, "replays-zh");
        untilTold(
                qian,
                () -> qian.locator("[data-replay=winter-7] [data-test=replay-pause]").click());
        untilTold(
                qian,
                () ->
                        qian.locator("[data-replay=winter-7] [data-test=replay-speed]")
                                .selectOption("60"));
        String told = machine.post(replay + "/progress", progress.formatted(true)).text();
        assertTrue(told.contains("PAUSE") && told.contains("60"), told);
        assertThat(qian.locator("[data-replay=winter-7] [data-test=replay-state]")).hasText("已暂停");
    }

    /** The replay hears of an order only once the server has it. */
    private static void untilTold(Page page, Runnable act) {
        page.waitForResponse(response -> response.url().endsWith("/orders"), act);
    }
}
