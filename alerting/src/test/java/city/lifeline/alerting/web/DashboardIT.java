package city.lifeline.alerting.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Grade;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboard in a real browser, under the strict policy, against a server that a test leads. */
class DashboardIT extends DashboardBrowser {

    /** Of an hour: when, in time, late, kept, missing, compared. */
    private static final Pattern[] KEPT = {
        Pattern.compile(".+"),
        Pattern.compile("90"),
        Pattern.compile("10"),
        Pattern.compile("97"),
        Pattern.compile("3"),
        Pattern.compile("–")
    };

    private static final String EVERY_GRADE_IS_DRAWN =
            """
            () => {
              const canvas = document.querySelector('[data-test=chart] canvas');
              if (!canvas) return false;
              const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              const style = getComputedStyle(document.documentElement);
              return ['blue', 'yellow', 'orange', 'red'].every((grade) => {
                const hex = style.getPropertyValue(`--${grade}-fill`).trim();
                const want = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
                let found = 0;
                for (let i = 0; i < data.length; i += 4) {
                  if (want.every((part, k) => Math.abs(part - data[i + k]) < 30)) found++;
                }
                return found > 100;
              });
            }
            """;

    private static final String RED_IS_ON_THE_MAP =
            """
            () => {
              const canvas = document.querySelector('[data-test=map] canvas');
              if (!canvas) return false;
              const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              let red = 0;
              for (let i = 0; i < data.length; i += 4) {
                if (data[i] > 200 && data[i + 1] < 110 && data[i + 2] < 110) red++;
              }
              return red > 100;
            }
            """;

    private static final List<Grade> GRADES = List.of(Grade.values());

    @Override
    String zone() {
        return "Asia/Shanghai";
    }

    @Override
    int height() {
        return 768;
    }

    @Test
    void aWrongPasswordIsToldInTheLanguageOnTheScreen() {
        page.locator("[data-test=username]").fill(DashboardServer.USER);
        page.locator("[data-test=password]").fill("guess");
        page.locator("[data-test=sign-in]").click();
        assertThat(page.locator("[data-test=login-problem]"))
                .containsText("User name or password is wrong");

        page.locator("[data-test=language]").click();
        assertThat(page.locator("[data-test=login-problem]")).containsText("用户名或密码错误");
        assertThat(page.locator("[data-test=sign-in]")).hasText("登录");
    }

    @Test
    void aWarningAppearsUpgradesAndClearsInPlace() {
        server.put(CannedWarning.of("older", Grade.YELLOW));
        signIn();
        assertThat(rows()).hasCount(1);
        String loaded = loadMark();

        CannedWarning warning = CannedWarning.of("fresh", Grade.BLUE);
        server.push(warning);
        assertThat(row("fresh").locator(".grade")).hasText("Blue");
        assertThat(row("fresh")).hasClass(Pattern.compile("is-new"));
        assertThat(rows().first()).hasAttribute("data-id", "older");
        assertThat(page.locator("[aria-live=polite].unseen")).containsText("Rule fresh");

        server.push(warning.then(Grade.RED));
        assertThat(row("fresh").locator(".grade")).hasText("Red");
        assertThat(row("fresh").locator(".cell-value")).containsText("4.25");
        assertThat(rows().first()).hasAttribute("data-id", "fresh");
        assertThat(rows()).hasCount(2);
        assertThat(page.locator(".header-count.red .number")).hasText("1");
        assertThat(page.locator("[aria-live=assertive].unseen")).containsText("Red");
        assertThat(page).hasTitle("(1) Lifeline");

        server.push(warning.then(Grade.RED).then(null));
        assertThat(row("fresh")).hasCount(0);
        page.locator("[data-test=state-closed]").click();
        assertThat(row("fresh").locator(".grade")).hasText("Cleared");
        assertThat(row("fresh").locator(".peak-of")).hasText("peak Red");
        assertEquals(loaded, loadMark());
        assertNothingWasRefused();
    }

    @Test
    void whatARuleFoundIsNotReplacedByTheSampleThatCameLast() {
        signIn();
        server.push(CannedWarning.of("sample", Grade.BLUE));
        Map<String, Object> sum = new HashMap<>(CannedWarning.of("sum", Grade.BLUE).view());
        sum.put("ofReadings", false);
        server.send("warning", sum);
        for (String point : List.of("P-sum", "P-sample")) {
            server.send(
                    "status",
                    Map.of(
                            "point",
                            point,
                            "time",
                            Instant.now().toString(),
                            "value",
                            36.75,
                            "quality",
                            "GOOD"));
        }
        assertThat(row("sample").locator(".reading")).containsText("36.75");
        assertThat(row("sum").locator(".reading")).containsText("1.25");
    }

    @Test
    void aLimitBesideAValueInHoursIsInHoursToo() {
        signIn();
        Map<String, Object> stuck = new HashMap<>(CannedWarning.of("stuck", Grade.BLUE).view());
        stuck.put("unit", "s");
        stuck.put("value", 7_500);
        stuck.put("limit", 3_600);
        server.send("warning", stuck);
        assertThat(row("stuck").locator(".reading")).containsText("2 h 05");
        assertThat(row("stuck").locator(".cell-value")).containsText("1 h 00");
    }

    @Test
    void anOlderCopyNeverOverwritesANewerOne() {
        CannedWarning warning = CannedWarning.of("w", Grade.BLUE);
        server.put(warning);
        signIn();
        server.push(warning.then(Grade.ORANGE));
        assertThat(row("w").locator(".grade")).hasText("Orange");
        server.send("warning", warning.view());
        server.push(CannedWarning.of("marker", Grade.BLUE));
        assertThat(row("marker")).isVisible();
        assertThat(row("w").locator(".grade")).hasText("Orange");
    }

    @Test
    void aWarningSaysWhatToDoFirstAndHowLongThereIs() {
        CannedWarning warning =
                CannedWarning.of("w", Grade.YELLOW).named("<img src=x onerror=alert(1)>", "井");
        server.put(warning);
        signIn();
        row("w").locator(".row-link").click();

        Locator said = page.locator("[data-test=said]");
        assertThat(said).containsText("<img src=x onerror=alert(1)> rises");
        assertThat(said).containsText("Ventilate");
        // The minutes count from when they were said, not from now.
        long gone =
                Math.round(Duration.between(warning.raisedAt(), Instant.now()).toSeconds() / 60.0);
        String left =
                IntStream.rangeClosed(-1, 1)
                        .mapToObj(off -> String.valueOf(600 - gone + off))
                        .collect(Collectors.joining("|"));
        assertThat(said.locator("[data-test=outlook]"))
                .hasText(
                        Pattern.compile(
                                "Next limit in about (" + left + ") min \\(\\d+ to \\d+\\)"));
        page.locator("[data-test=language]").click();
        assertThat(said).containsText("通风");
        assertNothingWasRefused();
    }

    @Test
    void aRuleIsCheckedWhileItIsWrittenAndAppliedWithAReason() {
        server.may("VIEWER", "RULE_ENGINEER");
        String text = "rules:\n  - id: G1\n    name: <img src=x onerror=alert(1)>\n";
        server.putAnswer(
                "/rules",
                Map.of("version", "aaaa00000001", "files", Map.of("rules/gas.yaml", text)));
        server.putAnswer("/rules/items", List.of());
        server.putAnswer(
                "/rules/check",
                Map.of(
                        "version",
                        "b",
                        "inForce",
                        "aaaa00000001",
                        "rules",
                        1,
                        "changes",
                        List.of(),
                        "warnings",
                        List.of(),
                        "faults",
                        List.of(
                                Map.of(
                                        "file",
                                        "rules/gas.yaml",
                                        "line",
                                        3,
                                        "column",
                                        5,
                                        "field",
                                        "rule G1",
                                        "message",
                                        "<b>is wrong</b>"))));
        signIn();
        show("#/rules");
        page.locator("[data-test=rules-edit]").click();

        assertThat(page.locator("[data-test=faults] li")).hasCount(1);
        assertThat(page.locator("[data-test=faults]")).containsText("<b>is wrong</b>");
        assertThat(page.locator("[data-test=apply]")).hasCount(0);
        page.locator("[data-test=faults] button").click();
        assertEquals(
                "    name: <img src=x onerror=alert(1)>",
                page.evaluate(
                        "() => { const a = document.activeElement;"
                                + " return a.value.slice(a.selectionStart, a.selectionEnd); }"));

        server.putAnswer(
                "/rules/check",
                Map.of(
                        "version",
                        "b",
                        "inForce",
                        "aaaa00000001",
                        "rules",
                        1,
                        "faults",
                        List.of(),
                        "changes",
                        List.of(
                                Map.of(
                                        "rule",
                                        "G1",
                                        "name",
                                        Map.of("zh", "甲烷", "en", "Methane"),
                                        "kind",
                                        "CHANGED",
                                        "fields",
                                        List.of("condition"),
                                        "pointsBefore",
                                        2,
                                        "pointsAfter",
                                        2)),
                        "warnings",
                        List.of(
                                Map.of(
                                        "warning", "w", "rule", "G1", "point", "MH-1", "asset", "A",
                                        "grade", "YELLOW", "then", "BLUE", "value", 22))));
        page.locator("[data-test=rule-text]").fill(text + "    raise: above\n");
        assertThat(page.locator("[data-change=G1]")).containsText("condition · points: 2");
        assertThat(page.locator("[data-test=effects]")).containsText("Blue");
        page.locator("[data-test=reason]").fill("20 is too early");
        page.locator("[data-test=apply]").click();
        assertThat(page.locator("[data-test=applied]")).containsText("aaaa00000001");
        assertTrue(
                server.changes().stream()
                        .anyMatch(
                                change ->
                                        change.startsWith("/rules {")
                                                && change.contains("20 is too early")
                                                && change.contains("raise: above")),
                server.changes().toString());
        assertNothingWasRefused();
    }

    @Test
    void theWallShowsTheCityAndEveryWarningIsCounted() {
        CannedWarning worst = CannedWarning.of("worst", Grade.RED);
        server.put(worst);
        IntStream.range(0, 40).forEach(i -> server.put(CannedWarning.of("w" + i, Grade.YELLOW)));
        putMap(worst);
        signIn();
        page.setViewportSize(1920, 1080);
        page.getByText("Wall", new Page.GetByTextOptions().setExact(true)).click();

        assertThat(page.locator("[data-test=wall-RED] .wall-number")).hasText("1");
        assertThat(page.locator(".wall-item").first()).hasAttribute("data-id", "worst");
        int shown = page.locator(".wall-item").count();
        assertTrue(shown >= 5 && shown < 41, shown + " shown");
        assertThat(page.locator("[data-test=wall-rest]")).containsText((41 - shown) + " more");
        assertThat(page.locator("[data-test=domain-gas] .wall-heard")).hasText("50 %");
        assertThat(page.locator("[data-test=map]")).hasAttribute("data-ready", "true");
        assertThat(page.locator("[data-test=map]"))
                .hasAttribute("aria-label", Pattern.compile("Red: .*Without data: North"));
        page.waitForFunction(RED_IS_ON_THE_MAP);

        server.push(CannedWarning.of("fresh", Grade.RED));
        assertThat(page.locator("[data-test=wall-RED] .wall-number")).hasText("2");
        server.vanish();
        assertThat(page.locator("[data-test=wall-connection]")).containsText("Old: from");
        assertNothingWasRefused();
    }

    private void putMap(CannedWarning worst) {
        Map<String, Object> at = Map.of("longitude", 117.29, "latitude", 31.85);
        Map<String, Object> figures = new HashMap<>();
        figures.put("points", 10);
        figures.put("silent", 5);
        figures.put("unheard", 0);
        figures.put("open", Map.of("RED", 1));
        figures.put("grade", "RED");
        server.putAnswer(
                "/map",
                Map.of(
                        "name",
                        Map.of("zh", "庐城", "en", "Lucheng"),
                        "centre",
                        at,
                        "layers",
                        List.of(
                                Map.of("id", "districts", "version", "1", "coloured", false),
                                Map.of("id", "gas", "version", "1", "coloured", true),
                                Map.of("id", "water", "version", "1", "coloured", false))));
        server.putAnswer(
                "/map/layers/gas",
                Map.of(
                        "type",
                        "FeatureCollection",
                        "features",
                        List.of(
                                segment("orange", "NONE", 31.84),
                                segment("blue", "A-" + worst.id(), 31.86))));
        server.putAnswer(
                "/map/layers/districts",
                Map.of(
                        "type",
                        "FeatureCollection",
                        "features",
                        List.of(
                                Map.of(
                                        "type",
                                        "Feature",
                                        "properties",
                                        Map.of("name_zh", "北区", "name_en", "<img src=x>"),
                                        "geometry",
                                        Map.of(
                                                "type",
                                                "Polygon",
                                                "coordinates",
                                                List.of(
                                                        List.of(
                                                                List.of(117.2, 31.8),
                                                                List.of(117.4, 31.8),
                                                                List.of(117.4, 31.9),
                                                                List.of(117.2, 31.8))))))));
        server.putAnswer(
                "/map/risk",
                Map.of(
                        "at",
                        "2026-11-22T08:00:00Z",
                        "answers",
                        List.of(),
                        "risk",
                        Map.of(
                                "districts",
                                List.of(Map.of("name", "North", "blind", true, "figures", figures)),
                                "cells",
                                List.of(
                                        Map.of(
                                                "west", 117.28, "south", 31.845, "east", 117.3,
                                                "north", 31.855, "blind", true, "figures",
                                                figures)),
                                "lifelines",
                                List.of(Map.of("lifeline", "gas", "figures", figures)),
                                "assets",
                                List.of(
                                        Map.of(
                                                "asset",
                                                "A-" + worst.id(),
                                                "name",
                                                Map.of("zh", "井", "en", "Pit"),
                                                "location",
                                                at,
                                                "grade",
                                                "RED",
                                                "warnings",
                                                1)))));
        server.putAnswer("/gateways", Map.of("items", List.of(), "total", 0));
        server.putAnswer("/dead-letters/summary", Map.of("reasons", List.of()));
    }

    private static Map<String, Object> segment(String hazard, String asset, double latitude) {
        return Map.of(
                "type",
                "Feature",
                "properties",
                Map.of(
                        "name_zh",
                        "燃气干管",
                        "name_en",
                        "<img src=x>",
                        "hazard",
                        hazard,
                        "assets",
                        List.of(asset)),
                "geometry",
                Map.of(
                        "type",
                        "LineString",
                        "coordinates",
                        List.of(List.of(117.25, latitude), List.of(117.35, latitude))));
    }

    @Test
    void theChartShowsEveryThresholdAndFollowsThePoint() {
        CannedWarning warning = CannedWarning.of("w", Grade.BLUE).then(Grade.YELLOW);
        server.put(warning);
        server.putPoint(point(warning), samples(warning.raisedAt()));
        signIn();
        row("w").locator(".row-link").click();

        Locator panel = page.locator("[data-test=panel]");
        assertThat(panel.locator("h2")).hasText("Rule w");
        assertThat(panel.locator("[data-test=timeline] li")).hasCount(2);
        assertThat(panel.locator("[data-test=timeline]")).containsText("Up to Yellow");
        assertThat(panel.locator("[data-test=timeline]")).containsText("Raised: Blue");
        page.waitForFunction(EVERY_GRADE_IS_DRAWN);

        panel.getByText("Open the point").click();
        assertThat(page.locator("h1")).hasText("Rule w");
        page.waitForFunction(EVERY_GRADE_IS_DRAWN);
        assertThat(page.locator(".threshold-rule tbody tr")).hasCount(4);
        assertThat(page.locator(".threshold-rule tbody tr").first()).containsText("≥ 4 %vol");
        page.locator(".chart-frame").focus();
        page.keyboard().press("End");
        assertThat(page.locator(".readout-value")).hasText("1.5 %vol");

        server.send(
                "status",
                Map.of(
                        "point",
                        warning.point(),
                        "time",
                        Instant.now().toString(),
                        "value",
                        2.75,
                        "quality",
                        "GOOD"));
        assertThat(page.locator("[data-test=point-value]")).hasText("2.75 %vol");
        page.keyboard().press("End");
        assertThat(page.locator(".readout-value")).hasText("2.75 %vol");
        assertNothingWasRefused();
    }

    @Test
    void theLanguageChangesAtOnceAndIsRemembered() {
        server.put(CannedWarning.of("w", Grade.ORANGE));
        signIn();
        assertThat(page.locator("html")).hasAttribute("lang", "en-GB");
        page.locator("[data-test=language]").click();
        assertThat(row("w").locator(".grade")).hasText("橙色");
        assertThat(row("w").locator(".row-link")).hasText("规则 w");
        assertThat(row("w").locator(".acknowledge")).hasText("签收");
        assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");

        page.reload();
        assertThat(row("w").locator(".row-link")).hasText("规则 w");
        page.locator("[data-test=language]").click();
        assertThat(row("w").locator(".row-link")).hasText("Rule w");
    }

    @Test
    void aLostConnectionIsSaidAndMadeGood() {
        server.put(CannedWarning.of("before", Grade.YELLOW));
        signIn();
        server.push(CannedWarning.of("seen", Grade.BLUE));
        assertThat(row("seen")).isVisible();

        server.vanish();
        server.put(CannedWarning.of("meanwhile", Grade.RED));
        assertThat(page.locator("[data-test=banner]"))
                .hasText(Pattern.compile("Connection lost.*from \\d\\d:\\d\\d:\\d\\d"));
        assertThat(page.locator("[data-test=connection]")).containsText("Reconnecting");
        assertThat(row("before")).isVisible();

        server.comeBack();
        assertThat(row("meanwhile")).isVisible();
        assertThat(page.locator("[data-test=connection]")).hasText("Live");
        assertThat(page.locator("[data-test=banner]")).hasCount(0);
        await().until(() -> server.lastEventIds().contains("1"));

        server.push(CannedWarning.of("after", Grade.BLUE));
        assertThat(row("after")).isVisible();
    }

    @Test
    void changesThatWereMissedAreFetched() {
        CannedWarning replaced = CannedWarning.of("same", Grade.BLUE).then(Grade.RED);
        server.put(replaced);
        server.put(CannedWarning.of("gone", Grade.BLUE));
        signIn();
        assertThat(rows()).hasCount(2);

        server.put(CannedWarning.of("same", Grade.YELLOW));
        server.put(CannedWarning.of("gone", Grade.BLUE).of("another-run"));
        server.send("resync", Map.of());
        assertThat(row("same").locator(".grade")).hasText("Yellow");
        assertThat(row("gone")).hasCount(0);
    }

    @Test
    void anEndedSessionLeadsBackToTheLogin() {
        signIn();
        server.endSessions();
        server.vanish();
        server.comeBack();
        assertThat(page.locator("[data-test=login-problem]"))
                .hasText("Your session has ended. Sign in again.");
        signIn();
    }

    @Test
    void acknowledgingIsOneClickAndTellsWho() {
        server.put(CannedWarning.of("w", Grade.RED));
        signIn();
        row("w").locator(".acknowledge").click();
        assertThat(row("w").locator(".acknowledged")).containsText(DashboardServer.USER);
        assertThat(row("w").locator(".acknowledge")).hasCount(0);
        row("w").locator(".row-link").click();
        assertThat(page.locator("[data-test=panel]")).containsText("Acknowledged by admin");
        page.keyboard().press("Escape");
        assertThat(page.locator("[data-test=panel]")).hasCount(0);
        assertThat(row("w").locator(".row-link")).isFocused();
    }

    @Test
    void whoOnlyLooksIsNotOfferedWhatTheyMayNotDo() {
        server.may("VIEWER");
        server.put(CannedWarning.of("w", Grade.RED));
        putLetters("no JSON");
        signIn();
        assertThat(row("w")).hasCount(1);
        assertThat(row("w").locator(".acknowledge")).hasCount(0);
        show("#/dead-letters");
        page.locator("tr[data-letter=letter1] .row-link").click();
        Locator panel = page.locator("[data-test=panel]");
        assertThat(panel).containsText("System administrators submit letters again.");
        assertThat(panel.locator("[data-test=resubmit]")).hasCount(0);
    }

    @Test
    void aDistrictOfficerIsNotShownPagesOfTheWholeCity() {
        server.may("DISTRICT_OFFICER");
        server.put(CannedWarning.of("w", Grade.RED));
        signIn();
        assertThat(row("w").locator(".acknowledge")).hasCount(1);
        assertThat(page.locator(".nav-link[href='#/dead-letters']")).hasCount(0);
        assertThat(page.locator(".nav-link[href='#/gateways']")).hasCount(0);
        assertNothingWasRefused();
    }

    @Test
    void aNewAccountsPasswordIsShownOnceAndRolesKeptApartCannotBeTickedTogether() {
        server.putAnswer("/users", Map.of("items", List.of(), "total", 0, "page", 0, "size", 100));
        server.putAnswer(
                "/roles",
                Map.of(
                        "roles",
                        List.of("VIEWER", "SYSTEM_ADMIN", "SECURITY_ADMIN", "DISTRICT_OFFICER"),
                        "keptApart",
                        List.of("SYSTEM_ADMIN", "SECURITY_ADMIN"),
                        "districts",
                        List.of("北区")));
        server.putAnswer(
                "/tokens",
                Map.of(
                        "items",
                        List.of(
                                Map.of(
                                        "id",
                                        "t1",
                                        "name",
                                        "screen",
                                        "roles",
                                        List.of("VIEWER"),
                                        "expiresAt",
                                        "2099-01-01T00:00:00Z"))));
        signIn();
        show("#/users");
        assertThat(page.locator("[data-token=t1]")).containsText("screen");
        page.locator("[data-test=revoke]").click();
        assertThat(page.locator("[data-test=revoke]")).hasText("Really revoke");
        assertEquals(List.of(), server.changes());
        page.locator("[data-test=new-user]").click();
        page.locator("[data-test=user-name]").fill("wang");
        page.locator("[data-test=role-SYSTEM_ADMIN]").check();
        page.locator("[data-test=role-SECURITY_ADMIN]").check();
        assertThat(page.locator("[data-test=role-SYSTEM_ADMIN]")).not().isChecked();
        page.locator("[data-test=role-DISTRICT_OFFICER]").check();
        assertThat(page.locator("[data-test=role-SECURITY_ADMIN]")).not().isChecked();
        page.locator("[data-test=role-VIEWER]").check();
        assertThat(page.locator("[data-test=role-DISTRICT_OFFICER]")).not().isChecked();
        server.putAnswer("/users", Map.of("user", "wang", "password", "shown-once"));
        page.locator("[data-test=save]").click();
        assertThat(page.locator("[data-test=given]")).containsText("shown-once");
        assertTrue(
                server.changes()
                        .get(0)
                        .startsWith("/users {\"name\":\"wang\",\"roles\":[\"VIEWER\"]"),
                server.changes().toString());
        assertEquals(List.of(), server.violations());
    }

    @Test
    void aSecondFactorIsEnrolledWithAPictureAndItsRecoveryCodesAreShown() {
        server.putAnswer(
                "/me/second-factor",
                Map.of(
                        "secret",
                        "ABCD",
                        "uri",
                        "otpauth://totp/x",
                        "qr",
                        "data:image/svg+xml;base64,PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnLz4="));
        server.putAnswer(
                "/me/second-factor/confirm",
                Map.of("recoveryCodes", List.of("aaaa-bbbb", "cccc-dddd")));
        signIn();
        page.locator(".header-own .user").click();
        page.locator("[data-test=factor-password]").fill("mine");
        page.locator("[data-test=begin]").click();
        assertThat(page.locator("[data-test=qr]")).isVisible();
        page.locator("[data-test=factor-code]").fill("123456");
        page.locator("[data-test=confirm]").click();
        assertThat(page.locator("[data-test=recovery]")).containsText("cccc-dddd");
        assertNothingWasRefused();
    }

    @Test
    void aReplaySaysThatItIsOneAndShowsItsFigures() {
        server.putRuns(
                List.of(
                        Map.of("id", "live", "title", "live"),
                        Map.of("id", "mine-2014", "title", "Mine, March 2014")));
        server.put(CannedWarning.of("now", Grade.RED));
        Instant then = Instant.parse("2014-03-02T10:00:00Z");
        CannedWarning old =
                new CannedWarning(
                        "old",
                        "mine-2014",
                        "P",
                        "Old",
                        "旧",
                        List.of(Grade.BLUE, Grade.YELLOW),
                        then,
                        null);
        server.put(old.then(Grade.BLUE).then(null));
        signIn();
        page.locator("[data-test=run]").selectOption("mine-2014");

        assertThat(page.locator("[data-test=replay-note]")).containsText("nobody is notified");
        assertThat(row("old")).containsText("2 Mar 18:00:00");
        assertThat(row("now")).hasCount(0);
        assertThat(page.locator("[data-test=figure-warnings]")).hasText("1");
        assertThat(page.locator("[data-test=figure-upgrades]")).hasText("1");
        assertThat(page.locator("[data-test=figure-downgrades]")).hasText("1");
        assertThat(page.locator("[data-test=figure-clears]")).hasText("1");
        assertThat(page.locator("[data-test=filter-YELLOW] .tally-number")).hasText("1");
        assertThat(page.locator(".header-count.red .number")).hasText("1");
    }

    @Test
    void filtersAndSearchNarrowTheList() {
        server.put(CannedWarning.of("a", Grade.RED));
        server.put(CannedWarning.of("b", Grade.BLUE));
        server.put(CannedWarning.of("c", Grade.BLUE).named("Tank level", "储罐液位"));
        signIn();
        page.locator("[data-test=filter-BLUE]").click();
        assertThat(rows()).hasCount(2);
        page.locator("[data-test=search]").fill("储罐");
        assertThat(rows()).hasCount(1);
        assertThat(row("c")).isVisible();
        page.getByText("Clear filters").click();
        assertThat(rows()).hasCount(3);
    }

    @Test
    void aSearchOfTheArchiveSaysWhatItDidNotLookThrough() {
        page.route(
                url -> url.contains("/api/v1/warnings?") && url.contains("q="),
                route ->
                        route.fulfill(
                                route.request().url().contains("q=valve")
                                        ? new Route.FulfillOptions()
                                                .setContentType("application/json")
                                                .setBody("{\"items\":[],\"total\":412}")
                                        : new Route.FulfillOptions()
                                                .setStatus(400)
                                                .setContentType("application/problem+json")
                                                .setBody("{\"detail\":\"q: at most 8 words\"}")));
        signIn();
        page.locator("[data-test=state-closed]").click();
        page.locator("[data-test=search]").fill("valve");
        assertThat(page.locator("[data-test=found-newest]")).containsText("Of 412 closed ones");
        page.locator("[data-test=search]").fill("a b c d e f g h i");
        assertThat(page.locator("[data-test=not-searched]")).containsText("at most 8 words");
        assertThat(page.locator("[data-test=empty]")).hasCount(0);
        assertThat(page.locator("[data-test=found-newest]")).hasCount(0);
    }

    @Test
    void aThousandWarningsDrawOnlyWhatIsSeen() {
        IntStream.range(0, 1000)
                .forEach(
                        i -> server.put(CannedWarning.of("w%04d".formatted(i), GRADES.get(i % 4))));
        signIn();
        assertThat(page.locator(".toolbar-count")).hasText("1,000 warnings");
        assertTrue(rows().count() < 60);
        // A busy browser scrolls to where the page ended before the list was drawn.
        await().pollInSameThread()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> {
                            page.keyboard().press("End");
                            return page.locator("[aria-rowindex='1001']").isVisible();
                        });
        assertTrue(rows().count() < 60);
    }

    @Test
    void theKeyboardWalksTheList() {
        server.put(CannedWarning.of("a", Grade.RED));
        server.put(CannedWarning.of("b", Grade.BLUE));
        signIn();
        row("a").locator(".row-link").focus();
        page.keyboard().press("ArrowDown");
        assertThat(row("b").locator(".row-link")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("[data-test=panel] h2")).hasText("Rule b");
        assertThat(page.locator("[data-test=panel] h2")).isFocused();
    }

    static List<String> hostileNames() {
        return List.of(
                "<script>fetch('//x')</script>",
                "<img src=x onerror=alert(1)>",
                "\"><svg onload=alert(1)>",
                "javascript:alert(1)",
                "</script><script>alert(1)</script>",
                "{{constructor.constructor('alert(1)')()}}",
                "<a href=data:text/html,x>",
                "<iframe srcdoc=\"<script>alert(1)</script>\">",
                "<style>@import'//x'</style>",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
                "\\u003cscript\\u003ealert(1)",
                "<math><mi xlink:href=javascript:1>");
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void aHostileNameIsText(String name) {
        CannedWarning warning = CannedWarning.of("w", Grade.RED).named(name, name);
        server.putPoint(point(warning), samples(warning.raisedAt()));
        signIn();
        server.push(warning);
        assertThat(row("w").locator(".row-link")).hasText(name);
        row("w").locator(".row-link").click();
        assertThat(page.locator("[data-test=panel] h2")).hasText(name);
        page.locator("[data-test=panel]").getByText("Open the point").click();
        assertThat(page.locator("h1")).hasText(name);
        assertThat(page.locator("[data-test=chart] canvas")).isVisible();
        assertThat(page.locator("main script, main iframe, main style, main img")).hasCount(0);
        assertThat(page.locator("main a[href^='javascript:'], main a[href^='data:']")).hasCount(0);
        assertNothingWasRefused();
    }

    @Test
    void namesThatHideOrFloodAreTamed() {
        server.put(CannedWarning.of("bidi", Grade.RED).named("evil \u202Egnp.exe", "x"));
        server.put(CannedWarning.of("nothing", Grade.ORANGE).named("\u200b\u200d\u2060", "\u200b"));
        server.put(
                CannedWarning.of("long", Grade.BLUE).named("A".repeat(10_000), "测".repeat(10_000)));
        signIn();
        assertEquals("evil  gnp.exe", row("bidi").locator(".row-link").textContent());
        assertThat(row("nothing").locator(".row-link")).hasText("rule-nothing");
        assertTrue(row("long").locator(".row-link").textContent().length() < 400);
        for (int width : new int[] {390, 768, 1366, 1920}) {
            page.setViewportSize(width, 800);
            page.waitForFunction("() => document.documentElement.scrollWidth <= innerWidth");
        }
    }

    private static Map<String, String> text(String en) {
        return Map.of("en", en, "zh", en);
    }

    private static Map<String, Object> gateway(String name, int missing) {
        Map<String, Object> gateway = new HashMap<>();
        gateway.put("id", "GW-1");
        gateway.put("name", text(name));
        gateway.put("points", 3);
        gateway.put("lastHeardAt", Instant.now().toString());
        gateway.put("silent", false);
        gateway.put("boot", "2f9c");
        gateway.put("seq", 1_000);
        gateway.put("received", 1_000 - missing);
        gateway.put("missing", missing);
        gateway.put("completeness", (1_000 - missing) / 1_000.0);
        gateway.put("missingRanges", missing == 0 ? List.of() : List.of(List.of(7, 8)));
        gateway.put("duplicates", 4);
        gateway.put("restarts", 1);
        gateway.put("refused", Map.of("parse", 2));
        gateway.put("clockOffsetSeconds", 28_800);
        gateway.put("clockFault", true);
        gateway.put("messages", 1_000);
        gateway.put("samples", 5_000);
        gateway.put("lateSamples", 10);
        return gateway;
    }

    private void putGateway(String name, int missing) {
        Map<String, Object> gateway = gateway(name, missing);
        server.putAnswer("/gateways", Map.of("items", List.of(gateway), "total", 1));
        Map<String, Object> hour =
                Map.of(
                        "hour",
                        Instant.now().truncatedTo(ChronoUnit.HOURS).toString(),
                        "received",
                        998,
                        "missing",
                        2,
                        "refused",
                        2);
        server.putAnswer("/gateways/GW-1", Map.of("gateway", gateway, "hours", List.of(hour)));
    }

    private void putLetters(String detail) {
        Map<String, Object> reason =
                Map.of("reason", "parse", "name", text("Not readable"), "count", 2, "gateways", 1);
        server.putAnswer(
                "/dead-letters/summary",
                Map.of(
                        "total",
                        2,
                        "notKept",
                        0,
                        "reasons",
                        List.of(reason),
                        "gateways",
                        List.of(Map.of("gateway", "GW-1"))));
        Map<String, Object> letter = new HashMap<>();
        letter.put("id", "letter1");
        letter.put("receivedAt", "2026-11-21T08:00:00Z");
        letter.put("stage", "ingest");
        letter.put("reason", "parse");
        letter.put("reasonText", text("Not readable"));
        letter.put("detail", detail);
        letter.put("gateway", "GW-1");
        letter.put("run", "live");
        letter.put("point", detail);
        letter.put("index", 4);
        letter.put("mqttTopic", "lifeline/v1/GW-1/readings");
        letter.put("size", 17);
        letter.put("resubmittable", true);
        letter.put("attempts", 0);
        server.putAnswer("/dead-letters", Map.of("items", List.of(letter), "total", 1));
        server.putAnswer(
                "/dead-letters/letter1",
                Map.of(
                        "letter",
                        letter,
                        "name",
                        text("Not readable"),
                        "meaning",
                        text("It is not JSON."),
                        "remedy",
                        text("Mend the gateway."),
                        "contentEncoding",
                        "",
                        "text",
                        detail,
                        "textTruncated",
                        false,
                        "hex",
                        "00000000  7b"));
    }

    private static Map<String, Object> hour(
            String at, long live, long late, @Nullable Long kept, @Nullable Long missing) {
        Map<String, Object> hour = new HashMap<>();
        hour.put("hour", at);
        hour.put("live", live);
        hour.put("late", late);
        hour.put("keptLive", kept);
        hour.put("keptLate", kept == null ? null : 0);
        hour.put("missing", missing);
        hour.put("askedAt", null);
        return hour;
    }

    @Test
    void theGatewaysPageTellsWhatIsMissingAndWhoseClockIsWrong() {
        putGateway("Gas gateway", 2);
        server.putAnswer(
                "/history/reconciliation",
                List.of(
                        hour("2026-11-22T08:00:00Z", 70, 0, null, null),
                        hour("2026-11-22T07:00:00Z", 90, 10, 97L, 3L),
                        hour("2026-11-22T06:00:00Z", 50, 0, 60L, -10L)));
        putLetters("no JSON");
        signIn();
        show("#/gateways");
        Locator row = page.locator("tr[data-gateway='GW-1']");
        assertThat(row).containsText("99.8 %");
        assertThat(row).containsText("998 received, 2 missing");
        assertThat(row).containsText("8 h 00 min ahead");
        assertThat(row.locator(".state")).hasText("Clock fault");
        row.locator(".row-link").click();
        assertThat(page.locator("[data-test=ranges]")).hasText("7 – 8");
        assertThat(page.locator("[data-test=hours] canvas")).isVisible();
        assertThat(page.locator("[data-test=panel]")).containsText("Not readable");
        page.locator("[data-test=language]").click();
        assertThat(page.locator("[data-test=panel]")).containsText("缺失的序号");
        assertThat(page.locator("[data-test=kept]")).containsText("150 条读数中缺少 3 条");
        page.locator("[data-test=language]").click();
        assertThat(page.locator("[data-test=kept]")).containsText("lacks 3 of 150 readings");
        page.locator("[data-test=kept-open]").click();
        assertThat(page.locator("tr[data-hour='2026-11-22T07:00:00Z'] td")).hasText(KEPT);
        assertNothingWasRefused();
    }

    @Test
    void aGatewaysFiguresFollowTheStream() {
        putGateway("Gas gateway", 0);
        putLetters("no JSON");
        signIn();
        page.navigate(server.address() + "#/gateways");
        Locator row = page.locator("tr[data-gateway='GW-1']");
        assertThat(row).containsText("100 %");
        await().until(
                        () -> {
                            server.send("gateway", gateway("Gas gateway", 40));
                            return row.textContent().contains("96 %");
                        });
    }

    @Test
    void aDeadLetterTellsWhatToDoAndIsSubmittedAgainOnlyAfterAsking() {
        putLetters("no JSON");
        Map<String, Object> resubmission =
                Map.of("id", "r1", "accepted", 1, "refused", 0, "pending", 0, "skipped", 0);
        server.putAnswer("/dead-letters/letter1/resubmit", resubmission);
        signIn();
        show("#/dead-letters");
        assertThat(page.locator("[data-reason=parse] .reason-count")).hasText("2");
        page.locator("tr[data-letter=letter1] .row-link").click();
        Locator panel = page.locator("[data-test=panel]");
        assertThat(panel).containsText("Mend the gateway.");
        panel.locator("[data-test=resubmit]").click();
        assertEquals(List.of(), server.changes());
        panel.locator("[data-test=confirm]").click();
        assertThat(panel.locator("[data-test=resubmitted]")).hasText("1 taken, 0 refused again.");
        assertEquals(List.of("/dead-letters/letter1/resubmit {}"), server.changes());
        assertNothingWasRefused();
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void aHostileMessageIsText(String hostile) {
        putGateway(hostile, 2);
        putLetters(hostile);
        signIn();
        page.navigate(server.address() + "#/dead-letters/letter1");
        assertThat(page.locator("[data-test=text]")).hasText(hostile);
        page.navigate(server.address() + "#/gateways/GW-1");
        assertThat(page.locator("[data-test=panel] h2")).hasText(hostile);
        assertThat(page.locator("main script, main iframe, main style, main img")).hasCount(0);
        assertNothingWasRefused();
    }

    private Locator rows() {
        return page.locator(".list-window .row");
    }

    private Locator row(String id) {
        return page.locator(".row[data-id='" + id + "']");
    }

    /** The same as long as the page was not loaded anew. */
    private String loadMark() {
        return String.valueOf(page.evaluate("performance.timeOrigin"));
    }

    private static Map<String, Object> point(CannedWarning warning) {
        Map<String, String> text = Map.of("en", warning.name(), "zh", warning.nameZh());
        List<Map<String, Object>> thresholds =
                IntStream.range(0, 4)
                        .mapToObj(
                                i ->
                                        Map.<String, Object>of(
                                                "rule",
                                                "rule-" + warning.id(),
                                                "ruleName",
                                                text,
                                                "grade",
                                                GRADES.get(i).name(),
                                                "raise",
                                                i + 1.0,
                                                "clear",
                                                i + 0.9,
                                                "above",
                                                true))
                        .toList();
        return Map.of(
                "id", warning.point(),
                "name", text,
                "asset", "A",
                "assetName", text,
                "assetClass", "gas-manhole",
                "district", "庐阳区",
                "gateway", "GW-GAS-01",
                "unit", "%{vol}",
                "interval", "PT10S",
                "thresholds", thresholds);
    }

    private static List<List<Object>> samples(Instant until) {
        return IntStream.range(0, 60)
                .mapToObj(
                        i -> {
                            long at = until.minusSeconds(10L * (59 - i)).toEpochMilli();
                            return List.<Object>of(at, 1.5, 1.5, 1.5);
                        })
                .toList();
    }
}
