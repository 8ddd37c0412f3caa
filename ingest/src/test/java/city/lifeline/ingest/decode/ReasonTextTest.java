package city.lifeline.ingest.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.ReasonText;
import city.lifeline.model.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void everyReasonIsInTheDocument() throws IOException {
        String document = Files.readString(Path.of("../docs/dead-letters.md"));
        for (ReasonText text : ReasonText.all()) {
            assertTrue(document.contains("| `" + text.code() + "` |"), text.code());
        }
    }
}
