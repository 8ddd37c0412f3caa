package city.lifeline.launcher.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Ids;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunIdsTest {

    @ParameterizedTest
    @CsvSource({
        "data/methane.csv, methane-0123abcd",
        "Manukau.2019.csv, Manukau-0123abcd",
        "地铁 1.csv, ---1-0123abcd",
        ".hidden, -hidden-0123abcd",
        "UniBw_2022-04-11_support_02_loweringDMS_CNAt100Hz_and_much_more.csv,"
                + " UniBw_2022-04-11_support_02_loweringDMS_CNAt100Hz_and_m-0123abcd",
    })
    void theFilesNameAndItsFingerprint(String file, String expected) {
        String run = RunIds.of(Path.of(file), "0123abcdef");

        assertEquals(expected, run);
        assertTrue(Ids.isValid(run), run);
    }
}
