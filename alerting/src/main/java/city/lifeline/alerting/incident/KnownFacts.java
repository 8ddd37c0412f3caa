package city.lifeline.alerting.incident;

import city.lifeline.alerting.city.CityOfRecord;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers facts for as long as the city stays as it is. */
final class KnownFacts {

    private static final int MOST = 50_000;

    private final Map<Key, Facts> known = new HashMap<>();
    private @Nullable CityOfRecord of;

    private record Key(String rule, String point, String asset) {}

    /** As {@link Facts#of} has it. */
    @SuppressWarnings("ReferenceEquality") // Another one may be equal, which only costs time.
    synchronized Facts of(String rule, String point, String asset, CityOfRecord city) {
        if (of != city || known.size() > MOST) {
            known.clear();
            of = city;
        }
        return known.computeIfAbsent(
                new Key(rule, point, asset),
                key -> Facts.of(rule, point, asset, city.registry(), city.rules()));
    }
}
