package city.lifeline.benchmarks.ingest;

import city.lifeline.model.Text;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.RegistryEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/** The gateways and points that a benchmark publishes for. */
public final class BenchCity {

    static final int POINTS_A_GATEWAY = 500;
    static final String UNIT = "Cel";

    private BenchCity() {}

    public static List<String> gateways(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> String.format(Locale.ROOT, "BENCH-GW-%03d", number))
                .toList();
    }

    static String point(String gateway, int number) {
        return gateway + String.format(Locale.ROOT, ":T%04d", number);
    }

    /** What the registry must hold. */
    public static List<RegistryEntry> registry(int gateways) {
        List<RegistryEntry> entries = new ArrayList<>();
        for (String gateway : gateways(gateways)) {
            for (int number = 0; number < POINTS_A_GATEWAY; number++) {
                entries.add(new RegistryEntry.OfPoint(registered(gateway, number)));
            }
            entries.add(new RegistryEntry.OfGateway(new Gateway(gateway, name(gateway))));
        }
        return entries;
    }

    private static Point registered(String gateway, int number) {
        String id = point(gateway, number);
        return new Point(
                id,
                gateway,
                "",
                "temperature",
                UNIT,
                Duration.ofSeconds(1),
                OptionalDouble.of(-50),
                OptionalDouble.of(150),
                name(id),
                null,
                Set.of(),
                Map.of());
    }

    private static Text name(String id) {
        return new Text(id, id);
    }
}
