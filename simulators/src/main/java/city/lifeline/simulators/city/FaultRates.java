package city.lifeline.simulators.city;

import city.lifeline.model.files.YamlMap;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often sensors and gateways fail by themselves.
 *
 * @param lost share of the samples that never arrive
 * @param spikes share of the samples that are far off
 * @param sentinels share of the samples that are a number for "no value", such as -9999
 * @param perDay episodes of a sensor and day
 * @param outagesPerDay of a gateway
 * @param clocksPerDay of a gateway: episodes in which its clock is wrong
 * @param twice share of the messages that are sent twice
 * @param outOfOrder share of the readings that are held back, up to ten minutes
 */
public record FaultRates(
        double lost,
        double spikes,
        double sentinels,
        Map<SensorFault, Double> perDay,
        double outagesPerDay,
        double clocksPerDay,
        double twice,
        double outOfOrder) {

    private static final double MOST_SHARE = 0.5;
    private static final double MOST_PER_DAY = 0.2;
    private static final double MOST_OF_A_GATEWAY = 12;

    public FaultRates {
        perDay = Map.copyOf(perDay);
    }

    /** What happens to a sensor for a while. */
    public enum SensorFault {
        /** It reads the same. */
        STUCK,
        /** It moves away from the truth. */
        DRIFT,
        /** It scatters. */
        NOISE,
        /** It is off by the same, as after a calibration. */
        OFFSET,
        /** It says nothing. */
        SILENT
    }

    /** Nothing but lost samples. */
    public static FaultRates lost(double share) {
        return new FaultRates(share, 0, 0, Map.of(), 0, 0, 0, 0);
    }

    /** Whether episodes begin by themselves. */
    boolean hasEpisodes() {
        return outagesPerDay > 0 || clocksPerDay > 0 || !perDay.isEmpty();
    }

    double perDay(SensorFault fault) {
        return perDay.getOrDefault(fault, 0.0);
    }

    /** What {@code sensors} and {@code network} of the simulation's file say. */
    static FaultRates parse(YamlMap file) {
        double lost = 0;
        double spikes = 0;
        double sentinels = 0;
        Map<SensorFault, Double> perDay = new EnumMap<>(SensorFault.class);
        YamlMap sensors = file.map("sensors");
        if (sensors != null) {
            sensors.allow("lost", "spikes", "sentinels", "perDay");
            lost = sensors.number("lost", 0, 0, 1);
            spikes = sensors.number("spikes", 0, 0, MOST_SHARE);
            sentinels = sensors.number("sentinels", 0, 0, MOST_SHARE);
            YamlMap days = sensors.map("perDay");
            if (days != null) {
                days.allow("stuck", "drift", "noise", "offset", "silent");
                for (SensorFault fault : SensorFault.values()) {
                    String key = fault.name().toLowerCase(java.util.Locale.ROOT);
                    double rate = days.number(key, 0, 0, MOST_PER_DAY);
                    if (rate > 0) {
                        perDay.put(fault, rate);
                    }
                }
            }
        }
        double outages = 0;
        double clocks = 0;
        double twice = 0;
        double outOfOrder = 0;
        YamlMap network = file.map("network");
        if (network != null) {
            network.allow("outagesPerDay", "clockFaultsPerDay", "twice", "outOfOrder");
            outages = network.number("outagesPerDay", 0, 0, MOST_OF_A_GATEWAY);
            clocks = network.number("clockFaultsPerDay", 0, 0, 1);
            twice = network.number("twice", 0, 0, MOST_SHARE);
            outOfOrder = network.number("outOfOrder", 0, 0, MOST_SHARE);
        }
        return new FaultRates(lost, spikes, sentinels, perDay, outages, clocks, twice, outOfOrder);
    }
}
