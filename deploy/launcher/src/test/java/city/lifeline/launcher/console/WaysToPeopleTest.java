package city.lifeline.launcher.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaysToPeopleTest {

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void aProviderThatTakesNothingIsNamedWithWhatItSaidLast() throws JsonProcessingException {
        JsonNode troubles =
                json(
                        """
                        {"channels": [
                           {"channel": "sms:east", "since": "2026-11-27T05:00:00Z",
                            "error": "bind refused:\\u001b[31m\\n 0x0d"},
                           {"channel": "mail", "since": "2026-11-27T05:10:00Z", "error": null}],
                         "gaps": [], "gapCount": 0}
                        """);
        assertFalse(WaysToPeople.areWell(troubles));
        assertEquals(
                List.of(
                        "Channel sms:east takes nothing since 2026-11-27T05:00:00Z: bind refused: [31m 0x0d",
                        "Channel mail takes nothing since 2026-11-27T05:10:00Z"),
                WaysToPeople.lines(troubles));
    }

    @Test
    void gapsOfTheRosterAreToldAndTooManyAreCounted() throws JsonProcessingException {
        String gap = "{\"district\":\"North\",\"lifeline\":\"gas\",\"from\":\"A\",\"to\":\"B\"}";
        JsonNode troubles =
                json(
                        "{\"channels\":[],\"gapCount\":9,\"gaps\":[%s]}"
                                .formatted(String.join(",", Collections.nCopies(7, gap))));
        // Somebody may still come on duty: the city itself is well.
        assertTrue(WaysToPeople.areWell(troubles));
        assertEquals(6, WaysToPeople.lines(troubles).size());
        assertEquals(
                "Nobody is on duty for gas in North from A to B",
                WaysToPeople.lines(troubles).get(0));
        assertEquals("and 4 more gaps of the roster", WaysToPeople.lines(troubles).get(5));
    }

    @Test
    void whatIsNotKnownIsNotWell() throws JsonProcessingException {
        assertFalse(WaysToPeople.areWell(null));
        assertTrue(WaysToPeople.lines(null).get(0).startsWith("Alerting does not answer"));
        JsonNode none = json("{\"channels\":[],\"gaps\":[],\"gapCount\":0}");
        assertTrue(WaysToPeople.areWell(none));
        assertEquals(List.of("Channels: all take messages."), WaysToPeople.lines(none));
    }
}
