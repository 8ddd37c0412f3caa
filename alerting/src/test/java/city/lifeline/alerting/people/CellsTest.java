package city.lifeline.alerting.people;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=HYPERLINK(0)",
                "@SUM(1+9)",
                "+1+cmd|' /C calc'!A0",
                "-2+3+cmd|' /C calc'!A0",
                "-1+HYPERLINK(0)",
                "\t=1+1",
                "\r=1+1",
                "\n=1+1",
                "＝1+1",
                "＋1+cmd",
                "－1+cmd",
                "＠SUM(1)",
                "+",
                "-",
                "-x",
            })
    void whatASpreadsheetWouldRunIsText(String text) {
        String row = Cells.row(List.of(text));
        String read = row.startsWith("\"") ? row.substring(1, row.length() - 2) : row.strip();
        assertEquals("'" + text, read);
        assertEquals(text, Cells.unescaped(read));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+8613800000001",
                "+86 138-0000-0001",
                "-1.0E-5",
                "-3.2",
                "12",
                "'quoted",
                "a=b",
                "王丽",
                "<script>fetch('//x')</script>"
            })
    void numbersAndTextStayAsTheyAre(String text) {
        assertEquals(text + "\n", Cells.row(List.of(text)));
        assertEquals(text, Cells.unescaped(text));
    }

    @Test
    void separatorsQuotesAndLinesAreQuoted() {
        assertEquals(
                "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",c\n",
                Cells.row(List.of("a,b", "say \"x\"", "two\nlines", "c")));
    }
}
