package city.lifeline.alerting.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.notify.RosterWatch;
import city.lifeline.alerting.people.PeopleImport;
import city.lifeline.alerting.security.Role;
import city.lifeline.model.Grade;
import com.microsoft.playwright.Page;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Incidents and reports on the real dashboard of a real server. */
class IncidentDashboardIT {

    @Test
    void anIncidentFoldsItsWarningsInButNeverRedOnes() {
        try (RealDashboard dashboard = new RealDashboard()) {
            dashboard.add("qian", Role.DUTY_OFFICER);
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
                dashboard.server().consume(events.raised(grade, 20 + 3 * n));
                first = first == null ? events : first;
                red = n == 5 ? events : red;
            }
            String incident = Objects.requireNonNull(first).id();
            String redId = Objects.requireNonNull(red).id();

            Page page = dashboard.login("qian", "zh-CN");
            assertThat(page.locator("[data-incident]")).hasCount(1);
            assertThat(page.locator("[data-incident]")).containsText("甲烷");
            assertThat(page.locator("[data-incident]")).containsText("11 条预警");
            // The head, the red one below it, and the warning that is an incident of its own.
            assertThat(page.locator(".list-window [data-id]")).hasCount(2);
            assertThat(page.locator("[data-id='%s']".formatted(redId))).isVisible();
            dashboard.picture(page, "incidents-folded-zh");
            page.locator("[data-test=fold]").click();
            assertThat(page.locator(".list-window [data-id]")).hasCount(12);
            page.locator("[data-test=fold]").click();
            // What comes joins on the screen without being asked for.
            dashboard
                    .server()
                    .consume(
                            new TestEvents(
                                            "live",
                                            "MH-1-CH4",
                                            TestEvents.START_US + 900_000_000L,
                                            false)
                                    .raised(Grade.BLUE, 11));
            assertThat(page.locator("[data-incident]")).containsText("12 条预警");
            page.locator("[data-test=grouping]").click();
            assertThat(page.locator("[data-incident]")).hasCount(0);
            page.locator("[data-test=grouping]").click();

            page.setViewportSize(390, 844);
            assertThat(page.locator("[data-incident]")).isVisible();
            dashboard.picture(page, "incidents-folded-narrow-zh");
            page.setViewportSize(1366, 900);

            page.locator("[data-incident] .row-link").click();
            assertThat(page.locator("[data-test=members] > li")).hasCount(12);
            assertThat(page.locator("[data-warning='%s']".formatted(redId)))
                    .containsText("同一设施，与 阀井一");
            dashboard.picture(page, "incident-zh");
            page.locator("[data-test=language]").click();
            dashboard.picture(page, "incident-en");
            page.setViewportSize(390, 844);
            dashboard.picture(page, "incident-narrow-en");
            page.setViewportSize(1366, 900);
            page.locator("[data-test=acknowledge-all]").click();
            assertThat(page.locator("[data-test=acknowledge-all]")).hasCount(0);

            page.locator("[data-test=open-split]").click();
            page.locator("[data-warning='%s'] input".formatted(redId)).check();
            page.locator("[data-test=reason]").fill("another leak");
            dashboard.picture(page, "incident-split-en");
            page.locator("[data-test=submit]").click();
            assertThat(page.locator("[data-test=members] > li")).hasCount(1);
            assertThat(page.locator("[data-warning]")).containsText("Put here by qian");

            dashboard.show(page, "#/warnings/" + redId);
            page.locator("[data-test=to-incident]").click();
            assertThat(page.locator("[data-test=members] > li")).hasCount(1);
            dashboard.show(page, "#/incidents/" + incident);
            assertThat(page.locator("[data-test=members] > li")).hasCount(11);
            dashboard.assertNoScriptFailed();
        }
    }

    @Test
    void aMaintenanceWindowIsPlannedMarkedConfirmedAndEnded() {
        try (RealDashboard dashboard = new RealDashboard()) {
            dashboard.add("qian", Role.DUTY_OFFICER);
            dashboard.add("zhao", Role.DUTY_OFFICER);
            TestEvents events = TestEvents.live("MH-1-CH4");
            dashboard.server().consume(events.raised(Grade.YELLOW, 22));

            Page page = dashboard.login("qian", "zh-CN");
            dashboard.show(page, "#/maintenance");
            page.locator("[data-test=maintenance-plan]").click();
            page.locator("[data-test=maintenance-find]").fill("阀井一");
            assertThat(page.locator("[data-test=maintenance-found] li")).hasCount(1);
            page.locator("[data-target=MH-1]").click();
            page.locator("[data-test=maintenance-reason]").fill("更换阀井内甲烷传感器");
            dashboard.picture(page, "maintenance-form-zh");
            page.setViewportSize(390, 844);
            dashboard.picture(page, "maintenance-form-narrow-zh");
            page.setViewportSize(1366, 900);
            page.locator("[data-test=maintenance-save]").click();
            assertThat(page.locator("[data-test=maintenance-open] > li")).hasCount(1);
            assertThat(page.locator("[data-test=maintenance-confirm]")).hasCount(0);
            dashboard.picture(page, "maintenance-zh");
            dashboard.show(page, "#/warnings");
            assertThat(page.locator("[data-test=maintenance-mark]").first()).containsText("检修");
            dashboard.picture(page, "maintenance-mark-zh");

            Page other = dashboard.login("zhao", "en-GB");
            dashboard.show(other, "#/maintenance");
            other.locator("[data-test=maintenance-confirm]").click();
            assertThat(other.locator("[data-test=maintenance-red]")).containsText("zhao");
            dashboard.picture(other, "maintenance-en");
            other.setViewportSize(390, 844);
            dashboard.picture(other, "maintenance-narrow-en");
            other.locator("[data-test=maintenance-end]").click();
            assertThat(other.locator("[data-test=maintenance-past] > li")).hasCount(1);
            assertThat(other.locator("[data-test=maintenance-open]")).hasCount(0);

            assertThat(other.locator("[data-test=troubles]")).hasCount(0);
            dashboard
                    .server()
                    .bean(PeopleImport.class)
                    .people(
                            """
                            id,name,unit,phone,email,language,last_resort
                            boss,Boss,City,,boss@example.org,en,yes
                            """,
                            "test");
            dashboard.server().bean(RosterWatch.class).look();
            dashboard
                    .server()
                    .bean(JdbcClient.class)
                    .sql(
                            """
                            insert into channel_health (channel, down_since, last_failed_at, error)
                            values ('sms', now() - interval '9 minutes', now(), 'not bound')
                            """)
                    .update();
            other.reload();
            other.locator("[data-test=gaps-open]").click();
            assertThat(other.locator("[data-test=gaps] li").first()).containsText("北区");
            assertThat(other.locator("[data-trouble=sms]")).containsText("SMS takes no messages");
            dashboard.picture(other, "troubles-narrow-en");
            other.setViewportSize(1366, 900);
            other.locator("[data-test=language]").click();
            assertThat(other.locator("[data-trouble=sms]")).containsText("短信通道中断");
            dashboard.picture(other, "troubles-zh");

            dashboard.show(other, "#/handover");
            other.locator("[data-test=handover-text]").fill("泵房二号钥匙在值班室");
            other.locator("[data-test=handover-leave]").click();
            assertThat(other.locator("[data-test=handover-notes] li")).hasCount(1);
            assertThat(other.locator("[data-test=handover-open] tbody tr")).hasCount(1);
            assertThat(other.locator("[data-test=handover-open]")).containsText("签收");
            assertThat(other.locator("[data-test=handover-troubles]")).containsText("北区");
            other.locator("[data-test=handover-over]").click();
            assertThat(other.locator("[data-test=handover-signs]")).containsText("zhao");
            assertThat(other.locator("[data-test=handover-accept]")).hasCount(0);
            dashboard.picture(other, "handover-zh");
            other.setViewportSize(390, 844);
            dashboard.picture(other, "handover-narrow-zh");
            other.locator("[data-test=handover-before]").click();
            assertThat(other.locator("[data-test=handover-notes]")).hasCount(0);

            dashboard.show(page, "#/handover");
            page.locator("[data-test=handover-accept]").click();
            assertThat(page.locator("[data-test=handover-signs]")).containsText("qian");
            assertThat(page.locator("[data-test=handover-over]")).hasCount(0);
            page.locator("[data-test=language]").click();
            assertThat(page.locator("[data-test=handover-signs]")).containsText("Taken over by");
            dashboard.picture(page, "handover-en");
            page.setViewportSize(390, 844);
            dashboard.picture(page, "handover-narrow-en");
            dashboard.assertNoScriptFailed();
        }
    }

    @Test
    void aReportIsReadOnTheScreen() {
        try (RealDashboard dashboard = new RealDashboard()) {
            dashboard.add("qian", Role.DUTY_OFFICER);
            for (int n = 0; n < 12; n++) {
                TestEvents events =
                        new TestEvents(
                                "live", "MH-1-CH4", TestEvents.START_US + n * 20_000_000L, false);
                dashboard.server().consume(events.raised(Grade.YELLOW, 20 + n));
            }

            Page page = dashboard.login("qian", "zh-CN");
            Instant begin = Instant.EPOCH.plus(TestEvents.START_US, ChronoUnit.MICROS);
            dashboard.show(page, "#/reports?period=day&at=" + begin);
            // Twelve in four minutes: a flood, of one point that chatters.
            assertThat(page.locator("[data-test=report-floods] tbody tr")).hasCount(1);
            assertThat(page.locator("[data-test=report-top] tbody tr")).hasCount(1);
            assertThat(page.locator("[data-test=report-chatter] tbody tr")).hasCount(1);
            dashboard.picture(page, "report-zh");
            page.setViewportSize(390, 844);
            dashboard.picture(page, "report-narrow-zh");
            page.setViewportSize(1366, 900);
            page.locator("[data-test=language]").click();
            page.locator("[data-test=period-month]").click();
            assertThat(page.locator("[data-test=report-top] tbody tr")).hasCount(1);
            dashboard.picture(page, "report-month-en");
            dashboard.assertNoScriptFailed();
        }
    }
}
