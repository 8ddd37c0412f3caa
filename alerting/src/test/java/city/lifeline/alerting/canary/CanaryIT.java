package city.lifeline.alerting.canary;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.notify.NotifySettings;
import city.lifeline.alerting.notify.sms.SmppSettings;
import city.lifeline.model.Grade;
import city.lifeline.model.WarningEvent;
import city.lifeline.simulators.telephones.Behaviour;
import city.lifeline.simulators.telephones.Smsc;
import city.lifeline.simulators.telephones.Telephones;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A canary over a real database and real SMPP. */
class CanaryIT {

    private static WarningEvent canary(WarningEvent e) {
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
    void itReachesTheTelephoneAndNeitherListNorPeople() throws IOException {
        Telephones telephones = new Telephones();
        NotifySettings none = NotifySettings.none();
        try (Smsc smsc =
                new Smsc("primary", 0, "lifeline", "pass", telephones, InstantSource.system())) {
            smsc.behave(new Behaviour(50, false, false, false, false, false));
            NotifySettings settings =
                    new NotifySettings(
                            none.zone(),
                            none.deadlines(),
                            List.of(
                                    new SmppSettings(
                                            "primary",
                                            "127.0.0.1",
                                            smsc.port(),
                                            "lifeline",
                                            "pass",
                                            "10690000",
                                            10,
                                            Duration.ofSeconds(15))),
                            none.mail(),
                            none.webhooks());
            try (TestServer server = TestServer.start(new TestDatabase(), settings)) {
                TestEvents events = TestEvents.live("MH-1-CH4");
                WarningEvent raised = canary(events.raised(Grade.BLUE, 1));
                server.consume(raised, canary(events.cleared(0)));
                // The same record again, as after a crash: it is one canary still.
                server.consume(raised);
                Http machine = Http.machine(server.address());
                await().atMost(Duration.ofSeconds(20))
                        .until(
                                () ->
                                        machine.get("/api/v1/canary")
                                                .json()
                                                .get("passes")
                                                .get(0)
                                                .get("sentAt")
                                                .isString());
                JsonNode passes = machine.get("/api/v1/canary").json().get("passes");
                assertEquals(1, passes.size());
                assertEquals("primary", passes.get(0).get("provider").asString());
                assertEquals(1, telephones.of("+8610000000000").size());
                assertEquals(
                        0, machine.get("/api/v1/warnings?state=all").json().get("total").asInt());
                assertTrue(
                        machine.get("/api/v1/warnings/summary").json().get("warnings").asInt()
                                == 0);
                // Another warning of the city goes its own way.
                server.consume(TestEvents.live("MH-2-CH4").raised(Grade.RED, 62));
                assertEquals(
                        1, machine.get("/api/v1/warnings?state=all").json().get("total").asInt());
            }
        }
    }
}
