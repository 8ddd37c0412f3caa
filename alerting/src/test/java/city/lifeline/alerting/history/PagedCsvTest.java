package city.lifeline.alerting.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagedCsvTest {

    private final List<HistoryDatabase.Reading> kept = new ArrayList<>();
    private int asked;

    private List<HistoryDatabase.Reading> page(@Nullable Instant from, int most) {
        asked++;
        return kept.stream()
                .filter(each -> from == null || !each.time().isBefore(from))
                .limit(most)
                .toList();
    }

    private void keep(long second, String point, double value) {
        kept.add(new HistoryDatabase.Reading(Instant.ofEpochSecond(second), point, value, "GOOD"));
    }

    private String read(int most) throws IOException, InterruptedException {
        PagedCsv csv = new PagedCsv(this::page, most, true);
        csv.begin();
        return new String(csv.readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 100})
    void everyReadingIsThereOnceHoweverLargeAPageIs(int most) throws Exception {
        StringBuilder expected = new StringBuilder("us,point,value,quality\n");
        for (int second = 0; second < 3; second++) {
            for (String point : List.of("A", "B", "C")) {
                keep(second, point, second + 0.5);
                expected.append(second * 1_000_000L)
                        .append(',')
                        .append(point)
                        .append(',')
                        .append(second + 0.5)
                        .append(",GOOD\n");
            }
        }
        assertEquals(expected.toString(), read(most));
    }

    @Test
    void ofNothingThereIsTheHeader() throws Exception {
        assertEquals("us,point,value,quality\n", read(10));
        assertEquals(1, asked);
    }

    @Test
    void aReadingWithoutAValueHasAnEmptyField() throws Exception {
        keep(1, "A", Double.NaN);
        assertEquals("us,point,value,quality\n1000000,A,,GOOD\n", read(10));
    }
}
