package city.lifeline.launcher.evaluate;

import city.lifeline.model.registry.Asset;
import city.lifeline.simulators.city.Occurrence;
import city.lifeline.simulators.city.Scenario;
import city.lifeline.simulators.city.SimulatedCity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Which scenarios take place in an evaluated city: drawn from a seed, one at a time and place. */
final class Programme {

    private static final int ATTEMPTS = 20;
    private static final Duration PAUSE = Duration.ofMinutes(45);
    // So that detection has seen the city at rest.
    private static final Duration LEAD_IN = Duration.ofHours(1);

    private Programme() {}

    /** Scenarios of which some rule of the city is expected to warn. */
    static List<Scenario> scored(SimulatedCity city, Set<String> judged) {
        return city.scenarios().values().stream()
                .filter(scenario -> !city.stage().assetsFor(scenario).isEmpty())
                .filter(
                        scenario ->
                                scenario.expected().stream()
                                        .anyMatch(one -> isMeant(one.rule(), judged)))
                .filter(scenario -> !scenario.assetClass().equals("gateway"))
                .toList();
    }

    private static boolean isMeant(String rule, Set<String> judged) {
        return rule.endsWith("*")
                ? judged.stream()
                        .anyMatch(id -> id.startsWith(rule.substring(0, rule.length() - 1)))
                : judged.contains(rule);
    }

    /**
     * Draws what happens.
     *
     * @param perDay scenarios that begin in a day
     */
    static List<Occurrence> draw(
            SimulatedCity city,
            List<Scenario> scenarios,
            long fromUs,
            long toUs,
            double perDay,
            long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Occurrence> drawn = new ArrayList<>();
        long first = fromUs + us(LEAD_IN);
        int wanted = (int) Math.round(perDay * (toUs - fromUs) / us(Duration.ofDays(1)));
        for (int i = 0; i < wanted && !scenarios.isEmpty(); i++) {
            // Each in turn, so that a short evaluation holds them all.
            Scenario scenario = scenarios.get(i % scenarios.size());
            List<Asset> assets = city.stage().assetsFor(scenario);
            long lasts = us(scenario.longest());
            for (int attempt = 0; attempt < ATTEMPTS && first + lasts < toUs; attempt++) {
                long onset = random.nextLong(first, toUs - lasts) / 1_000_000 * 1_000_000;
                Occurrence occurrence =
                        new Occurrence(
                                "e" + i,
                                scenario.id(),
                                assets.get(random.nextInt(assets.size())).id(),
                                onset,
                                onset + lasts,
                                Math.rint(random.nextDouble() * 1_000) / 1_000,
                                false);
                if (isFree(city, drawn, occurrence)) {
                    drawn.add(occurrence);
                    break;
                }
            }
        }
        drawn.sort(Comparator.comparingLong(Occurrence::onsetUs));
        return drawn;
    }

    /** Two that touch the same point could not be told apart. */
    private static boolean isFree(
            SimulatedCity city, List<Occurrence> drawn, Occurrence occurrence) {
        List<String> points = city.pointsOf(occurrence);
        return drawn.stream()
                .filter(
                        other ->
                                other.onsetUs() < occurrence.endUs() + us(PAUSE)
                                        && occurrence.onsetUs() < other.endUs() + us(PAUSE))
                .noneMatch(other -> city.pointsOf(other).stream().anyMatch(points::contains));
    }

    static long us(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
