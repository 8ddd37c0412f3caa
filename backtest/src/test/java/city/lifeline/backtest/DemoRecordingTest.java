package city.lifeline.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class DemoRecordingTest {

    private static final Path EXAMPLE = Path.of("..", "docs", "examples", "backtest");

    @Test
    void theExampleOfTheDocumentationIsWhatItsGeneratorWrites() throws IOException {
        assertEquals(DemoRecording.recording(), Files.readString(EXAMPLE.resolve("flow.csv")));
        assertEquals(DemoRecording.labels(), Files.readString(EXAMPLE.resolve("labels.csv")));
    }
}
