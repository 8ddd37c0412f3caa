package city.lifeline.simulators.city;

import city.lifeline.model.Grade;

/**
 * Something out of the ordinary that one point notices; also a line of the ground truth.
 *
 * @param id the same in every course of the same city
 * @param kind such as {@code methane-seep}
 * @param startUs µs since the epoch
 * @param endUs µs since the epoch
 * @param severity from 0 to 1
 * @param rule that is expected to warn
 * @param grade that is expected
 */
public record Happening(
        String id,
        String kind,
        String cause,
        String point,
        String asset,
        long startUs,
        long endUs,
        double severity,
        String rule,
        Grade grade) {

    boolean isActive(double t) {
        return t * 1e6 >= startUs && t * 1e6 < endUs;
    }

    /** From 0 at the start to 1 at the end. */
    double progress(double t) {
        return (t * 1e6 - startUs) / (endUs - startUs);
    }
}
