package city.lifeline.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunsTest {

    @ParameterizedTest
    @CsvSource({
        "live, lifeline.readings",
        "winter, lifeline.readings.winter",
        "a.b, lifeline.readings.a.b"
    })
    void eachRunHasItsTopic(String run, String kafkaTopic) {
        assertEquals(kafkaTopic, Runs.readingsTopic(run));
        assertEquals(run, Runs.ofReadingsTopic(kafkaTopic));
    }
}
