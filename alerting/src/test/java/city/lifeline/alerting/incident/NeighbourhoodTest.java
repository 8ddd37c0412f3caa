package city.lifeline.alerting.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is looked up near new warnings decides as all that is open would. */
class NeighbourhoodTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final List<String> KINDS =
            List.of(
                    "gas-manhole,methane",
                    "gas-main,pressure",
                    "sewer,methane",
                    "sewer,sewer-level",
                    "underpass,road-depth",
                    "rain-gauge,rain",
                    "elevator,mode",
                    "power-tunnel,sump-level",
                    "tank,chlorine",
                    "water-main,pressure");
    private static final List<String> RULES = List.of("G1", "D2", "E1-STOP", "Q1", "D7", "W1");

    private final JoinRules rules = JoinRules.defaults();

    /** Where a warning is said to be. */
    private record Warned(Candidate candidate, String point, String asset) {}

    /** Some three square kilometres in which all kinds stand among each other. */
    private static Registry registry(Random random) {
        StringBuilder assets =
                new StringBuilder("id,class,name_zh,name_en,district,longitude,latitude,tags\n");
        StringBuilder points =
                new StringBuilder(
                        "id,gateway,asset,quantity,unit,interval,low,high,name_zh,name_en,longitude,latitude,tags,limits\n");
        for (int i = 0; i < 250; i++) {
            String[] kind = KINDS.get(random.nextInt(KINDS.size())).split(",");
            assets.append(
                    "A-%d,%s,资产,Asset,%s,%.5f,%.5f,segment:N-%d%n"
                            .formatted(
                                    i,
                                    kind[0],
                                    List.of("北区", "南区", "").get(random.nextInt(3)),
                                    117 + random.nextDouble() / 50,
                                    31 + random.nextDouble() / 70,
                                    random.nextInt(60)));
            for (int p = 0; p <= random.nextInt(3); p++) {
                boolean apart = random.nextInt(8) == 0;
                points.append(
                        "P-%d-%d,GW-%d,A-%d,%s,1,1s,-1,9,点,Point,%s,%s,,%n"
                                .formatted(
                                        i,
                                        p,
                                        random.nextInt(20),
                                        i,
                                        p == 0 ? kind[1] : "temperature",
                                        apart ? "117.01" : "",
                                        apart ? "31.005" : ""));
            }
        }
        StringBuilder gateways = new StringBuilder("id,name_zh,name_en\n");
        for (int i = 0; i < 20; i++) {
            gateways.append("GW-%d,网关,Gateway%n".formatted(i));
        }
        RegistryFiles.Parsed parsed =
                RegistryFiles.parse(
                        Map.of(
                                RegistryFiles.CITY,
                                """
                                name: {zh: 城, en: City}
                                zone: Asia/Shanghai
                                centre: {longitude: 117, latitude: 31}
                                """,
                                RegistryFiles.GATEWAYS,
                                gateways.toString(),
                                RegistryFiles.ASSETS,
                                assets.toString(),
                                RegistryFiles.POINTS,
                                points.toString()));
        assertEquals(List.of(), parsed.faults());
        return Objects.requireNonNull(parsed.registry());
    }

    private static Warned warned(
            String id, Registry registry, List<String> points, int minute, Random random) {
        String point = random.nextInt(9) == 0 ? "" : points.get(random.nextInt(points.size()));
        String asset =
                point.isEmpty()
                        ? "A-" + random.nextInt(260) // Some are in no registry.
                        : Objects.requireNonNull(registry.point(point)).asset();
        Facts facts =
                Facts.of(
                        RULES.get(random.nextInt(RULES.size())),
                        point,
                        asset,
                        registry,
                        RuleSet.EMPTY);
        Facts told =
                new Facts(
                        facts.rule(),
                        facts.asset(),
                        facts.assetClass(),
                        facts.lifeline(),
                        facts.district(),
                        facts.gateway(),
                        facts.quantity(),
                        random.nextInt(5) == 0,
                        facts.tags(),
                        facts.location());
        return new Warned(
                new Candidate(
                        id,
                        told,
                        START.plus(Duration.ofMinutes(minute)),
                        random.nextBoolean(),
                        null),
                point,
                asset);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatIsLookedUpDecidesAsAllThatIsOpenWould(long seed) {
        Random random = new Random(seed);
        Registry registry = registry(random);
        List<String> points = registry.points().keySet().stream().sorted().toList();
        Neighbourhood neighbourhood = new Neighbourhood(rules, registry);
        Placing placing = new Placing(rules, UnaryOperator.identity());
        List<Warned> open = new ArrayList<>();
        long lookedUp = 0;
        long all = 0;
        int joined = 0;
        for (int i = 0; i < 400; i++) {
            List<Warned> fresh = new ArrayList<>();
            for (int n = 0; n <= random.nextInt(3); n++) {
                fresh.add(warned("w%03d-%d".formatted(i, n), registry, points, i / 2, random));
            }
            List<Candidate> candidates = fresh.stream().map(Warned::candidate).toList();
            Neighbourhood.Places places = neighbourhood.around(candidates);
            List<Candidate> near =
                    open.stream()
                            .filter(
                                    one ->
                                            places.points().contains(one.point)
                                                    || places.assets().contains(one.asset))
                            .map(Warned::candidate)
                            .toList();
            Placing.Plan plan =
                    placing.place(open.stream().map(Warned::candidate).toList(), candidates);
            assertEquals(plan, placing.place(near, candidates), "seed " + seed + ", step " + i);
            lookedUp += near.size();
            all += open.size();
            joined +=
                    (int)
                            plan.placed().stream()
                                    .filter(one -> !one.why().equals(Placing.Why.FIRST))
                                    .count();
            // Each stays by itself, so that as many incidents as can be are there to be linked to.
            fresh.forEach(
                    one ->
                            open.add(
                                    new Warned(
                                            new Candidate(
                                                    one.candidate.id(),
                                                    one.candidate.facts(),
                                                    one.candidate.raisedAt(),
                                                    one.candidate.holds(),
                                                    new Candidate.Home(
                                                            one.candidate.id(),
                                                            one.candidate.raisedAt(),
                                                            random.nextInt(20) == 0)),
                                            one.point,
                                            one.asset)));
        }
        assertTrue(joined > 100, "joined: " + joined);
        assertTrue(lookedUp < all / 2, lookedUp + " of " + all);
    }
}
