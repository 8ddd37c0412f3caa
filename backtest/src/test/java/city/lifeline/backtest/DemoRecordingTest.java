package city.lifeline.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoRecordingTest {

    private static final Path EXAMPLE = Path.of("..", "docs", "examples", "backtest");

    @Test
    void theExampleOfTheDocumentationIsWhatItsGeneratorWrites() throws IOException {
        assertEquals(DemoRecording.recording(), Files.readString(EXAMPLE.resolve("flow.csv")));
        assertEquals(DemoRecording.labels(), Files.readString(EXAMPLE.resolve("labels.csv")));
    }
}
