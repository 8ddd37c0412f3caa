package city.lifeline.ingest.decode;

import city.lifeline.model.Quality;

/**
 * A reading (one value) or block as the gateway sent it, well-formed but not yet checked against
 * the registry and the clock.
 *
 * @param index in the order of the message, readings and blocks counted together
 * @param unit empty: the registered one
 */
public record DecodedBlock(
        int index,
        String point,
        long startUs,
        int intervalUs,
        double[] values,
        String unit,
        Quality quality) {

    public long endUs() {
        return startUs + (long) intervalUs * (values.length - 1);
    }
}
