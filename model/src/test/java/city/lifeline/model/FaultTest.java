package city.lifeline.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FaultTest {

    @Test
    void saysWhereAndWhat() {
        assertEquals(
                "points.csv:12:4: unit: is missing",
                new Fault("points.csv", 12, 4, "unit", "is missing").toString());
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        assertEquals(
                "points.csv:12: is too long",
                new Fault("points.csv", 12, 0, "", "is too long").toString());
        assertEquals(
                "points.csv: is empty", new Fault("points.csv", 0, 7, "", "is empty").toString());
    }
}
