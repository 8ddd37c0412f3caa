package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.GroupGiven.City;
import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Rules of groups that look at given times only. All of 1970-01-01, a Thursday, in UTC. */
class GroupTimesTest {

    private static final int MINUTE = 60;
    private static final Registry CITY = GroupGiven.city(4);

    private static RuleSet rules(String when, String onDelay, String offDelay) {
        return parsed(
                Given.yaml(
                        "R",
                        "group: {by: district}",
                        "members: {above: 20}",
                        "when: " + when,
                        "allowChatter: true",
                        "grades: {yellow: {raise: 2, clear: 2, onDelay: %s, offDelay: %s}}"
                                .formatted(onDelay, offDelay)));
    }

    private static RuleSet parsed(String rule) {
        ParsedRules parsed =
                RuleParser.parse(
                        "v1", Map.of("r.yaml", "zone: UTC\nrules:\n" + rule), Registry.EMPTY);
        if (parsed.rules() == null) {
            throw new AssertionError(parsed.faults());
        }
        return parsed.rules();
    }

    private static City city(String onDelay, String offDelay) {
        return new City(CITY, rules("{hours: 00:01 to 00:02}", onDelay, offDelay));
    }

    /** A and B at a value, from a second to another, itself excluded. */
    private static void both(City city, int from, int to, double value) {
        for (int second = from; second < to; second++) {
            city.sample("A", second, value).sample("B", second, value);
        }
        city.clock(to - 1);
    }

    @Test
    void whatHoldsBeforeRaisesWhenTheTimeBegins() {
        City city = city("0s", "0s");
        both(city, 0, 70, 25);
        assertEquals(List.of("RAISED YELLOW @60 A 2"), city.events("R"));
    }

    @Test
    void nothingIsRaisedAtOtherTimes() {
        City city = city("0s", "0s");
        both(city, 0, 59, 25);
        both(city, 59, 120, 1);
        both(city, 120, 300, 25);
        assertEquals(List.of(), city.events("R"));
    }

    @Test
    void anOpenWarningStaysAsItIsAtTheEndOfTheTime() {
        City city = city("0s", "0s");
        both(city, 100, 130, 25);
        both(city, 130, 1_000, 1);
        assertEquals(List.of("RAISED YELLOW @100 A 2"), city.events("R"));
        both(city, 86_400 + MINUTE, 86_400 + MINUTE + 5, 1);
        assertEquals(
                List.of("RAISED YELLOW @100 A 2", "CLEARED @86460 A 0"),
                city.events("R"),
                "the next day");
    }

    @Test
    void aDelayStandsStillAtOtherTimes() {
        City city = city("50s", "0s");
        both(city, 90, 200, 25);
        assertEquals(List.of(), city.events("R"), "thirty seconds of the first day");
        both(city, 86_400 + 30, 86_400 + 100, 25);
        assertEquals(List.of("RAISED YELLOW @86480 A 2"), city.events("R"), "twenty of the second");
    }

    @Test
    void aRuleOfSinglePointsDoesTheSame() {
        // The same series at both points: the group is what each of its points is.
        for (int seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String on = random.nextInt(10) + "s";
            String off = random.nextInt(10) + "s";
            RuleSet group = rules("{hours: 00:01 to 00:03}", on, off);
            RuleSet single =
                    parsed(
                            Given.yaml(
                                    "R",
                                    "raise: above",
                                    "when: {hours: 00:01 to 00:03}",
                                    "allowChatter: true",
                                    "grades: {yellow: {raise: 20, clear: 20, onDelay: %s, offDelay: %s}}"
                                            .formatted(on, off)));
            City of = new City(CITY, group);
            City alone = new City(CITY, single);
            boolean high = false;
            for (int second = 0; second < 300; second++) {
                high ^= random.nextInt(9) == 0;
                of.sample("A", second, high ? 25 : 1).sample("B", second, high ? 25 : 1);
                alone.sample("A", second, high ? 25 : 1);
                of.clock(second);
            }
            assertEquals(kinds(alone), kinds(of), "seed " + seed);
        }
    }

    private static List<String> kinds(City city) {
        List<String> kinds = new ArrayList<>();
        city.events().forEach(event -> kinds.add(event.kind() + " " + event.atUs() / 1_000_000));
        kinds.removeIf(kind -> kind.startsWith("PEAKED"));
        return kinds;
    }

    @Test
    void conditionsRestToo() {
        String yaml =
                InputsGiven.yaml(
                        "{flow: {quantity: flow, unit: m3/h, of: max}}",
                        "{red: {raise: flow >= 10, clear: flow < 8}}",
                        "    when: {hours: 00:01 to 00:02}");
        ParsedRules parsed =
                RuleParser.parse(
                        "v1", Map.of("r.yaml", "zone: UTC\n" + yaml), InputsGiven.stations());
        assertTrue(parsed.rules() != null, parsed.faults()::toString);
        City city = new City(InputsGiven.stations(), Objects.requireNonNull(parsed.rules()));
        for (int second = 0; second < 200; second++) {
            city.sample("F", second, second < 110 ? 12 : second < 115 ? 1 : second < 118 ? 12 : 1);
            city.sample("G", second, 1).clock(second);
        }
        assertEquals(
                List.of(
                        "RAISED RED @60 F 12",
                        "CLEARED @110 F 1",
                        "RAISED RED @115 F 12",
                        "CLEARED @118 F 1"),
                city.events("R"));
    }
}
