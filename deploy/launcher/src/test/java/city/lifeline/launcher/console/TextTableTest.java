package city.lifeline.launcher.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        TextTable table = new TextTable("NAME", "N");
        table.row("a", 1);
        table.row("合肥市", 22);

        assertEquals(List.of("NAME    N", "a       1", "合肥市  22"), table.lines());
    }
}
