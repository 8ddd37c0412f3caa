package city.lifeline.ingest.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import city.lifeline.model.ReasonText;
import city.lifeline.model.Text;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReasonTextTest {

    @Test
    void everyReasonIsExplainedInBothLanguages() {
        assertEquals(
                Arrays.stream(Reason.values()).map(Reason::code).collect(Collectors.toSet()),
                ReasonText.all().stream().map(ReasonText::code).collect(Collectors.toSet()));
        for (ReasonText text : ReasonText.all()) {
            for (Text part : List.of(text.name(), text.meaning(), text.remedy())) {
                assertFalse(part.zh().isBlank() || part.en().isBlank(), text.code());
            }
        }
    }
}
