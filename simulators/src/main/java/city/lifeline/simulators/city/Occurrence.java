package city.lifeline.simulators.city;

/**
 * A scenario that takes place at an asset.
 *
 * @param id the same in every course of the same city
 * @param scenario id of the scenario
 * @param asset at which it begins
 * @param onsetUs µs since the epoch
 * @param endUs µs since the epoch
 * @param severity from 0 to 1
 * @param drill whether somebody started it
 */
public record Occurrence(
        String id,
        String scenario,
        String asset,
        long onsetUs,
        long endUs,
        double severity,
        boolean drill) {}
