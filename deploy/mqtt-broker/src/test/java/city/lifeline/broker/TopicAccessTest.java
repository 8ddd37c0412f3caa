package city.lifeline.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.broker.TopicAccess.Granted;
import city.lifeline.model.access.MqttAccount.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicAccessTest {

    private static final TopicAccess ACCESS =
            new TopicAccess("lifeline/v1", "lifeline/run", "lifeline/thingsboard");
    private static final Granted GATEWAY = ACCESS.of(new Identity("GW-1", Role.GATEWAY, null));
    private static final Granted INGEST = ACCESS.of(new Identity("ingest", Role.INGEST, null));
    private static final Granted REPLAY = ACCESS.of(new Identity("replay", Role.REPLAY, null));

    @ParameterizedTest
    @CsvSource({
        "a/b, a/b, true",
        "a/+, a/b, true",
        "a/#, a/b/c, true",
        "a/#, a, true",
        "+/b, a/b, true",
        "a/+, a/+, true",
        "a/+/c, a/b/c, true",
        "#, a/b, true",
        "a/#, a/#, true",
        "a/b, a/+, false",
        "a/+, a/#, false",
        "a/+, a, false",
        "a/b, a/b/c, false",
        "a/b, a/b/, false",
        "a/+, a/b/c, false",
        "a, ab, false",
        "a/b/c, a/b, false"
    })
    void aFilterCoversAnother(String wider, String narrower, boolean covers) {
        assertEquals(covers, TopicFilters.covers(wider, narrower));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lifeline/v1/GW-1/readings",
                "lifeline/v1/GW-1/readings.pb",
                "lifeline/v1/GW-1/senml",
                "lifeline/v1/GW-1/heartbeat",
                "spBv1.0/group/NBIRTH/GW-1",
                "spBv1.0/group/NDEATH/GW-1",
                "spBv1.0/group/DDATA/GW-1/device"
            })
    void aGatewayPublishesUnderItsOwnName(String mqttTopic) {
        assertEquals(new Granted.Goes(mqttTopic), GATEWAY.fate(mqttTopic));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lifeline/v1/GW-2/readings",
                "lifeline/v1/GW-1/readings/",
                "lifeline/v1/GW-1/readings/x",
                "lifeline/v1//readings",
                "lifeline/v1/GW-1/ack",
                "lifeline/run/r/GW-1/readings",
                "lifeline/thingsboard/GW-2/v1/gateway/telemetry",
                "spBv1.0/group/NDATA/GW-2",
                "spBv1.0/group/DDATA/GW-1",
                "spBv1.0/group/DDATA/GW-1/device/x",
                "spBv1.0/group/NCMD/GW-1",
                "spBv1.0/STATE/city",
                "v1/gateway/other",
                "$SYS/x",
                "x"
            })
    void aGatewayPublishesNothingElse(String mqttTopic) {
        assertInstanceOf(Granted.Denied.class, GATEWAY.fate(mqttTopic));
    }

    @Test
    void thingsBoardsTelemetryGetsTheAccountsName() {
        assertEquals(
                new Granted.Goes("lifeline/thingsboard/GW-1/v1/gateway/telemetry"),
                GATEWAY.fate("v1/gateway/telemetry"));
        assertInstanceOf(Granted.Ignored.class, GATEWAY.fate("v1/gateway/connect"));
        assertInstanceOf(Granted.Ignored.class, GATEWAY.fate("v1/devices/me/attributes/request/1"));
        assertInstanceOf(Granted.Denied.class, INGEST.fate("v1/gateway/telemetry"));
    }

    @Test
    void onlyIngestHearsOthers() {
        for (String filter :
                new String[] {
                    "lifeline/v1/+/readings",
                    "$share/g/lifeline/v1/+/readings",
                    "spBv1.0/+/NDATA/+",
                    "lifeline/thingsboard/+/v1/gateway/telemetry"
                }) {
            assertTrue(INGEST.mayHear(filter), filter);
            assertFalse(GATEWAY.mayHear(filter), filter);
            assertFalse(REPLAY.mayHear(filter), filter);
        }
        assertFalse(INGEST.mayHear("#"));
        assertTrue(GATEWAY.mayHear("lifeline/v1/GW-1/ack"));
        assertTrue(GATEWAY.mayHear("spBv1.0/group/NCMD/GW-1"));
        assertFalse(GATEWAY.mayHear("$share/g/lifeline/v1/GW-1/ack"));
        assertFalse(GATEWAY.mayHear("spBv1.0/#"));
    }

    @Test
    void aWillIsOnesOwnDeath() {
        assertTrue(GATEWAY.mayLeave("spBv1.0/group/NDEATH/GW-1", false));
        assertFalse(GATEWAY.mayLeave("spBv1.0/group/NDEATH/GW-1", true));
        assertFalse(GATEWAY.mayLeave("spBv1.0/group/NDEATH/GW-2", false));
        assertTrue(INGEST.mayLeave("spBv1.0/STATE/city", true));
        assertFalse(REPLAY.mayLeave("lifeline/run/r/GW-1/readings", false));
    }
}
