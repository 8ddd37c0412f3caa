package city.lifeline.ingest;

import city.lifeline.ingest.decode.DecodedBlock;
import city.lifeline.ingest.decode.DecodedMessage;
import city.lifeline.ingest.decode.Reason;
import city.lifeline.ingest.decode.Refusal;
import city.lifeline.ingest.units.UnitConversion;
import city.lifeline.ingest.units.Units;
import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.Runs;
import city.lifeline.model.registry.GatewayPoints;
import city.lifeline.model.registry.Point;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks decoded readings against the registry and the run's clock, and brings them into the
 * point's unit. Pure; remembers recent samples, on one thread.
 *
 * <p>A time that is ahead of the clock, and all times of a gateway whose clock is known to be
 * wrong, are shifted to the run's clock; the sender's own time is kept beside. A value that cannot
 * be goes on, marked {@link Quality#BAD} and why.
 */
final class Admission {

    private static final int[] REGULAR = {};
    private static final int RECENT_SAMPLES = 1 << 18;

    private final Installed installed;
    private final TimeBounds bounds;
    private final Repeats repeats;
    private final Units units = new Units();
    private final RecentSamples recent = new RecentSamples(RECENT_SAMPLES);
    private final Jumps jumps = new Jumps();

    /**
     * Where a message comes from.
     *
     * @param boot empty if the gateway keeps no sequence
     * @param seq 0 if the gateway keeps no sequence
     * @param receivedAtUs wall clock
     * @param clockUs the run's clock
     * @param clockOffsetUs how far the gateway's clock is known to be ahead of the run's, negative:
     *     behind; 0 if it is right or nothing is known. Live run only
     */
    record Source(
            String run,
            String gateway,
            String boot,
            long seq,
            long receivedAtUs,
            long clockUs,
            long clockOffsetUs) {

        boolean isLive() {
            return run.equals(Runs.LIVE);
        }
    }

    /** Told of samples that came again. */
    interface Repeats {

        /** They were known, with the same values: dropped. */
        void repeated(int samples);

        /** Their times were known with other values: kept. */
        void contradicted(int samples);
    }

    /** Told of times that are not those of the run's clock. */
    interface Strays {

        /** In a run aside. */
        Strays IGNORED = (address, aheadUs) -> {};

        /**
         * A time that was refused, or corrected by itself, not with its gateway's clock.
         *
         * @param aheadUs of the run's clock; negative: behind
         */
        void strayed(String address, long aheadUs);
    }

    Admission(Installed installed, TimeBounds bounds, Repeats repeats) {
        this.installed = installed;
        this.bounds = bounds;
        this.repeats = repeats;
    }

    /**
     * Takes the blocks of a message. A block may become several, if parts of it are of different
     * quality, or none, if it is known.
     */
    void admit(
            DecodedMessage message,
            Source source,
            Strays strays,
            Consumer<Block> accepted,
            Consumer<Refusal> refused) {
        List<DecodedBlock> blocks = message.blocks();
        long offsetUs = source.clockOffsetUs();
        if (offsetUs != 0 && isOfThePresent(blocks, source.clockUs())) {
            // Whatever the gateway says of its clock: these times are right.
            offsetUs = 0;
        }
        Newest newest = new Newest(blocks, source.clockUs() + bounds.futureMaxUs());
        for (DecodedBlock block : blocks) {
            Refusal refusal = admit(block, newest, source, offsetUs, strays, accepted);
            if (refusal != null) {
                refused.accept(refusal);
            }
        }
    }

    /** Forgets what was accepted, because it may not be in Kafka. */
    void forget() {
        recent.forget();
        jumps.forget();
    }

    private boolean isOfThePresent(List<DecodedBlock> blocks, long clockUs) {
        long newestUs = Long.MIN_VALUE;
        for (DecodedBlock block : blocks) {
            newestUs = Math.max(newestUs, block.endUs());
        }
        return newestUs != Long.MIN_VALUE && bounds.isNear(newestUs, clockUs);
    }

    private @Nullable Refusal admit(
            DecodedBlock block,
            Newest newest,
            Source source,
            long offsetUs,
            Strays strays,
            Consumer<Block> accepted) {
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
        if (GatewayPoints.isMeasuredByIngest(point)) {
            return refusal(
                    block,
                    Reason.WRONG_GATEWAY,
                    "Lifeline measures this point itself; leave it out");
        }
        UnitConversion conversion = null;
        if (!block.unit().isEmpty() && !block.unit().equals(point.unit())) {
            conversion = units.between(block.unit(), point.unit());
            if (conversion.problem() != null) {
                return refusal(
                        block,
                        conversion.otherQuantity() ? Reason.QUANTITY_MISMATCH : Reason.WRONG_UNIT,
                        conversion.problem());
            }
        }
        long shiftUs = 0;
        long clockUs = source.clockUs();
        if (source.isLive()) {
            shiftUs = bounds.isAhead(block.endUs() - offsetUs, clockUs) ? 0 : -offsetUs;
        }
        Reason untimely =
                bounds.refusal(block.startUs() + shiftUs, block.endUs() + shiftUs, clockUs);
        boolean ahead = bounds.isAhead(block.endUs() + shiftUs, clockUs);
        if (ahead && !source.isLive()) {
            untimely = Reason.TS_FUTURE;
        }
        if (untimely != null) {
            strays.strayed(block.address(), block.endUs() - clockUs);
            return refusal(
                    block,
                    untimely,
                    untimely == Reason.TS_FUTURE
                            ? "the time is ahead of the run's clock; check the sender's clock"
                            : "the time is too long ago; check the sender's clock");
        }
        if (ahead) {
            strays.strayed(block.address(), block.endUs() - clockUs);
            shiftUs = clockUs - newest.us(block);
        }
        double[] values = block.values();
        if (conversion != null) {
            values = converted(values, conversion);
            if (values == null) {
                return refusal(
                        block,
                        Reason.OVERFLOW,
                        "a value is too large for a number in " + point.unit());
            }
        }
        if (source.isLive() && isRepeated(point, block)) {
            return null;
        }
        split(block, values, point, source, shiftUs, accepted);
        return null;
    }

    private static Refusal refusal(DecodedBlock block, Reason reason, String detail) {
        return new Refusal(block.index(), block.address(), reason, detail);
    }

    /**
     * The newest acceptable time of each point in a message, so that samples of one message keep
     * their distances. Few messages are ahead of the clock, so it is made when first asked.
     */
    private static final class Newest {

        private final List<DecodedBlock> blocks;
        private final long maxUs;
        private @Nullable Map<String, Long> byAddress;

        Newest(List<DecodedBlock> blocks, long maxUs) {
            this.blocks = blocks;
            this.maxUs = maxUs;
        }

        long us(DecodedBlock of) {
            Map<String, Long> newest = byAddress;
            if (newest == null) {
                newest = new HashMap<>();
                for (DecodedBlock block : blocks) {
                    if (block.endUs() <= maxUs) {
                        newest.merge(block.address(), block.endUs(), Math::max);
                    }
                }
                byAddress = newest;
            }
            return newest.getOrDefault(of.address(), of.endUs());
        }
    }

    private static double @Nullable [] converted(double[] values, UnitConversion conversion) {
        double[] converted = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double value = conversion.apply(values[i]);
            if (!Double.isFinite(value)) {
                return null;
            }
            // No negative zero.
            converted[i] = value + 0.0;
        }
        return converted;
    }

    private boolean isRepeated(Point point, DecodedBlock block) {
        double[] values = block.values();
        return switch (recent.take(point.id(), block.startUs(), content(block))) {
            case NEW -> false;
            case REPEATED -> {
                repeats.repeated(values.length);
                yield true;
            }
            case CONTRADICTED -> {
                repeats.contradicted(values.length);
                yield false;
            }
        };
    }

    /** Unit and quality count: 1 kPa of good quality is no repeat of 1 MPa. */
    private static long content(DecodedBlock block) {
        double[] values = block.values();
        long digest = Double.doubleToRawLongBits(values[0]);
        if (values.length > 1 || block.quality() != Quality.GOOD || !block.unit().isEmpty()) {
            digest = mix(digest, 31L * block.quality().name().hashCode() + block.unit().hashCode());
            digest = mix(digest, block.intervalUs());
            for (int i = 1; i < values.length; i++) {
                digest = mix(digest, Double.doubleToRawLongBits(values[i]));
            }
            for (int offset : block.offsetsUs()) {
                digest = mix(digest, offset);
            }
        }
        return digest;
    }

    private static long mix(long digest, long next) {
        long mixed = (Long.rotateLeft(digest, 27) ^ next) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 31);
    }

    private void split(
            DecodedBlock block,
            double[] values,
            Point point,
            Source source,
            long shiftUs,
            Consumer<Block> accepted) {
        Lane lane =
                block.historical()
                        ? Lane.LATE
                        : bounds.lane(block.startUs() + shiftUs, source.clockUs());
        Jumps.Memory memory =
                point.jump().isPresent() && block.quality() != Quality.BAD
                        ? jumps.of(source.run(), source.isLive() ? "" : source.boot(), lane, point)
                        : null;
        int from = 0;
        Cause cause = cause(block, values, 0, point, memory, shiftUs);
        for (int to = 1; to <= values.length; to++) {
            Cause next =
                    to == values.length ? cause : cause(block, values, to, point, memory, shiftUs);
            if (to < values.length && next == cause) {
                continue;
            }
            long deviceStartUs = block.timeUs(from);
            accepted.accept(
                    new Block(
                            point.id(),
                            lane,
                            deviceStartUs + shiftUs,
                            to - from == 1 ? 0 : block.intervalUs(),
                            offsets(block, from, to),
                            from == 0 && to == values.length
                                    ? values
                                    : Arrays.copyOfRange(values, from, to),
                            quality(block.quality(), cause, shiftUs),
                            cause,
                            source.gateway(),
                            source.boot(),
                            source.seq(),
                            source.receivedAtUs(),
                            shiftUs == 0 ? 0 : deviceStartUs,
                            source.clockUs()));
            from = to;
            cause = next;
        }
    }

    private static Quality quality(Quality said, Cause cause, long shiftUs) {
        if (cause != Cause.NONE) {
            return Quality.BAD;
        }
        return shiftUs != 0 && said == Quality.GOOD ? Quality.CLOCK : said;
    }

    /** Why a sample is bad; a sentinel is what the device sent, before any conversion. */
    private static Cause cause(
            DecodedBlock block,
            double[] values,
            int i,
            Point point,
            Jumps.@Nullable Memory memory,
            long shiftUs) {
        if (!point.sentinels().isEmpty() && isSentinel(point, block.values()[i])) {
            return Cause.SENTINEL;
        }
        double value = values[i];
        if (value < point.physicalLow().orElse(Double.NEGATIVE_INFINITY)
                || value > point.physicalHigh().orElse(Double.POSITIVE_INFINITY)) {
            return Cause.RANGE;
        }
        if (block.quality() == Quality.BAD) {
            return Cause.SENSOR;
        }
        if (memory != null && memory.isJump(block.timeUs(i) + shiftUs, value)) {
            return Cause.JUMP;
        }
        return Cause.NONE;
    }

    private static boolean isSentinel(Point point, double raw) {
        for (double sentinel : point.sentinels()) {
            if (raw == sentinel) {
                return true;
            }
        }
        return false;
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
}
