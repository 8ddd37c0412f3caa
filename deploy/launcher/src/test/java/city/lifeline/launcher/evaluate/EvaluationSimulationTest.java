package city.lifeline.launcher.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.simulators.SimulatedCityFiles;
import city.lifeline.simulators.city.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guards what the sample city's rules find. A change that makes them worse must say so here. */
class EvaluationSimulationTest {

    private static final long SEED = 7;

    @Test
    void theSampleRulesFindWhatHappensAndNothingElse(@TempDir Path directory) throws IOException {
        Score score = run("2026-11-25T00:00:00Z", Duration.ofHours(40), 40);

        List<String> report = new Report(score).lines();
        String said = "seed " + SEED + "\n" + String.join("\n", report);
        // Rule B5 learns for seven days what temperature explains, which these hours do not hold.
        List<Score.Event> judged =
                score.events().stream()
                        .filter(Score.Event::isScored)
                        .filter(e -> !e.occurrence().scenario().equals("bridge-settlement"))
                        .toList();
        long scored = judged.size();
        assertTrue(scored >= 25, said);
        assertTrue(Score.share(judged) >= 0.95, said);
        assertEquals(0, score.falseWarnings().size(), said);
        long inTime = judged.stream().filter(Score.Event::isInTime).count();
        assertTrue(inTime >= 0.9 * scored, said);

        Path html = directory.resolve("report.html");
        HtmlReport.write(html, score, "guard");
        assertTrue(Files.readString(html).contains("echarts"), "the plots' library is inside");
    }

    @Test
    void theSameSeedGivesTheSameScore() throws IOException {
        Score one = run("2027-07-12T00:00:00Z", Duration.ofHours(6), 24);
        Score other = run("2027-07-12T00:00:00Z", Duration.ofHours(6), 24);

        assertEquals(one.events(), other.events());
        assertEquals(one.falseWarnings(), other.falseWarnings());
    }

    @Test
    void aHealthyCityIsQuietInSummerToo() throws IOException {
        Score score = run("2027-07-10T00:00:00Z", Duration.ofHours(24), 0);

        assertEquals(List.of(), score.falseWarnings());
    }

    private static Score run(String from, Duration lasts, double perDay) throws IOException {
        CityDirectory directory =
                CityDirectory.find("sample", Installation.ofThisProcess().cities());
        CityDirectory.Valid valid = directory.validated();
        long fromUs = Instant.parse(from).getEpochSecond() * 1_000_000;
        return new Evaluation(
                        SimulatedCityFiles.read(directory.path(), Simulation::healthy),
                        valid.registry(),
                        valid.rules())
                .run(fromUs, fromUs + Programme.us(lasts), perDay, SEED, share -> {});
    }
}
