package city.lifeline.prove.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The difference between a ledger and what is in Kafka.
 *
 * @param published readings in the ledger
 * @param acknowledged those of them that were acknowledged
 * @param missing acknowledged, and not in Kafka with the same value
 * @param extra in Kafka from one of the ledger's gateways, and not in the ledger
 * @param disordered in Kafka for the first time after a later reading of the same point
 * @param repeats readings that are in Kafka once more than needed, which at-least-once allows
 */
public record Comparison(
        int published,
        int acknowledged,
        List<Entry> missing,
        List<Kept> extra,
        List<Kept> disordered,
        int repeats) {

    private static final int EXAMPLES = 5;

    /** What a reading is told from others by. */
    private record Key(String point, long timeUs, double value) {}

    /**
     * Compares as sets.
     *
     * @param kept in Kafka's order by point; that of other gateways is left out
     */
    public static Comparison of(Ledger ledger, Collection<Kept> kept) {
        List<Entry> entries = ledger.entries();
        Set<String> gateways = new HashSet<>();
        Set<Key> known = new HashSet<>();
        for (Entry entry : entries) {
            gateways.add(entry.gateway());
            known.add(new Key(entry.point(), entry.timeUs(), entry.value()));
        }
        Set<Key> seen = new HashSet<>();
        Map<String, Long> newest = new HashMap<>();
        List<Kept> extra = new ArrayList<>();
        List<Kept> disordered = new ArrayList<>();
        int repeats = 0;
        for (Kept each : kept) {
            if (!gateways.contains(each.gateway())) {
                continue;
            }
            Key key = new Key(each.point(), each.timeUs(), each.value());
            if (!known.contains(key)) {
                extra.add(each);
            } else if (!seen.add(key)) {
                repeats++;
            } else if (newest.merge(each.point(), each.timeUs(), Math::max) > each.timeUs()) {
                disordered.add(each);
            }
        }
        int acknowledged = 0;
        List<Entry> missing = new ArrayList<>();
        for (Entry entry : entries) {
            if (ledger.isAcknowledged(entry)) {
                acknowledged++;
                if (!seen.contains(new Key(entry.point(), entry.timeUs(), entry.value()))) {
                    missing.add(entry);
                }
            }
        }
        return new Comparison(entries.size(), acknowledged, missing, extra, disordered, repeats);
    }

    /** Whether nothing acknowledged is missing, nothing is invented, and the order was kept. */
    public boolean isClean() {
        return missing.isEmpty() && extra.isEmpty() && disordered.isEmpty();
    }

    /** For people. */
    public String inWords() {
        StringBuilder words =
                new StringBuilder(
                        "%,d readings published, %,d acknowledged; of those missing: %d; extra: %d; out of order: %d; kept more than once: %d"
                                .formatted(
                                        published,
                                        acknowledged,
                                        missing.size(),
                                        extra.size(),
                                        disordered.size(),
                                        repeats));
        missing.stream().limit(EXAMPLES).forEach(each -> words.append("\n  missing ").append(each));
        extra.stream().limit(EXAMPLES).forEach(each -> words.append("\n  extra ").append(each));
        disordered.stream()
                .limit(EXAMPLES)
                .forEach(each -> words.append("\n  out of order ").append(each));
        return words.toString();
    }
}
