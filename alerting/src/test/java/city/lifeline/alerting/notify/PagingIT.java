package city.lifeline.alerting.notify;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.TestSimulator;
import city.lifeline.alerting.consumed.RawRecord;
import city.lifeline.alerting.maintenance.Maintenance;
import city.lifeline.alerting.maintenance.Scope;
import city.lifeline.alerting.maintenance.Window;
import city.lifeline.alerting.maintenance.WindowStore;
import city.lifeline.alerting.notify.sms.SmppSettings;
import city.lifeline.alerting.people.PeopleImport;
import city.lifeline.alerting.warning.HandlingService;
import city.lifeline.alerting.warning.HandlingStep;
import city.lifeline.alerting.warning.WarningIntake;
import city.lifeline.model.Grade;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.wire.WarningEventCodec;
import city.lifeline.simulators.telephones.Behaviour;
import city.lifeline.simulators.telephones.Sms;
import city.lifeline.simulators.telephones.Smsc;
import city.lifeline.simulators.telephones.Telephones;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Warnings on their way to telephones and back, over real SMPP and a real database. */
class PagingIT {

    private static final String OFFICER = "+8613800000001";
    private static final String NEXT = "+8613800000002";
    private static final String BOSS = "+8613800000003";
    private static final Pattern CODE = Pattern.compile("1 (\\d{4})");

    private static final Behaviour THROTTLED = new Behaviour(50, true, false, false, false, false);
    private static final Behaviour LOSING = new Behaviour(50, false, false, true, false, false);
    private static final Behaviour UNDELIVERABLE =
            new Behaviour(50, false, false, false, true, false);

    private final Telephones telephones = new Telephones();
    private final TestDatabase database = new TestDatabase();
    private final GreenMail mails = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    private final Smsc primary = smsc("primary");
    private final Smsc secondary = smsc("secondary");
    private final List<TestServer> servers = new ArrayList<>();

    private Smsc smsc(String name) {
        try {
            Smsc smsc = new Smsc(name, 0, "lifeline", "pass", telephones, InstantSource.system());
            smsc.behave(new Behaviour(50, false, false, false, false, false));
            return smsc;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void mailServer() {
        mails.start();
    }

    @AfterEach
    void stop() {
        servers.forEach(TestServer::close);
        primary.close();
        secondary.close();
        mails.stop();
    }

    private NotifySettings settings(Duration red) {
        List<SmppSettings> providers = new ArrayList<>();
        for (Smsc smsc : List.of(primary, secondary)) {
            providers.add(
                    new SmppSettings(
                            smsc.name(),
                            "127.0.0.1",
                            smsc.port(),
                            "lifeline",
                            "pass",
                            "10690000",
                            10,
                            Duration.ofSeconds(15)));
        }
        return new NotifySettings(
                ZoneId.of("Asia/Shanghai"),
                new Deadlines(
                        Duration.ofMinutes(30), Duration.ofMinutes(10), Duration.ofMinutes(5), red),
                providers,
                new NotifySettings.Mail(
                        "127.0.0.1",
                        mails.getSmtp().getPort(),
                        "lifeline@example.org",
                        "",
                        "",
                        false),
                NotifySettings.Webhooks.NONE);
    }

    private TestServer start(Duration red) {
        return start(TestServer.start(database, settings(red)));
    }

    private TestServer start(TestServer server) {
        servers.add(server);
        if (servers.size() == 1) {
            PeopleImport people = server.bean(PeopleImport.class);
            assertEquals(
                    List.of(),
                    people.people(
                            """
                            id,name,unit,phone,email,language,last_resort
                            officer,王丽,Gas,+8613800000001,wangli@example.org,zh,no
                            next,Next,District,+8613800000002,,en,no
                            boss,Boss,City,+8613800000003,,en,yes
                            """,
                            "test"));
            assertEquals(
                    List.of(),
                    people.roster(
                            """
                            id,district,lifeline,grade,step,person,days,from,to
                            a,北区,gas,blue,1,officer,daily,00:00,00:00
                            b,*,*,blue,2,next,daily,00:00,00:00
                            """,
                            Set.of(),
                            "test"));
        }
        await().atMost(20, SECONDS).until(() -> primary.bound() > 0 && secondary.bound() > 0);
        return server;
    }

    private static TestEvents warning(String point) {
        return TestEvents.live(point);
    }

    private List<Sms> to(String number) {
        return telephones.of(number).stream().filter(Sms::toTelephone).toList();
    }

    private Sms awaitSms(String number, int which) {
        await().atMost(30, SECONDS).until(() -> to(number).size() >= which);
        return to(number).get(which - 1);
    }

    private static String code(Sms sms) {
        Matcher code = CODE.matcher(sms.text());
        assertTrue(code.find(), sms.text());
        return code.group(1);
    }

    private static List<Notification> about(TestServer server, TestEvents events) {
        return server.bean(NotificationStore.class).about(events.id());
    }

    @Test
    void aRedWarningReachesTheOfficerWhoAnswersByTelephone() throws IOException {
        TestServer server = start(Duration.ofMinutes(2));
        TestEvents events = warning("MH-1-CH4");
        server.consume(events.raised(Grade.RED, 62));

        Sms sms = awaitSms(OFFICER, 1);
        assertTrue(sms.text().startsWith("【城市生命线】红色预警 “阀井一”（北区）"), sms.text());
        await().atMost(10, SECONDS)
                .until(() -> about(server, events).get(0).state() == Notification.State.DELIVERED);

        primary.answer(OFFICER, "１　" + code(sms));

        Http http = Http.machine(server.address());
        var view = http.get("/api/v1/warnings/" + events.id() + "/handling").json();
        assertEquals("ACKNOWLEDGED", view.get("state").asString());
        assertEquals("王丽", view.get("acknowledgedBy").asString());
        assertEquals("SMS", view.get("steps").get(0).get("via").asString());
        assertEquals(Notification.State.ANSWERED, about(server, events).get(0).state());
        assertEquals(List.of(), to(NEXT));
        var told = http.get("/api/v1/warnings/" + events.id() + "/notifications");
        assertFalse(told.text().contains("13800000001"), told.text());
        assertFalse(told.text().contains(code(sms)), told.text());
    }

    @Test
    void anUnknownSenderAndAWrongCodeAcknowledgeNothing() throws IOException {
        TestServer server = start(Duration.ofMinutes(2));
        TestEvents events = warning("MH-1-CH4");
        server.consume(events.raised(Grade.RED, 62));
        String code = code(awaitSms(OFFICER, 1));

        primary.answer("+8613999999999", "1 " + code);
        primary.answer(NEXT, "1 " + code);
        primary.answer(OFFICER, "1 " + (code.equals("0000") ? "0001" : "0000"));
        primary.answer(OFFICER, "what is it?");

        Http http = Http.machine(server.address());
        var view = http.get("/api/v1/warnings/" + events.id() + "/handling").json();
        assertEquals("RAISED", view.get("state").asString());
        String audit = http.get("/api/v1/audit").text();
        assertTrue(audit.contains("SMS_REFUSED"), audit);
        assertFalse(audit.contains("13999999999"), audit);
    }

    @Test
    void ofFortyWarningsOfOneIncidentAPersonHearsOnceForEachGrade() {
        TestServer server = start(Duration.ofMinutes(2));
        int n = 0;
        for (Grade grade : List.of(Grade.YELLOW, Grade.ORANGE, Grade.YELLOW, Grade.RED)) {
            for (int i = 0; i < (grade == Grade.RED ? 1 : 13); i++) {
                TestEvents events =
                        new TestEvents(
                                "live", "MH-1-CH4", TestEvents.START_US + n++ * 1_000_000L, false);
                server.consume(events.raised(grade, 20));
            }
        }
        List<Notification> told =
                server.bean(NotificationStore.class).page(0, 100).items().stream()
                        .filter(one -> one.person().equals("officer"))
                        .toList();
        assertEquals(
                Set.of(Grade.YELLOW, Grade.ORANGE, Grade.RED),
                told.stream().map(Notification::grade).collect(Collectors.toSet()),
                told.toString());
        assertEquals(3, told.size(), told.toString());
        assertEquals(3, told.stream().mapToInt(one -> one.warnings().size()).sum());
    }

    @Test
    void aGapInTheRosterIsToldOnceAndIsGoneWhenItIsFilled() {
        TestServer server = start(Duration.ofMinutes(2));
        RosterWatch watch = server.bean(RosterWatch.class);
        PeopleImport people = server.bean(PeopleImport.class);
        watch.look();
        assertEquals(List.of(), watch.open());
        String header = "id,district,lifeline,grade,step,person,days,from,to\n";
        assertEquals(
                List.of(),
                people.roster(
                        header + "a,北区,gas,blue,1,officer,daily,08:00,20:00\n", Set.of(), "test"));
        watch.look();
        int gaps = watch.open().size();
        assertTrue(gaps >= 3 * 4, watch.open().toString());
        Sms sms = awaitSms(BOSS, 1);
        assertTrue(sms.text().contains("nobody is on duty for 北区, gas, RED from"), sms.text());
        watch.look();
        assertEquals(gaps, watch.open().size());
        assertEquals(
                gaps,
                Http.machine(server.address())
                        .get("/api/v1/troubles")
                        .json()
                        .get("gapCount")
                        .asInt());
        assertEquals(
                List.of(),
                people.roster(
                        header + "a,北区,gas,blue,1,officer,daily,00:00,00:00\n", Set.of(), "test"));
        watch.look();
        assertEquals(List.of(), watch.open());
        assertEquals(
                1,
                server.bean(NotificationStore.class).page(0, 10).items().stream()
                        .filter(one -> one.kind() == Kind.ROSTER_GAP)
                        .count());
    }

    @Test
    void aWayThatTakesNothingForMinutesIsDeadUntilItTakesOne() {
        TestServer server = start(Duration.ofMinutes(2));
        Instant since = Instant.now();
        AtomicLong passedMs = new AtomicLong();
        ChannelHealth health =
                new ChannelHealth(
                        server.bean(JdbcClient.class), () -> since.plusMillis(passedMs.get()));
        health.failed("mail", "connection refused");
        assertEquals(List.of(), health.dead());
        passedMs.set(ChannelHealth.DEAD_AFTER.toMillis());
        health.failed("mail", "connection refused");
        assertEquals("mail", health.dead().get(0).channel());
        var channel =
                Http.machine(server.address())
                        .get("/api/v1/troubles")
                        .json()
                        .get("channels")
                        .get(0);
        assertEquals("connection refused", channel.get("error").asString());
        health.works("mail");
        assertEquals(List.of(), health.dead());
    }

    /** An hour of it, from now on. */
    private static Window workAtMh1(Maintenance maintenance) {
        return maintenance.plan(
                new Scope(Scope.Kind.ASSET, Set.of("MH-1"), ""),
                null,
                Instant.now().plusSeconds(3600),
                "sensor is being replaced",
                "admin");
    }

    @Test
    void duringMaintenanceNobodyIsPagedButForRedAndAtItsEndWhatIsStillBadIsTold() {
        TestServer server = start(Duration.ofMinutes(2));
        Maintenance maintenance = server.bean(Maintenance.class);
        Window window = workAtMh1(maintenance);
        TestEvents held = warning("MH-1-CH4");
        server.consume(held.raised(Grade.YELLOW, 22));
        TestEvents over =
                new TestEvents("live", "MH-1-CH4", TestEvents.START_US + 60_000_000L, false);
        server.consume(over.raised(Grade.YELLOW, 22));
        server.consume(over.cleared(1));
        assertEquals(List.of(), about(server, held));
        var view = Http.machine(server.address()).get("/api/v1/warnings/" + held.id()).json();
        assertEquals("true", view.get("maintenance").get("silent").asString());

        server.consume(held.upgraded(Grade.RED, 62));
        awaitSms(OFFICER, 1);
        assertEquals(1, about(server, held).size());

        TestEvents late =
                new TestEvents("live", "MH-1-CH4", TestEvents.START_US + 120_000_000L, false);
        server.consume(late.raised(Grade.YELLOW, 24));
        TestEvents elsewhere = warning("MH-2-CH4");
        server.consume(elsewhere.raised(Grade.YELLOW, 22));
        assertEquals(1, about(server, elsewhere).size());
        assertEquals(List.of(), about(server, late));

        maintenance.confirm(window.id(), "zhao", false, null);
        TestEvents red =
                new TestEvents("live", "MH-1-CH4", TestEvents.START_US + 180_000_000L, false);
        server.consume(red.raised(Grade.RED, 70));
        assertEquals(List.of(), about(server, red));

        maintenance.end(window.id(), "admin", null, null);
        await().atMost(20, SECONDS).until(() -> !about(server, red).isEmpty());
        assertEquals(Kind.RAISED, about(server, red).get(0).kind());
        assertEquals(List.of(), about(server, over));
        assertEquals(
                Set.of(held.id(), over.id(), late.id(), red.id()),
                Set.copyOf(server.bean(WindowStore.class).silenced(window.id(), 10)));
    }

    private List<String> texts(String part) {
        return to(OFFICER).stream().map(Sms::text).filter(text -> text.contains(part)).toList();
    }

    @Test
    void whatStillWaitsWhenMaintenanceBeginsIsHeldAndToldWhenItIsOver() {
        primary.behave(THROTTLED);
        secondary.behave(THROTTLED);
        TestServer server = start(Duration.ofMinutes(2));
        mails.stop();
        NotificationStore store = server.bean(NotificationStore.class);
        TestEvents held = warning("MH-1-CH4");
        TestEvents elsewhere = warning("MH-2-CH4");
        server.consume(held.raised(Grade.YELLOW, 22), elsewhere.raised(Grade.YELLOW, 22));
        TestEvents red =
                new TestEvents("live", "MH-1-CH4", TestEvents.START_US + 60_000_000L, false);
        server.consume(red.raised(Grade.RED, 62));
        await().atMost(20, SECONDS)
                .until(() -> !store.deliveries(about(server, held).get(0).id()).isEmpty());
        assertEquals(
                Set.of(held.id(), elsewhere.id()),
                Set.copyOf(about(server, held).get(0).warnings()));

        Maintenance maintenance = server.bean(Maintenance.class);
        Window window = workAtMh1(maintenance);
        await().atMost(20, SECONDS)
                .until(
                        () ->
                                about(server, held).stream()
                                        .allMatch(one -> one.state() == Notification.State.HELD));
        // The hour may end at any moment: nothing waits for more than the ten minutes of yellow.
        assertEquals(
                0,
                database.jdbc()
                        .queryForObject(
                                "select count(*) from escalations where warning_id = ? and next_at >"
                                        + " now() + interval '11 minutes'",
                                Integer.class,
                                held.id()));
        primary.behave(Behaviour.GOOD);
        // Red needs the second person, and the other pit has no window.
        await().atMost(60, SECONDS).until(() -> !texts("红色").isEmpty() && !texts("黄色").isEmpty());
        assertTrue(texts("黄色").stream().noneMatch(text -> text.contains("阀井一")));
        assertTrue(server.bean(WindowStore.class).silenced(window.id(), 10).contains(held.id()));

        // Of a person and group there is one message a minute.
        database.jdbc().update("update notifications set due_at = due_at - interval '5 minutes'");
        maintenance.end(window.id(), "admin", null, null);
        await().atMost(30, SECONDS)
                .until(() -> texts("黄色").stream().anyMatch(text -> text.contains("阀井一")));
        assertTrue(
                about(server, held).stream()
                        .noneMatch(one -> one.state() == Notification.State.HELD));
    }

    @Test
    void withoutAnAnswerTheNextAreToldUntilTheLastResortAndTheGradeStays() {
        TestServer server = start(Duration.ofSeconds(2));
        TestEvents events = warning("MH-1-CH4");
        server.consume(events.raised(Grade.RED, 62));

        awaitSms(OFFICER, 1);
        Sms next = awaitSms(NEXT, 1);
        Sms boss = awaitSms(BOSS, 1);
        assertTrue(next.text().contains("Unanswered: RED"), next.text());
        long stepMs = Duration.between(next.at(), boss.at()).toMillis();
        assertTrue(stepMs >= 1_500 && stepMs < 7_000, stepMs + " ms");
        server.bean(HandlingService.class)
                .acknowledge(
                        events.id(),
                        new HandlingService.Actor("admin", HandlingStep.Via.DASHBOARD, null),
                        null);
        var view = Http.machine(server.address()).get("/api/v1/warnings/" + events.id()).json();
        assertEquals("RED", view.get("grade").asString());
        assertEquals("RED", view.get("peak").asString());
    }

    private long drills() {
        return to(OFFICER).stream().filter(sms -> sms.text().startsWith("【城市生命线】【演练】红色预警")).count();
    }

    @Test
    void whatADrillRaisesIsMarkedAndStaysApartFromWhatIsInEarnest() throws IOException {
        Instant onset = Instant.EPOCH.plus(TestEvents.START_US, ChronoUnit.MICROS);
        try (TestSimulator simulator = new TestSimulator(onset)) {
            TestServer server =
                    start(
                            TestServer.start(
                                    database, settings(Duration.ofMinutes(2)), simulator.link()));
            Http http = Http.machine(server.address());
            var started =
                    http.post("/api/v1/drills", "{\"scenario\":\"gas-leak\",\"severity\":0.7}");
            assertEquals(201, started.status(), started.text());
            TestEvents drill = warning("MH-1-CH4");
            TestEvents real = warning("MH-2-CH4");
            TestEvents later =
                    new TestEvents("live", "MH-1-CH4", TestEvents.START_US + 3_400_000_000L, false);
            server.consume(
                    drill.raised(Grade.RED, 62),
                    real.raised(Grade.RED, 62),
                    later.raised(Grade.YELLOW, 30));

            // Which of the three comes first is nobody's promise.
            await().atMost(30, SECONDS).until(() -> drills() > 0 && to(OFFICER).size() >= 2);
            assertEquals(1, drills(), () -> to(OFFICER).toString());
            var marked = http.get("/api/v1/warnings/" + drill.id()).json();
            var unmarked = http.get("/api/v1/warnings/" + real.id()).json();
            assertEquals("d1-gas-leak", marked.get("drill").asString());
            assertTrue(unmarked.get("drill").isNull());
            assertNotEquals(marked.get("incident"), unmarked.get("incident"));
            assertTrue(
                    http.get("/api/v1/warnings/" + later.id()).json().get("drill").isNull(),
                    "long after its end");
            assertTrue(
                    http.get("/api/v1/incidents/" + marked.get("incident").asString())
                            .json()
                            .get("incident")
                            .get("drill")
                            .asBoolean());
            var drills = http.get("/api/v1/drills").json();
            assertTrue(drills.get("simulated").asBoolean());
            assertEquals(1, drills.get("items").get(0).get("warnings").asInt());
            assertEquals("machine", drills.get("items").get(0).get("startedBy").asString());
            assertTrue(http.get("/api/v1/audit").text().contains("DRILL_START"));
            var refused = http.post("/api/v1/drills", "{\"scenario\":\"none\"}");
            assertEquals(400, refused.status());
            assertTrue(refused.text().contains("no such scenario"), refused.text());
            assertEquals(
                    409,
                    http.post(
                                    "/api/v1/incidents/"
                                            + marked.get("incident").asString()
                                            + "/join",
                                    "{\"incident\":\"%s\",\"reason\":\"same\"}"
                                            .formatted(unmarked.get("incident").asString()))
                            .status());
        }
    }

    @Test
    void aThrottlingProviderIsLeftForTheOther() {
        primary.behave(THROTTLED);
        TestServer server = start(Duration.ofMinutes(2));
        server.consume(warning("MH-1-CH4").raised(Grade.RED, 62));

        assertEquals("secondary", awaitSms(OFFICER, 1).provider());
    }

    @Test
    void aProviderThatNeverAnswersIsLeftAndTheMessageGoesWithItsCodeByTheOther() {
        primary.behave(LOSING);
        TestServer server = start(Duration.ofMinutes(2));
        server.consume(warning("MH-1-CH4").raised(Grade.RED, 62));

        // Of a message of two parts the first provider has had one at most, which is none to a
        // person.
        Sms sms = awaitSms(OFFICER, 1);
        assertEquals("secondary", sms.provider());
        assertEquals(
                server.bean(NotificationStore.class).page(0, 10).items().stream()
                        .map(Notification::code)
                        .filter(code -> code.equals(code(sms)))
                        .toList(),
                List.of(code(sms)));
    }

    @Test
    void whatIsNotDeliveredGoesByMailAtOnce() {
        primary.behave(UNDELIVERABLE);
        TestServer server = start(Duration.ofMinutes(2));
        TestEvents events = warning("MH-1-CH4");
        server.consume(events.raised(Grade.RED, 62));

        assertTrue(mails.waitForIncomingEmail(20_000, 1));
        List<Delivery> deliveries =
                server.bean(NotificationStore.class).deliveries(about(server, events).get(0).id());
        assertEquals(List.of("sms", "mail"), deliveries.stream().map(Delivery::channel).toList());
        assertEquals("UNDELIV", deliveries.get(0).error());
    }

    @Test
    void aReceiptThatComesTwiceIsTakenOnce() {
        TestServer server = start(Duration.ofMinutes(2));
        TestEvents events = warning("MH-1-CH4");
        server.consume(events.raised(Grade.RED, 62));
        await().atMost(20, SECONDS)
                .until(() -> about(server, events).get(0).state() == Notification.State.DELIVERED);
        NotificationStore store = server.bean(NotificationStore.class);
        String receipt =
                database.jdbc().queryForObject("select receipts[1] from deliveries", String.class);
        for (boolean delivered : new boolean[] {true, false}) {
            server.bean(TransactionTemplate.class)
                    .executeWithoutResult(
                            status ->
                                    assertEquals(
                                            Optional.empty(),
                                            store.receipt(
                                                    "primary",
                                                    String.valueOf(receipt),
                                                    delivered,
                                                    "UNDELIV",
                                                    Instant.now())));
        }
        assertEquals(Notification.State.DELIVERED, about(server, events).get(0).state());
        assertEquals(
                List.of(Delivery.State.DELIVERED),
                store.deliveries(about(server, events).get(0).id()).stream()
                        .map(Delivery::state)
                        .toList());
    }

    @Test
    void whatNoChannelTakesIsKeptAndGoesMarkedWhenOneTakesIt() {
        primary.behave(THROTTLED);
        secondary.behave(THROTTLED);
        TestServer server = start(Duration.ofMinutes(2));
        mails.stop();
        TestEvents events = warning("MH-1-CH4");
        server.consume(events.raised(Grade.RED, 62));
        NotificationStore store = server.bean(NotificationStore.class);
        await().atMost(20, SECONDS)
                .until(() -> store.deliveries(about(server, events).get(0).id()).size() >= 4);
        assertEquals(Notification.State.SENDING, about(server, events).get(0).state());
        assertEquals(List.of(), to(OFFICER));
        // As if that had gone on for half an hour.
        database.jdbc().update("update notifications set due_at = due_at - interval '30 minutes'");
        primary.behave(Behaviour.GOOD);
        assertTrue(awaitSms(OFFICER, 1).text().contains("［延迟］"), to(OFFICER).toString());
    }

    @Test
    void aFloodIsOneMessageForEachPersonAndMinute() {
        TestServer server = start(Duration.ofMinutes(2));
        List<WarningEvent> flood = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String point = i % 2 == 0 ? "MH-1-CH4" : "MH-2-CH4";
            flood.add(
                    new TestEvents("live", point, TestEvents.START_US + i * 1_000L, false)
                            .raised(i == 250 ? Grade.RED : Grade.YELLOW, 30));
        }
        server.consume(flood.toArray(WarningEvent[]::new));

        await().atMost(20, SECONDS).until(() -> to(OFFICER).size() == 2);
        List<String> texts = to(OFFICER).stream().map(Sms::text).toList();
        assertTrue(texts.stream().anyMatch(text -> text.contains("另有 498 条")), texts.toString());
        assertTrue(texts.stream().anyMatch(text -> text.contains("红色预警")), texts.toString());
        server.consume(
                new TestEvents("live", "MH-2-CH4", TestEvents.START_US + 999_000_000L, false)
                        .raised(Grade.ORANGE, 40));
        List<Notification> waiting =
                server.bean(NotificationStore.class).page(0, 10).items().stream()
                        .filter(one -> one.state() == Notification.State.DUE)
                        .toList();
        assertEquals(1, waiting.size());
        assertEquals(2, to(OFFICER).size());
    }

    @Test
    void whatWasAnsweredBeforeItWasSentIsNotSent() {
        primary.behave(THROTTLED);
        secondary.behave(THROTTLED);
        TestServer server = start(Duration.ofMinutes(2));
        TestEvents events = warning("MH-2-CH4");
        server.consume(events.raised(Grade.YELLOW, 30));
        // The mail channel has it at once, so the SMS never goes.
        assertTrue(mails.waitForIncomingEmail(20_000, 1));
        server.bean(HandlingService.class)
                .acknowledge(
                        events.id(),
                        new HandlingService.Actor("admin", HandlingStep.Via.DASHBOARD, null),
                        null);
        primary.behave(Behaviour.GOOD);
        TestEvents worse = warning("MH-2-CH4");
        assertEquals(List.of(), to(OFFICER));
        // What becomes worse than was answered is told again.
        worse.raised(Grade.YELLOW, 30);
        server.consume(worse.upgraded(Grade.RED, 62));
        assertTrue(awaitSms(OFFICER, 1).text().contains("升级为红色"));
    }

    @Test
    void ofTwoInstancesOneSends() {
        TestServer first = start(Duration.ofMinutes(2));
        TestServer second = start(Duration.ofMinutes(2));
        TestEvents events = warning("MH-1-CH4");
        first.consume(events.raised(Grade.RED, 62));

        awaitSms(OFFICER, 1);
        await().during(3, SECONDS).atMost(5, SECONDS).until(() -> to(OFFICER).size() == 1);
        assertEquals(1, about(second, events).size());
        assertNotEquals(Notification.State.DUE, about(second, events).get(0).state());
    }

    @Test
    void whoDiedBetweenSendingAndNotingItHasItSentOnceMoreUnderTheSameCode() {
        TestServer server = start(Duration.ofMinutes(2));
        TestEvents events = warning("MH-1-CH4");
        server.consume(events.raised(Grade.RED, 62));
        Sms first = awaitSms(OFFICER, 1);
        await().atMost(10, SECONDS)
                .until(() -> about(server, events).get(0).state() == Notification.State.DELIVERED);
        servers.remove(server);
        server.close();
        // As a process that was killed leaves it: claimed, handed over, and not noted.
        database.jdbc().update("update notifications set state = 'SENDING'");
        database.jdbc()
                .update(
                        "update deliveries set state = 'SENDING', submitted_at = null, provider ="
                                + " null, receipts = '{}'");
        database.jdbc().update("delete from scheduled_tasks where task_name = 'notify'");
        database.jdbc()
                .update(
                        """
                        insert into scheduled_tasks
                            (task_name, task_instance, execution_time, picked, picked_by,
                             last_heartbeat, version, priority)
                        select 'notify', id, now() - interval '1 minute', true, 'a dead instance',
                               now() - interval '1 minute', 2, 90
                        from notifications
                        """);
        servers.add(TestServer.start(database, settings(Duration.ofMinutes(2))));

        Sms again = awaitSms(OFFICER, 2);
        assertEquals(code(first), code(again));
        await().during(2, SECONDS).atMost(4, SECONDS).until(() -> to(OFFICER).size() == 2);
    }

    private static void store(TestServer server, int partition, List<WarningEvent> events) {
        List<RawRecord> batch = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            batch.add(
                    new RawRecord(
                            partition,
                            i,
                            null,
                            WarningEventCodec.encode(events.get(i)),
                            Instant.EPOCH));
        }
        server.bean(WarningIntake.class).store(batch, new HashMap<>());
    }

    @Test
    void aFloodThroughTwoInstancesIsOneMessageAndEachStepIsToldOnce() throws Exception {
        TestServer first = start(Duration.ofSeconds(4));
        TestServer second = start(Duration.ofSeconds(4));
        List<List<WarningEvent>> halves = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < 500; i++) {
            halves.get(i % 2)
                    .add(
                            new TestEvents(
                                            "live",
                                            i % 4 < 2 ? "MH-1-CH4" : "MH-2-CH4",
                                            TestEvents.START_US + i * 1_000L,
                                            false)
                                    .raised(Grade.RED, 62));
        }
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            Future<?> one = both.submit(() -> store(first, 0, halves.get(0)));
            Future<?> other = both.submit(() -> store(second, 1, halves.get(1)));
            one.get(30, SECONDS);
            other.get(30, SECONDS);
        } finally {
            both.shutdownNow();
        }
        awaitSms(OFFICER, 1);
        // One of the two is gone; the other goes on telling, to the end.
        servers.remove(first);
        first.close();
        awaitSms(NEXT, 1);
        awaitSms(BOSS, 1);
        assertEquals(
                List.of(1, 1, 1), List.of(to(OFFICER).size(), to(NEXT).size(), to(BOSS).size()));
        assertEquals(
                500,
                database.jdbc().queryForObject("select count(*) from warnings", Integer.class));
        assertEquals(
                0,
                database.jdbc()
                        .queryForObject(
                                """
                                select count(*) from warnings w where not exists (
                                    select 1 from escalations e where e.warning_id = w.id)
                                """,
                                Integer.class));
    }
}
