package city.lifeline.model;

import java.util.Arrays;

/**
 * Consecutive samples of one point: the unit of transport. A slow point sends blocks of one, a 100
 * Hz strain gauge one block a second.
 *
 * <p>Times are microseconds since 1970-01-01T00:00:00Z. {@code offsetsUs} is empty where the
 * samples are {@code intervalUs} apart. The arrays belong to the block: neither side changes them.
 *
 * @param point id of the measuring point
 * @param lane decided at ingest
 * @param startUs event time of the first sample
 * @param intervalUs distance of neighbouring samples; 0 for a single sample or irregular ones
 * @param offsetsUs distance of each sample from {@code startUs}, ascending, the first 0; or empty
 * @param values at least one, in the point's registered unit
 * @param quality of every sample
 * @param cause why the quality is bad
 * @param gateway that published it
 * @param boot life of the gateway's sequence; empty if it keeps none
 * @param seq number of the gateway's message within the boot; 0 if it keeps none
 * @param receivedAtUs clock of ingest
 * @param deviceStartUs what the sender said {@code startUs} is, where that was corrected; else 0
 * @param clockUs the run's clock when ingest took it; 0 if it is not known
 */
public record Block(
        String point,
        Lane lane,
        long startUs,
        int intervalUs,
        int[] offsetsUs,
        double[] values,
        Quality quality,
        Cause cause,
        String gateway,
        String boot,
        long seq,
        long receivedAtUs,
        long deviceStartUs,
        long clockUs) {

    private static final int[] REGULAR = {};

    public Block {
        if (values.length == 0) {
            throw new IllegalArgumentException("a block of point " + point + " has no sample");
        }
        if (offsetsUs.length != 0 && offsetsUs.length != values.length) {
            throw new IllegalArgumentException(
                    "a block of point %s has %d offsets for %d samples"
                            .formatted(point, offsetsUs.length, values.length));
        }
    }

    /** Samples of which it is not known when ingest took them. */
    public Block(
            String point,
            Lane lane,
            long startUs,
            int intervalUs,
            int[] offsetsUs,
            double[] values,
            Quality quality,
            Cause cause,
            String gateway,
            String boot,
            long seq,
            long receivedAtUs,
            long deviceStartUs) {
        this(
                point,
                lane,
                startUs,
                intervalUs,
                offsetsUs,
                values,
                quality,
                cause,
                gateway,
                boot,
                seq,
                receivedAtUs,
                deviceStartUs,
                0);
    }

    /** Samples whose times were not corrected, and for whose quality nobody gave a cause. */
    public Block(
            String point,
            Lane lane,
            long startUs,
            int intervalUs,
            int[] offsetsUs,
            double[] values,
            Quality quality,
            String gateway,
            String boot,
            long seq,
            long receivedAtUs) {
        this(
                point,
                lane,
                startUs,
                intervalUs,
                offsetsUs,
                values,
                quality,
                quality == Quality.BAD ? Cause.SENSOR : Cause.NONE,
                gateway,
                boot,
                seq,
                receivedAtUs,
                0);
    }

    /** One sample. */
    public static Block single(String point, long timeUs, double value) {
        return regular(point, timeUs, 0, new double[] {value});
    }

    /** Samples at a fixed distance, in the live lane, of good quality, with no origin. */
    public static Block regular(String point, long startUs, int intervalUs, double[] values) {
        return new Block(
                point, Lane.LIVE, startUs, intervalUs, REGULAR, values, Quality.GOOD, "", "", 0, 0);
    }

    public int size() {
        return values.length;
    }

    public double value(int sample) {
        return values[sample];
    }

    /** Event time of a sample. */
    public long timeUs(int sample) {
        return startUs + (offsetsUs.length == 0 ? (long) intervalUs * sample : offsetsUs[sample]);
    }

    public long endUs() {
        return timeUs(values.length - 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Block that
                && point.equals(that.point)
                && lane == that.lane
                && startUs == that.startUs
                && intervalUs == that.intervalUs
                && Arrays.equals(offsetsUs, that.offsetsUs)
                && Arrays.equals(values, that.values)
                && quality == that.quality
                && cause == that.cause
                && gateway.equals(that.gateway)
                && boot.equals(that.boot)
                && seq == that.seq
                && receivedAtUs == that.receivedAtUs
                && deviceStartUs == that.deviceStartUs
                && clockUs == that.clockUs;
    }

    @Override
    public int hashCode() {
        return 31 * point.hashCode() + Long.hashCode(startUs);
    }

    @Override
    public String toString() {
        return "Block[%s %s start %d µs, %d samples, %s]"
                .formatted(point, lane, startUs, values.length, quality);
    }
}
