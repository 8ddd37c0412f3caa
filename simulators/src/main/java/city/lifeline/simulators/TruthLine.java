package city.lifeline.simulators;

import city.lifeline.simulators.city.Occurrence;
import city.lifeline.simulators.city.Scenario;
import city.lifeline.simulators.city.SimulatedCity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/** An occurrence as a line of the ground truth. */
public final class TruthLine {

    private TruthLine() {}

    /**
     * One JSON object: {@code event, scenario, cause, asset, points, onset, end, severity, drill,
     * expected: [{rule, grade, by}]}.
     */
    public static String of(Occurrence occurrence, SimulatedCity city) {
        Scenario scenario = city.scenario(occurrence);
        String points =
                city.pointsOf(occurrence).stream()
                        .map(TruthLine::quoted)
                        .collect(Collectors.joining(","));
        String expected =
                scenario.expectedAt(occurrence.severity()).stream()
                        .map(
                                one ->
                                        "{\"rule\":%s,\"grade\":\"%s\",\"by\":\"%s\"}"
                                                .formatted(
                                                        quoted(one.rule()),
                                                        one.grade(),
                                                        instant(occurrence.onsetUs())
                                                                .plus(one.within())))
                        .collect(Collectors.joining(","));
        return ("{\"event\":%s,\"scenario\":%s,\"cause\":%s,\"asset\":%s,\"points\":[%s],"
                        + "\"onset\":\"%s\",\"end\":\"%s\",\"severity\":%s,\"drill\":%s,"
                        + "\"expected\":[%s]}")
                .formatted(
                        quoted(occurrence.id()),
                        quoted(occurrence.scenario()),
                        quoted(scenario.cause().en()),
                        quoted(occurrence.asset()),
                        points,
                        instant(occurrence.onsetUs()),
                        instant(occurrence.endUs()),
                        Math.rint(occurrence.severity() * 1_000) / 1_000,
                        occurrence.drill(),
                        expected);
    }

    private static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ")
                + '"';
    }

    private static Instant instant(long us) {
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }
}
