package city.lifeline.ingest;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The topics of a slot's gateways, as the registry has them now.
 *
 * <p>A gateway is heard by one session at least: it is left only when it is registered no more or
 * its present slot hears it, and the rest takes what no slot says it hears.
 */
final class SlotSubscriptions implements Subscriptions {

    private final Routes routes;
    private final Slots slots;
    private final int slot;
    private final Supplier<? extends Collection<String>> registered;
    private final SlotRecords records;
    private Set<String> gateways = Set.of();

    SlotSubscriptions(
            Routes routes,
            Slots slots,
            int slot,
            Supplier<? extends Collection<String>> registered,
            SlotRecords records) {
        this.routes = routes;
        this.slots = slots;
        this.slot = slot;
        this.registered = registered;
        this.records = records;
    }

    @Override
    public Set<String> wanted() {
        Set<String> wanted = new TreeSet<>();
        Set<String> recorded = records.gateways(slot);
        for (String gateway : registered.get()) {
            boolean own = slots.of(gateway) == slot;
            if (own || (recorded.contains(gateway) && !records.isHeard(gateway))) {
                wanted.add(gateway);
            }
        }
        gateways = wanted;
        return filters(wanted);
    }

    @Override
    public Set<String> former() {
        return filters(records.gateways(slot));
    }

    private Set<String> filters(Collection<String> ofGateways) {
        Set<String> filters = new HashSet<>();
        ofGateways.forEach(gateway -> filters.addAll(routes.liveTopicFilters(gateway)));
        return filters;
    }

    @Override
    public void hearing(Set<String> refused) {
        // A gateway of which nothing is granted is the rest's.
        Set<String> heard =
                refused.isEmpty()
                        ? gateways
                        : gateways.stream()
                                .filter(each -> !refused.containsAll(filters(Set.of(each))))
                                .collect(Collectors.toSet());
        if (!records.says(slot, heard)) {
            records.write(slot, heard);
        }
    }
}
