package city.lifeline.alerting.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlacingTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final double METRE = 1 / 111_195.0;

    private final Placing placing = new Placing(JoinRules.defaults(), UnaryOperator.identity());

    private static Candidate warning(String id, int minute, Facts facts) {
        return new Candidate(id, facts, START.plus(Duration.ofMinutes(minute)), true, null);
    }

    private static Facts facts(
            String rule, String asset, String lifeline, String quantity, double northM) {
        return facts(rule, asset, lifeline, quantity, northM, "北城区");
    }

    private static Facts facts(
            String rule,
            String asset,
            String lifeline,
            String quantity,
            double northM,
            String district) {
        return new Facts(
                rule,
                asset,
                lifeline + "-thing",
                lifeline,
                district,
                "GW-" + asset,
                quantity,
                false,
                Set.of(),
                new Location(117.28, 31.86 + northM * METRE));
    }

    private static Facts silent(String asset, String gateway) {
        return new Facts(
                "Q1-X",
                asset,
                "gas-manhole",
                "gas",
                "北城区",
                gateway,
                "methane",
                true,
                Set.of(),
                null);
    }

    private static Candidate flood(int n, int minute) {
        return warning(
                "flood-%02d".formatted(n),
                minute,
                facts("D2", "UP-" + n, "drainage", "road-depth", 1_000 * n));
    }

    private Map<String, String> incidents(List<Candidate> fresh) {
        return incidents(placing.place(List.of(), fresh));
    }

    private static Map<String, String> incidents(Placing.Plan plan) {
        Map<String, String> incidents = new TreeMap<>();
        plan.placed().forEach(one -> incidents.put(one.warning(), one.incident()));
        Map<String, String> merged = new HashMap<>();
        plan.merges().forEach(one -> merged.put(one.from(), one.into()));
        incidents.replaceAll((warning, incident) -> merged.getOrDefault(incident, incident));
        return incidents;
    }

    @Test
    void whatNothingLinksIsAnIncidentOfItsOwnCalledAfterIt() {
        Placing.Plan plan =
                placing.place(
                        List.of(),
                        List.of(
                                warning("a", 0, facts("W1", "Z-1", "water", "pressure", 0)),
                                warning("b", 1, facts("W1", "Z-2", "water", "pressure", 2_000))));
        assertEquals(Map.of("a", "a", "b", "b"), incidents(plan));
        assertEquals(Placing.Why.FIRST, plan.placed().get(0).why());
    }

    @Test
    void theExcavatorsDamageAndTheGasInTheSewerAreOneIncident() {
        Placing.Plan plan =
                placing.place(
                        List.of(),
                        List.of(
                                warning("main", 0, facts("G8", "RS-17", "gas", "pressure", 0)),
                                warning("manhole", 29, facts("G2", "MH-03", "gas", "methane", 240)),
                                warning(
                                        "sewer",
                                        42,
                                        facts("G1-SEWER", "SEW-8", "drainage", "methane", 300))));
        assertEquals(Set.of("main"), Set.copyOf(incidents(plan).values()));
        Placing.Why why = plan.placed().get(2).why();
        assertEquals("gas-in-the-ground", why.join());
        assertEquals("manhole", why.with());
        assertEquals(60, why.metres(), 1);
        assertEquals(Duration.ofMinutes(13), why.apart());
    }

    @Test
    void biogasFartherThanTheGroundCarriesItStaysApart() {
        assertEquals(
                Map.of("manhole", "manhole", "sewer", "sewer"),
                incidents(
                        List.of(
                                warning("manhole", 0, facts("G1", "MH-03", "gas", "methane", 0)),
                                warning(
                                        "sewer",
                                        5,
                                        facts("G1-SEWER", "SEW-8", "drainage", "methane", 140)))));
    }

    @Test
    void fortyOneFloodedRoadsAreOneStormAndTheBlockedSewerIsNotInIt() {
        List<Candidate> fresh = new ArrayList<>();
        for (int n = 0; n < 40; n++) {
            fresh.add(flood(n, n / 20));
        }
        fresh.add(warning("lift", 2, facts("E1", "LIF-1", "elevator", "occupancy", 90_000)));
        fresh.add(warning("sewer", 1, facts("D7", "SEW-1", "drainage", "sewer-level", 20_250)));
        Map<String, String> incidents = incidents(fresh);
        assertEquals("sewer", incidents.remove("sewer"));
        assertEquals(Set.of("flood-00"), Set.copyOf(incidents.values()));
        assertEquals(41, incidents.size());
    }

    @Test
    void aSewerThatSurchargesBesideTheFloodedRoadIsPartOfIt() {
        Map<String, String> incidents =
                incidents(
                        List.of(
                                flood(1, 0),
                                warning(
                                        "near",
                                        3,
                                        facts("D4", "SEW-1", "drainage", "sewer-level", 1_080)),
                                warning(
                                        "far",
                                        3,
                                        facts("D4", "SEW-2", "drainage", "sewer-level", 1_300))));
        assertEquals(Map.of("flood-01", "flood-01", "near", "flood-01", "far", "far"), incidents);
    }

    @Test
    void oneFloodedRoadIsNoStormUntilThereAreThree() {
        assertEquals(
                2, new TreeSet<>(incidents(List.of(flood(1, 0), flood(2, 1))).values()).size());
        Placing.Plan plan =
                placing.place(List.of(), List.of(flood(1, 0), flood(2, 1), flood(3, 2)));
        assertEquals(Set.of("flood-01"), Set.copyOf(incidents(plan).values()));
        assertEquals("flood-02", plan.merges().get(0).from());
    }

    @Test
    void oneRainGaugeMakesAStormOfOneFloodedRoad() {
        Map<String, String> incidents =
                incidents(
                        List.of(
                                flood(1, 0),
                                warning(
                                        "rain",
                                        10,
                                        facts("D1-BLUE", "RG-1", "drainage", "rain", 9_000))));
        assertEquals(Set.of("flood-01"), Set.copyOf(incidents.values()));
    }

    @Test
    void anotherDistrictsStormIsAnotherIncident() {
        List<Candidate> fresh = new ArrayList<>();
        for (int n = 0; n < 6; n++) {
            fresh.add(
                    warning(
                            "w" + n,
                            n,
                            facts(
                                    "D2",
                                    "UP-" + n,
                                    "drainage",
                                    "road-depth",
                                    1_000 * n,
                                    n % 2 == 0 ? "北城区" : "东岸区")));
        }
        assertEquals(Set.of("w0", "w1"), Set.copyOf(incidents(fresh).values()));
    }

    @Test
    void silenceBehindOneGatewayIsOneIncidentAndSwallowsNoGas() {
        Map<String, String> incidents =
                incidents(
                        List.of(
                                warning("s1", 0, silent("MH-1", "GW-1")),
                                warning("s2", 3, silent("MH-2", "GW-1")),
                                warning("s3", 3, silent("MH-3", "GW-2")),
                                warning("gas", 4, facts("G1", "MH-1", "gas", "methane", 0))));
        assertEquals(Map.of("s1", "s1", "s2", "s1", "s3", "s3", "gas", "gas"), incidents);
    }

    @Test
    void whatComesBackAtTheSameAssetJoinsWhatStillHoldsThereHoweverLong() {
        Candidate.Home home = new Candidate.Home("old", START.minus(Duration.ofDays(2)), false);
        Facts place = facts("G1", "MH-1", "gas", "methane", 0);
        Candidate holding =
                new Candidate("old", place, START.minus(Duration.ofDays(2)), true, home);
        Candidate over = new Candidate("old", place, START.minus(Duration.ofDays(2)), false, home);
        List<Candidate> fresh = List.of(warning("new", 0, place));
        assertEquals("old", placing.place(List.of(holding), fresh).placed().get(0).incident());
        assertEquals("new", placing.place(List.of(over), fresh).placed().get(0).incident());
    }

    @Test
    void whatPeopleHaveTakenApartIsNotMergedAgain() {
        Candidate.Home storm = new Candidate.Home("storm", START, false);
        Candidate.Home apart = new Candidate.Home("apart", START, true);
        List<Candidate> known = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            Candidate one = flood(n, 0);
            known.add(
                    new Candidate(
                            one.id(), one.facts(), one.raisedAt(), true, n == 2 ? apart : storm));
        }
        Placing.Plan plan = placing.place(known, List.of(flood(9, 5)));
        assertEquals(List.of(), plan.merges());
        // At the same asset a new warning still joins what people have put there.
        Candidate same = flood(2, 6);
        Placing.Plan next =
                placing.place(
                        known,
                        List.of(new Candidate("again", same.facts(), same.raisedAt(), true, null)));
        assertEquals("apart", next.placed().get(0).incident());
        assertEquals(List.of(), next.merges());
    }

    @Test
    void batchesAndTheirOrderMakeNoDifference() {
        Random random = new Random(20_260_701);
        List<Candidate> all = new ArrayList<>();
        for (int n = 0; n < 60; n++) {
            int north = random.nextInt(3_000);
            String[][] kinds = {
                {"G1", "gas", "methane"},
                {"G1-SEWER", "drainage", "methane"},
                {"D2", "drainage", "road-depth"},
                {"D4", "drainage", "sewer-level"},
                {"D1-BLUE", "drainage", "rain"}
            };
            String[] kind = kinds[random.nextInt(kinds.length)];
            all.add(
                    warning(
                            "w%02d".formatted(n),
                            random.nextInt(600),
                            facts(kind[0], "A" + north / 50, kind[1], kind[2], north)));
        }
        Set<Set<String>> expected = parts(incidents(all));
        assertNotEquals(60, expected.size());
        assertTrue(expected.size() > 3, expected.toString());
        for (int times = 0; times < 20; times++) {
            List<Candidate> order = new ArrayList<>(all);
            Collections.shuffle(order, random);
            Map<String, Candidate> known = new HashMap<>();
            Map<String, Candidate.Home> homes = new HashMap<>();
            for (int from = 0; from < order.size(); ) {
                int to = Math.min(order.size(), from + 1 + random.nextInt(9));
                Placing.Plan plan =
                        placing.place(
                                known.values().stream()
                                        .sorted(
                                                java.util.Comparator.comparing(Candidate::raisedAt)
                                                        .thenComparing(Candidate::id))
                                        .toList(),
                                order.subList(from, to));
                plan.opened().forEach(home -> homes.put(home.id(), home));
                Map<String, String> into = new HashMap<>();
                plan.merges().forEach(one -> into.put(one.from(), one.into()));
                known.replaceAll(
                        (id, one) ->
                                into.containsKey(home(one).id())
                                        ? in(one, homes.get(into.get(home(one).id())))
                                        : one);
                Map<String, Candidate> byId = new HashMap<>();
                order.subList(from, to).forEach(one -> byId.put(one.id(), one));
                plan.placed()
                        .forEach(
                                one ->
                                        known.put(
                                                one.warning(),
                                                in(
                                                        byId.get(one.warning()),
                                                        homes.get(one.incident()))));
                from = to;
            }
            Map<String, String> got = new TreeMap<>();
            known.forEach((id, one) -> got.put(id, home(one).id()));
            assertEquals(expected, parts(got), "order " + times);
        }
    }

    private static Candidate.Home home(Candidate candidate) {
        return Objects.requireNonNull(candidate.home());
    }

    private static Candidate in(@Nullable Candidate one, Candidate.@Nullable Home home) {
        Objects.requireNonNull(one);
        return new Candidate(one.id(), one.facts(), one.raisedAt(), one.holds(), home);
    }

    private static Set<Set<String>> parts(Map<String, String> incidents) {
        Map<String, Set<String>> byIncident = new HashMap<>();
        incidents.forEach(
                (warning, incident) ->
                        byIncident.computeIfAbsent(incident, id -> new TreeSet<>()).add(warning));
        return Set.copyOf(byIncident.values());
    }
}
