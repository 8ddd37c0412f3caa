package city.lifeline.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import city.lifeline.model.RunClock;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClockSettingsTest {

    @Test
    void withoutAnAnchorItIsTheWallClock() {
        assertEquals(RunClock.WALL, ClockSettings.clock(Settings.of(Map.of())));
    }

    @Test
    void aSimulatedCityHasAClockOfItsOwn() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "clock.anchor.wall", "1970-01-01T00:00:01Z",
                                "clock.anchor.run", "1970-01-01T00:00:05Z",
                                "clock.speed", "60"));

        assertEquals(new RunClock(1_000_000, 5_000_000, 60), ClockSettings.clock(settings));
    }

    @Test
    void anotherSpeedNeedsBothAnchors() {
        String moment = "1970-01-01T00:00:05Z";
        for (Map<String, String> texts :
                List.of(
                        Map.of("clock.speed", "60"),
                        Map.of("clock.speed", "60", "clock.anchor.run", moment),
                        Map.of("clock.anchor.wall", moment))) {
            assertThrows(
                    InvalidSettingsException.class,
                    () -> ClockSettings.clock(Settings.of(texts)),
                    texts::toString);
        }
    }
}
