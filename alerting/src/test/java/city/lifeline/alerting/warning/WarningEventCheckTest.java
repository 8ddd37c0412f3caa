package city.lifeline.alerting.warning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.TestEvents;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.WarningEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarningEventCheckTest {

    private static WarningEvent event(
            String id, int number, String run, String point, String unit, long atUs) {
        return new WarningEvent(
                id,
                number,
                WarningEvent.Kind.RAISED,
                run,
                "G1",
                "v1",
                point,
                "",
                Grade.RED,
                Grade.RED,
                Double.NaN,
                1,
                1,
                unit,
                atUs,
                0,
                Lane.LIVE,
                Certainty.LIKELY,
                false);
    }

    @Test
    void letsEverythingThroughThatCanBeKept() {
        assertEquals(
                Optional.empty(),
                WarningEventCheck.fault(TestEvents.live("MH-1-CH4").raised(Grade.BLUE, 11)));
        assertEquals(Optional.empty(), WarningEventCheck.fault(event("id", 1, "live", "", "", 0)));
    }

    @ParameterizedTest
    @CsvSource({
        "'',1,live,P,m,0",
        "'a b',1,live,P,m,0",
        "id,0,live,P,m,0",
        "id,1,'',P,m,0",
        "id,1,live,'P\u0000',m,0",
        "id,1,live,P,'m\u0000',0",
        "id,1,live,P,m,-1",
        "id,1,live,P,m,9223372036854775807"
    })
    void refuses(String id, int number, String run, String point, String unit, long atUs) {
        assertTrue(WarningEventCheck.fault(event(id, number, run, point, unit, atUs)).isPresent());
    }
}
