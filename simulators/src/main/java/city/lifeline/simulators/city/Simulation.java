package city.lifeline.simulators.city;

import city.lifeline.model.Fault;
import city.lifeline.model.files.YamlMap;
import city.lifeline.model.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@value #FILE} of a city directory says.
 *
 * @param seed of everything random
 * @param gateways whose points are simulated; none: all
 * @param happeningsPerHour how often something mild begins, on average
 * @param faults how often sensors and gateways fail by themselves
 */
public record Simulation(
        long seed, Set<String> gateways, double happeningsPerHour, FaultRates faults) {

    public static final String FILE = "simulation.yaml";

    private static final String ALL = "all";
    private static final double MAX_PER_HOUR = 1_000;

    public Simulation {
        gateways = Set.copyOf(gateways);
    }

    /** The same, but nothing happens by itself and nothing fails. */
    public Simulation healthy() {
        return new Simulation(seed, gateways, 0, FaultRates.lost(faults.lost()));
    }

    boolean simulates(String gateway) {
        return gateways.isEmpty() || gateways.contains(gateway);
    }

    /**
     * The file as read.
     *
     * @param simulation null iff there are faults
     */
    public record Parsed(@Nullable Simulation simulation, List<Fault> faults) {
        public Parsed {
            faults = List.copyOf(faults);
        }
    }

    public static Parsed parse(String text, Registry registry) {
        List<Fault> faults = new ArrayList<>();
        YamlMap yaml = YamlMap.parse(FILE, text, faults);
        if (yaml == null) {
            return new Parsed(null, faults);
        }
        yaml.allow("seed", "gateways", "happenings", "sensors", "network");
        yaml.required("seed");
        int seed = yaml.integer("seed", 0, 0, Integer.MAX_VALUE);
        List<String> gateways = yaml.texts("gateways");
        if (gateways.isEmpty()) {
            yaml.fault("gateways", "list the gateways that are simulated, or write all");
        }
        if (gateways.equals(List.of(ALL))) {
            gateways = List.of();
        }
        for (String gateway : gateways) {
            if (!registry.gateways().containsKey(gateway)) {
                yaml.fault(
                        "gateways", "there is no gateway '%s' in gateways.csv".formatted(gateway));
            }
        }
        double perHour = 0;
        YamlMap happenings = yaml.map("happenings");
        if (happenings != null) {
            happenings.allow("perHour");
            perHour = happenings.number("perHour", 0, 0, MAX_PER_HOUR);
        }
        FaultRates rates = FaultRates.parse(yaml);
        return faults.isEmpty()
                ? new Parsed(new Simulation(seed, Set.copyOf(gateways), perHour, rates), List.of())
                : new Parsed(null, faults);
    }
}
