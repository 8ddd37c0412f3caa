package city.lifeline.launcher.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.simulators.SimulatedCityFiles;
import city.lifeline.simulators.TruthLine;
import city.lifeline.simulators.city.Occurrence;
import city.lifeline.simulators.city.Scenario;
import city.lifeline.simulators.city.SimulatedCity;
import city.lifeline.simulators.city.Simulation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guards what the sample city's rules find. A change that makes them worse must say so here. Each
 * test computes for long and shares nothing with the others, so they run side by side.
 */
@Execution(ExecutionMode.CONCURRENT)
class EvaluationSimulationTest {

    private static final long SEED = 7;

    @Test
    void theSampleRulesFindWhatHappensAndNothingElse(@TempDir Path directory) throws IOException {
        Score score = run("2026-11-25T00:00:00Z", Duration.ofHours(40), 40);

        List<String> report = new Report(score).lines();
        String said = "seed " + SEED + "\n" + String.join("\n", report);
        List<Score.Event> judged = score.events().stream().filter(Score.Event::isScored).toList();
        long scored = judged.size();
        assertTrue(scored >= 25, said);
        assertTrue(Score.share(judged) >= 0.95, said);
        assertEquals(0, score.falseWarnings().size(), said);
        long inTime = judged.stream().filter(Score.Event::isInTime).count();
        assertTrue(inTime >= 0.9 * scored, said);
        // Its one expectation is Q1-*: any rule that this means is what was expected.
        List<Score.Event> lost =
                judged.stream()
                        .filter(event -> event.occurrence().scenario().equals("lost-sensor"))
                        .toList();
        assertFalse(lost.isEmpty(), said);
        assertTrue(lost.stream().allMatch(Score.Event::isAsExpected), said);

        Path html = directory.resolve("report.html");
        HtmlReport.write(html, score, "guard");
        assertTrue(Files.readString(html).contains("echarts"), "the plots' library is inside");
    }

    /** Of what a city must be ready for, the truth says all that a warning is scored by. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gas-leak-slow",
                "gas-leak-fast",
                "third-party-dig",
                "regulator-failure",
                "burst-main",
                "creeping-leak",
                "pump-trip",
                "storm",
                "blocked-sewer",
                "heating-leak",
                "overloaded-lorry",
                "bridge-settlement",
                "ship-impact",
                "cable-force-loss",
                "entrapment",
                "elevator-overspeed",
                "door-wear",
                "hot-joint",
                "flooded-duct",
                "tank-overfill",
                "toxic-release",
                "storm-over-everything",
                "blackout",
                "gateway-lost",
                "stuck-sensor",
                "drifting-sensor",
                "lost-sensor",
                "clock-fault"
            })
    void theTruthSaysWhatHappenedWhereAndByWhenWhoShouldHaveWarned(String id) throws IOException {
        SimulatedCity city =
                SimulatedCityFiles.read(
                        CityDirectory.find("sample", Installation.ofThisProcess().cities()).path(),
                        Simulation::healthy);
        long onsetUs = Instant.parse("2026-11-24T06:00:00Z").getEpochSecond() * 1_000_000;
        Scenario scenario = Objects.requireNonNull(city.scenarios().get(id), id);
        Occurrence occurrence =
                new Occurrence(
                        "e1",
                        id,
                        city.stage().assetsFor(scenario).get(0).id(),
                        onsetUs,
                        onsetUs + scenario.longest().toNanos() / 1_000,
                        1,
                        true);

        JsonNode truth = new ObjectMapper().readTree(TruthLine.of(occurrence, city));

        assertEquals(id, truth.path("scenario").asText());
        assertFalse(truth.path("cause").asText().isBlank());
        assertFalse(truth.path("asset").asText().isBlank());
        assertFalse(truth.path("points").isEmpty(), "points");
        Instant onset = Instant.parse(truth.path("onset").asText());
        Instant end = Instant.parse(truth.path("end").asText());
        assertTrue(end.isAfter(onset));
        assertFalse(truth.path("expected").isEmpty(), "expected");
        for (JsonNode one : truth.path("expected")) {
            assertFalse(one.path("rule").asText().isBlank());
            assertFalse(one.path("grade").asText().isBlank());
            Instant by = Instant.parse(one.path("by").asText());
            assertTrue(by.isAfter(onset) && !by.isAfter(end), () -> "by " + by);
        }
    }

    /** A rule that is misspelt is expected in vain. */
    @Test
    void scenariosExpectRulesOfTheCity() throws IOException {
        CityDirectory directory =
                CityDirectory.find("sample", Installation.ofThisProcess().cities());
        Set<String> lacking = new TreeSet<>();
        SimulatedCityFiles.scenarios(directory.path())
                .scenarios()
                .values()
                .forEach(scenario -> scenario.expected().forEach(one -> lacking.add(one.rule())));
        directory
                .validated()
                .rules()
                .rules()
                .forEach(
                        rule ->
                                lacking.removeIf(
                                        name ->
                                                name.endsWith("*")
                                                        ? rule.id()
                                                                .startsWith(name.replace("*", ""))
                                                        : name.equals(rule.id())));

        assertEquals(Set.of(), lacking);
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
                .run(0, fromUs, fromUs + Programme.us(lasts), perDay, SEED, share -> {});
    }
}
