package city.lifeline.simulators.city;

import city.lifeline.model.registry.Asset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which mild scenarios happen by themselves, hour by hour, from the seed alone. */
final class Occurrences {

    private static final double HOUR_S = 3_600;
    private static final long US = 1_000_000;
    private static final int KEPT_HOURS = 16;
    // None lasts longer than two hours.
    private static final int HOURS_BACK = 2;
    private static final long PAUSE_US = 15 * 60 * US;

    private final Noise noise;
    private final double perHour;
    private final Stage stage;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Map<String, Scenario> scenarios;
    private final Kept<List<Occurrence>> drawn = new Kept<>(KEPT_HOURS, this::draw);
    private final Kept<List<Occurrence>> hours = new Kept<>(KEPT_HOURS, this::withoutOverlap);
    private final Kept<Map<String, Influence[]>> influences =
            new Kept<>(KEPT_HOURS, this::influencesOf);

    private record Candidate(Scenario scenario, List<Asset> assets) {}

    Occurrences(Noise noise, double perHour, Stage stage, Map<String, Scenario> scenarios) {
        this.noise = noise;
        this.perHour = perHour;
        this.stage = stage;
        this.scenarios = Map.copyOf(scenarios);
        for (Scenario scenario :
                scenarios.values().stream().sorted(Comparator.comparing(Scenario::id)).toList()) {
            List<Asset> assets = scenario.happens() > 0 ? stage.assetsFor(scenario) : List.of();
            for (int i = 0; !assets.isEmpty() && i < scenario.happens(); i++) {
                candidates.add(new Candidate(scenario, assets));
            }
        }
    }

    /** What may be active at a moment, by target. */
    Map<String, Influence[]> at(double t) {
        return candidates.isEmpty() || perHour == 0
                ? Map.of()
                : influences.at((long) Math.floor(t / HOUR_S));
    }

    /** Those that begin from {@code from} to before {@code to}, seconds since the epoch. */
    List<Occurrence> beginning(double from, double to) {
        List<Occurrence> found = new ArrayList<>();
        for (long hour = (long) Math.floor(from / HOUR_S); hour * HOUR_S < to; hour++) {
            for (Occurrence occurrence : hours.at(hour)) {
                double start = occurrence.onsetUs() / (double) US;
                if (start >= from && start < to) {
                    found.add(occurrence);
                }
            }
        }
        found.sort(Comparator.comparingLong(Occurrence::onsetUs));
        return found;
    }

    private Map<String, Influence[]> influencesOf(long hour) {
        Map<String, List<Influence>> found = new HashMap<>();
        for (long h = hour - HOURS_BACK; h <= hour; h++) {
            for (Occurrence occurrence : hours.at(h)) {
                Scenario scenario = scenarios.get(occurrence.scenario());
                if (scenario != null) {
                    stage.influences(scenario, occurrence)
                            .forEach(
                                    (target, some) ->
                                            found.computeIfAbsent(target, k -> new ArrayList<>())
                                                    .addAll(some));
                }
            }
        }
        Map<String, Influence[]> arrays = new HashMap<>();
        found.forEach((target, some) -> arrays.put(target, some.toArray(Influence[]::new)));
        return arrays;
    }

    /** An asset has one trouble at a time, and a pause after it. */
    private List<Occurrence> withoutOverlap(long hour) {
        List<Occurrence> all = new ArrayList<>();
        for (long h = hour - HOURS_BACK; h <= hour; h++) {
            all.addAll(drawn.at(h));
        }
        return drawn.at(hour).stream()
                .filter(
                        one ->
                                all.stream()
                                        .noneMatch(
                                                earlier ->
                                                        earlier.onsetUs() < one.onsetUs()
                                                                && one.onsetUs()
                                                                        < earlier.endUs() + PAUSE_US
                                                                && earlier.asset()
                                                                        .equals(one.asset())))
                .toList();
    }

    private List<Occurrence> draw(long hour) {
        if (candidates.isEmpty()) {
            return List.of();
        }
        Noise own = noise.of(hour);
        int count = (int) perHour;
        if (own.uniform(0) < perHour - count) {
            count++;
        }
        List<Occurrence> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Noise one = own.of(i);
            Candidate candidate = candidates.get((int) (one.uniform(0) * candidates.size()));
            List<Asset> assets = candidate.assets();
            Asset asset = assets.get((int) (one.uniform(1) * assets.size()));
            // Spread over the hour, so that they do not come as one.
            double start = hour * HOUR_S + (i + one.uniform(2)) * HOUR_S / count;
            long startUs = Math.round(start) * US;
            found.add(
                    new Occurrence(
                            "h%d-%d".formatted(hour, i),
                            candidate.scenario().id(),
                            asset.id(),
                            startUs,
                            startUs + Stage.us(candidate.scenario().duration(one.uniform(3))),
                            one.uniform(4),
                            false));
        }
        found.sort(Comparator.comparingLong(Occurrence::onsetUs));
        return found;
    }
}
