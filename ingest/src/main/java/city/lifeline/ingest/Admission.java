package city.lifeline.ingest;

import city.lifeline.ingest.decode.DecodedBlock;
import city.lifeline.ingest.decode.Reason;
import city.lifeline.ingest.decode.Refusal;
import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.registry.Point;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks decoded readings against the registry and the run's clock. Pure. */
final class Admission {

    private static final int[] REGULAR = {};

    private final Installed installed;
    private final TimeBounds bounds;

    /**
     * Where a message comes from.
     *
     * @param seq 0 if the gateway keeps no sequence
     */
    record Source(String gateway, String boot, long seq, long receivedAtUs) {}

    Admission(Installed installed, TimeBounds bounds) {
        this.installed = installed;
        this.bounds = bounds;
    }

    /**
     * Hands over the blocks that a decoded block becomes (more than one if only a part of it is
     * outside the physical range), or says why it is refused.
     */
    @Nullable Refusal admit(
            DecodedBlock block, Source source, long clockUs, Consumer<Block> accepted) {
        Point point = installed.pointAt(source.gateway(), block.address());
        if (point == null) {
            return refusal(
                    block,
                    Reason.UNKNOWN_DEVICE,
                    "no point of this id is registered; register it, then replay");
        }
        if (!point.gateway().equals(source.gateway())) {
            return refusal(
                    block,
                    Reason.WRONG_GATEWAY,
                    "the point is registered with gateway " + point.gateway());
        }
        if (!block.unit().isEmpty() && !block.unit().equals(point.unit())) {
            return refusal(block, Reason.WRONG_UNIT, "the point is registered in " + point.unit());
        }
        Reason untimely = bounds.refusal(block.startUs(), block.endUs(), clockUs);
        if (untimely != null) {
            return refusal(
                    block,
                    untimely,
                    untimely == Reason.TS_FUTURE
                            ? "the time is ahead of the run's clock; check the sender's clock"
                            : "the time is too long ago; check the sender's clock");
        }
        split(block, point, source, clockUs, accepted);
        return null;
    }

    private static Refusal refusal(DecodedBlock block, Reason reason, String detail) {
        return new Refusal(block.index(), block.address(), reason, detail);
    }

    private void split(
            DecodedBlock block,
            Point point,
            Source source,
            long clockUs,
            Consumer<Block> accepted) {
        double low = point.physicalLow().orElse(Double.NEGATIVE_INFINITY);
        double high = point.physicalHigh().orElse(Double.POSITIVE_INFINITY);
        double[] values = block.values();
        int from = 0;
        while (from < values.length) {
            boolean possible = isWithin(values[from], low, high);
            int to = from + 1;
            while (to < values.length && isWithin(values[to], low, high) == possible) {
                to++;
            }
            long startUs = block.timeUs(from);
            accepted.accept(
                    new Block(
                            point.id(),
                            block.historical() ? Lane.LATE : bounds.lane(block.startUs(), clockUs),
                            startUs,
                            to - from == 1 ? 0 : block.intervalUs(),
                            offsets(block, from, to),
                            from == 0 && to == values.length
                                    ? values
                                    : Arrays.copyOfRange(values, from, to),
                            possible ? block.quality() : Quality.BAD,
                            possible ? cause(block.quality()) : Cause.RANGE,
                            source.gateway(),
                            source.boot(),
                            source.seq(),
                            source.receivedAtUs(),
                            0));
            from = to;
        }
    }

    private static Cause cause(Quality said) {
        return said == Quality.BAD ? Cause.SENSOR : Cause.NONE;
    }

    private static int[] offsets(DecodedBlock block, int from, int to) {
        if (block.offsetsUs().length == 0 || to - from == 1) {
            return REGULAR;
        }
        int[] offsets = Arrays.copyOfRange(block.offsetsUs(), from, to);
        int first = offsets[0];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] -= first;
        }
        return offsets;
    }

    private static boolean isWithin(double value, double low, double high) {
        return value >= low && value <= high;
    }
}
