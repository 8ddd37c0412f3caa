package city.lifeline.launcher;

import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.model.Block;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryEntry;
import city.lifeline.simulators.FullSpeed;
import city.lifeline.simulators.SimulatedCityFiles;
import city.lifeline.simulators.city.SimulatedPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What {@code bench detect} has judged.
 *
 * @param entries of the registry
 * @param rules texts by file name
 * @param fromUs µs since the epoch
 * @param next blocks in the order of time, without an end
 */
record DetectInput(
        List<RegistryEntry> entries,
        Map<String, String> rules,
        long fromUs,
        Supplier<List<Block>> next) {

    // A winter's working day at nine, when everything moves.
    private static final long FROM_US = 1_796_086_800_000_000L;
    private static final int BLOCKS_AT_ONCE = 1_000;
    private static final long WAVEFORM_MS = 200;
    private static final long INTERVAL_US = 10_000_000;

    /** How many points there are. */
    int points() {
        return (int) entries.stream().filter(RegistryEntry.OfPoint.class::isInstance).count();
    }

    /**
     * A simulated city with its rules.
     *
     * @param waveforms whether its points with waveforms, else all others
     */
    static DetectInput ofCity(Path directory, boolean waveforms) throws IOException {
        Registry registry = new CityDirectory(directory).registry();
        List<RegistryEntry> entries = new ArrayList<>();
        registry.gateways().values().forEach(g -> entries.add(new RegistryEntry.OfGateway(g)));
        registry.assets().values().forEach(a -> entries.add(new RegistryEntry.OfAsset(a)));
        registry.points().values().forEach(p -> entries.add(new RegistryEntry.OfPoint(p)));
        List<SimulatedPoint> chosen =
                SimulatedCityFiles.read(directory).pointsByGateway().values().stream()
                        .flatMap(List::stream)
                        .filter(
                                point ->
                                        waveforms
                                                == point.point().interval().toMillis()
                                                        < WAVEFORM_MS)
                        .toList();
        return new DetectInput(
                entries,
                CityDirectory.ruleTexts(directory.resolve(CityDirectory.RULES)),
                FROM_US,
                new FullSpeed(chosen, FROM_US, BLOCKS_AT_ONCE)::next);
    }

    /**
     * Points of one kind that each are watched by three rules, among many rules.
     *
     * @param rules at least three
     */
    static DetectInput uniform(int points, int rules) {
        List<RegistryEntry> entries = new ArrayList<>();
        String[] ids = new String[points];
        for (int i = 0; i < points; i++) {
            ids[i] = String.format(Locale.ROOT, "BENCH-%07d", i);
            entries.add(new RegistryEntry.OfPoint(point(ids[i], "temperature")));
        }
        return new DetectInput(
                entries, Map.of("bench.yaml", ruleText(rules)), FROM_US, new Swinging(ids));
    }

    static Point point(String id, String quantity) {
        return new Point(
                id,
                "BENCH-GW",
                "",
                quantity,
                "Cel",
                Duration.ofSeconds(10),
                OptionalDouble.of(-50),
                OptionalDouble.of(150),
                new Text(id, id),
                null,
                Set.of(),
                Map.of());
    }

    private static String ruleText(int rules) {
        StringBuilder yaml = new StringBuilder("allowNoPoints: true\nrules:\n");
        rule(yaml, "VALUE", "temperature", "latch: false");
        rule(yaml, "SWING", "temperature", "swing: {window: 5min}");
        rule(yaml, "DROP", "temperature", "drop: {window: 5min}");
        for (int i = 3; i < rules; i++) {
            rule(yaml, "OTHER-" + i, "other-" + i, "latch: false");
        }
        return yaml.toString();
    }

    private static void rule(StringBuilder yaml, String id, String quantity, String measure) {
        yaml.append(
                """
                  - id: %s
                    name: {zh: 规则, en: Rule}
                    applies: {quantity: %s}
                    unit: Cel
                    %s
                    raise: above
                    grades:
                      yellow: {raise: 80, clear: 75, onDelay: 30s}
                      red: {raise: 90, clear: 85}
                    source: for the benchmark
                """
                        .formatted(id, quantity, measure));
    }

    /** Every point once in ten seconds, a value about 20. */
    private static final class Swinging implements Supplier<List<Block>> {

        private final String[] ids;
        private long number;

        Swinging(String[] ids) {
            this.ids = ids;
        }

        @Override
        public List<Block> get() {
            List<Block> blocks = new ArrayList<>(BLOCKS_AT_ONCE);
            for (int i = 0; i < BLOCKS_AT_ONCE; i++) {
                int point = (int) (number % ids.length);
                long timeUs = FROM_US + number * INTERVAL_US / ids.length;
                blocks.add(Block.single(ids[point], timeUs, 20 + Math.sin(number * 2.1)));
                number++;
            }
            return blocks;
        }
    }
}
