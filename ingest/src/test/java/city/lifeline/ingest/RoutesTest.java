package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    private final Routes routes =
            Routes.standard("lifeline/v1", "lifeline/run", "lifeline/thingsboard");

    @Test
    void aLiveTopicNamesItsGateway() {
        Route.Match match = routes.match("lifeline/v1/GW-1/readings.pb");
        assertNotNull(match);
        assertTrue(match.isLive());
        assertEquals("GW-1", match.gateway());
        assertEquals("lifeline/v1/GW-1/ack", match.ackTopic());
        assertEquals("lifeline-protobuf", match.route().decoder());
    }

    @Test
    void aTopicAsideNamesRunAndGateway() {
        Route.Match match = routes.match("lifeline/run/winter/GW-1/readings");
        assertNotNull(match);
        assertFalse(match.isLive());
        assertEquals("winter", match.run());
        assertEquals("GW-1", match.gateway());
        assertEquals("lifeline/run/winter/GW-1/ack", match.ackTopic());
        assertEquals("lifeline-json", match.route().decoder());
    }

    @ParameterizedTest
    @CsvSource({
        "lifeline/v1/GW-1/senml, senml-json",
        "lifeline/run/winter/GW-1/senml, senml-json",
        "lifeline/thingsboard/GW-1/v1/gateway/telemetry, thingsboard-gateway",
        "lifeline/thingsboard/GW-1/v1/devices/me/telemetry, thingsboard-device",
        "spBv1.0/City/NBIRTH/GW-1, sparkplug-b",
        "spBv1.0/City/NDATA/GW-1, sparkplug-b",
        "spBv1.0/City/NDEATH/GW-1, sparkplug-b",
        "spBv1.0/City/DBIRTH/GW-1/boiler 3, sparkplug-b",
        "spBv1.0/City/DDATA/GW-1/boiler 3, sparkplug-b",
        "spBv1.0/City/DDEATH/GW-1/boiler 3, sparkplug-b",
    })
    void everyFormatHasItsTopics(String mqttTopic, String decoder) {
        Route.Match match = routes.match(mqttTopic);
        assertNotNull(match);
        assertEquals("GW-1", match.gateway());
        assertEquals(decoder, match.route().decoder());
    }

    @Test
    void everyDecoderIsMade() {
        assertEquals(
                Set.of(
                        "lifeline-json",
                        "lifeline-protobuf",
                        "senml-json",
                        "sparkplug-b",
                        "thingsboard-device",
                        "thingsboard-gateway"),
                routes.newDecoders(new FakeInstalled()).keySet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spBv1.0/City/NCMD/GW-1",
                "spBv1.0/City/NBIRTH/GW-1/device",
                "spBv1.0/STATE/host",
                "v1/gateway/telemetry",
                "lifeline/v1/GW-1",
                "lifeline/v1/GW-1/other",
                "lifeline/v1/GW-1/readings/more",
                "lifeline/v1/a/b/readings",
                "lifeline/v2/GW-1/readings",
                "lifeline/run/live/GW-1/readings",
                "",
                "/",
            })
    void othersMatchNothing(String mqttTopic) {
        assertNull(routes.match(mqttTopic));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "G1%2f", "a b", ""})
    void anIdMayBeInvalid(String gateway) {
        Route.Match match = routes.match("lifeline/v1/" + gateway + "/readings");
        assertNotNull(match);
        assertFalse(match.idsAreValid());
    }

    @Test
    void filtersAreWhatABrokerUnderstands() {
        assertTrue(routes.topicFilters().contains("lifeline/v1/+/readings"));
        assertTrue(routes.topicFilters().contains("lifeline/run/+/+/heartbeat"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/b=lifeline-json",
                "a/{gateway}=nonsense",
                "a/{gateway}",
                "a/{gateway}@GW=heartbeat",
                "a@=heartbeat",
                "a@G W=heartbeat",
                "a/{gateway}/#=heartbeat"
            })
    void refusesASettingItCannotRead(String text) {
        assertThrows(IllegalArgumentException.class, () -> Routes.parse(text));
    }

    @Test
    void aLevelMayBeAnything() {
        Routes any = Routes.parse("spBv1.0/+/NDATA/{gateway}=lifeline-json");
        Route.Match match = any.match("spBv1.0/north/NDATA/GW-1");
        assertNotNull(match);
        assertEquals("GW-1", match.gateway());
        assertEquals(List.of("spBv1.0/+/NDATA/+"), any.topicFilters());
        assertNull(any.match("spBv1.0/north/NBIRTH/GW-1"));
    }

    @Test
    void aTopicThatNamesNoGatewayGetsTheOneOfItsRoute() {
        Routes fixed = Routes.parse("v1/gateway/telemetry@GW-TB-01=lifeline-json");
        Route.Match match = fixed.match("v1/gateway/telemetry");
        assertNotNull(match);
        assertEquals("GW-TB-01", match.gateway());
        assertEquals("", match.ackTopic());
    }
}
