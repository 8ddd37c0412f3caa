package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.ingest.decode.JsonDecoder;
import city.lifeline.ingest.decode.ProtobufDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    private final Routes routes = Routes.standard("lifeline/v1", "lifeline/run");

    @Test
    void aLiveTopicNamesItsGateway() {
        Route.Match match = routes.match("lifeline/v1/GW-1/readings.pb");
        assertNotNull(match);
        assertTrue(match.isLive());
        assertEquals("GW-1", match.gateway());
        assertEquals("lifeline/v1/GW-1/ack", match.ackTopic());
        assertInstanceOf(ProtobufDecoder.class, match.route().decoder());
    }

    @Test
    void aTopicAsideNamesRunAndGateway() {
        Route.Match match = routes.match("lifeline/run/winter/GW-1/readings");
        assertNotNull(match);
        assertFalse(match.isLive());
        assertEquals("winter", match.run());
        assertEquals("GW-1", match.gateway());
        assertEquals("lifeline/run/winter/GW-1/ack", match.ackTopic());
        assertInstanceOf(JsonDecoder.class, match.route().decoder());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
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
    @ValueSource(strings = {"", "a/b=lifeline-json", "a/{gateway}=nonsense", "a/{gateway}"})
    void refusesASettingItCannotRead(String text) {
        assertThrows(IllegalArgumentException.class, () -> Routes.parse(text));
    }
}
