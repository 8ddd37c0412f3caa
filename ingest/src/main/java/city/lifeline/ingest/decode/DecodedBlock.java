package city.lifeline.ingest.decode;

import city.lifeline.model.Quality;

/**
 * A reading (one value) or block as the gateway sent it, well-formed but not yet checked against
 * the registry and the clock.
 *
 * @param index in the order of the message, readings and blocks counted together
 * @param intervalUs distance of neighbouring values; 0 for a single one or uneven ones
 * @param offsetsUs distance of each value from {@code startUs}, ascending, the first 0; empty where
 *     the values are {@code intervalUs} apart
 * @param unit empty: the registered one
 */
public record DecodedBlock(
        int index,
        String point,
        long startUs,
        int intervalUs,
        int[] offsetsUs,
        double[] values,
        String unit,
        Quality quality) {

    public long endUs() {
        return timeUs(values.length - 1);
    }

    /** Event time of a value. */
    public long timeUs(int value) {
        return startUs + (offsetsUs.length == 0 ? (long) intervalUs * value : offsetsUs[value]);
    }
}
