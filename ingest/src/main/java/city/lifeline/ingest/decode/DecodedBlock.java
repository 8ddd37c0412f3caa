package city.lifeline.ingest.decode;

import city.lifeline.model.Quality;

/**
 * A reading (one value) or block as the gateway sent it, well-formed but not yet checked against
 * the registry and the clock.
 *
 * @param index in the order of the message, readings and blocks counted together
 * @param address the point's id, or its address in the gateway's own naming; at most {@link
 *     Elements#MAX_ADDRESS_LENGTH} characters, none of them a control character
 * @param intervalUs distance of neighbouring values; 0 for a single one or uneven ones
 * @param offsetsUs distance of each value from {@code startUs}, ascending, the first 0; empty where
 *     the values are {@code intervalUs} apart
 * @param unit empty: the registered one
 * @param historical the sender says that this is history and not the present
 */
public record DecodedBlock(
        int index,
        String address,
        long startUs,
        int intervalUs,
        int[] offsetsUs,
        double[] values,
        String unit,
        Quality quality,
        boolean historical) {

    /** Of the present. */
    public DecodedBlock(
            int index,
            String address,
            long startUs,
            int intervalUs,
            int[] offsetsUs,
            double[] values,
            String unit,
            Quality quality) {
        this(index, address, startUs, intervalUs, offsetsUs, values, unit, quality, false);
    }

    public long endUs() {
        return timeUs(values.length - 1);
    }

    /** Event time of a value. */
    public long timeUs(int value) {
        return startUs + (offsetsUs.length == 0 ? (long) intervalUs * value : offsetsUs[value]);
    }
}
