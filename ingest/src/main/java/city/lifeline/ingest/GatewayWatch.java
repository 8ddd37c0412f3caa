package city.lifeline.ingest;

import city.lifeline.ingest.decode.DecodedMessage;
import city.lifeline.ingest.decode.Reason;
import city.lifeline.ingest.decode.Refusal;
import city.lifeline.ingest.sequence.SequenceTracker;
import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.GatewayStatus;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.registry.GatewayPoints;
import city.lifeline.model.registry.Point;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the gateways of the live run do: their clocks, and what came from them. Pure; belongs to one
 * pipeline, and knows the gateways that this one hears.
 */
final class GatewayWatch {

    private static final long SECOND_US = 1_000_000;
    private static final long READING_EVERY_US = GatewayPoints.INTERVAL.toNanos() / 1_000;
    private static final long SILENT_AFTER_US = 60 * SECOND_US;
    private static final long STATUS_AT_MOST_EVERY_NS = 1_000_000_000L;
    private static final long STATUS_AT_LEAST_EVERY_NS = 60_000_000_000L;
    private static final long EVIDENCE_FOR_US = 60 * SECOND_US;
    private static final long LONGEST_EVIDENCE_US = 6 * 3_600 * SECOND_US;
    private static final int INTERVALS = 3;
    private static final int MAX_STRAYING_POINTS = 32;

    private final Installed installed;
    private final TimeBounds bounds;
    private final long startedUs;
    private final Map<String, Watched> gateways = new HashMap<>();

    /**
     * Watches from now on.
     *
     * @param startedUs the run's clock
     */
    GatewayWatch(Installed installed, TimeBounds bounds, long startedUs) {
        this.installed = installed;
        this.bounds = bounds;
        this.startedUs = startedUs;
    }

    /** A registered gateway; only such a one, or anyone could fill the memory. */
    Watched gateway(String id) {
        return gateways.computeIfAbsent(id, Watched::new);
    }

    /** Another watches from now on. */
    void forget() {
        gateways.clear();
    }

    /**
     * Gives the readings and statuses that are due.
     *
     * @param clockUs the run's clock
     * @param wallUs the wall clock
     * @param nowNs for how often statuses are given, whatever the speed of the run's clock
     */
    void tick(
            long clockUs,
            long wallUs,
            long nowNs,
            Consumer<Block> readings,
            Consumer<GatewayStatus> statuses) {
        for (Watched gateway : gateways.values()) {
            gateway.read(clockUs, wallUs, readings);
            if (gateway.isStatusDue(nowNs)) {
                statuses.accept(gateway.status(clockUs, nowNs));
            }
        }
    }

    /** One gateway. */
    final class Watched implements Admission.Strays {

        private final String id;
        private final GatewayClock clock =
                new GatewayClock(bounds.skewMaxUs(), bounds.futureMaxUs());
        private final Map<String, Stray> strays = new LinkedHashMap<>();
        private final EnumMap<Reason, Long> refused = new EnumMap<>(Reason.class);

        private @Nullable SequenceTracker sequence;
        private String boot = "";
        private long seq;
        private long heardUs;
        private long messages;
        private long samples;
        private long lateSamples;
        private long repeats;
        private long clockUs;

        // Of messages without a time of their own, the newest sample against the run's clock.
        private long newestAheadUs = Long.MIN_VALUE;
        private boolean saysWhenSent;

        private long readingUs = Long.MIN_VALUE;
        private boolean changed;
        private boolean everGiven;
        private long confirmationsGiven;
        private long statusNs;

        private Watched(String id) {
            this.id = id;
        }

        /** A time that is out of bounds, and until when it counts. */
        private record Stray(long aheadUs, long untilUs) {}

        /**
         * A message is going to be admitted.
         *
         * @return how far its times must be corrected
         */
        long heard(DecodedMessage message, long nowUs) {
            clockUs = nowUs;
            heardUs = nowUs;
            messages++;
            changed = true;
            if (message.sentAtUs() != DecodedMessage.NO_TIME) {
                saysWhenSent = true;
                clock.heard(message.sentAtUs(), nowUs);
            } else if (!message.blocks().isEmpty()) {
                long newestUs = Long.MIN_VALUE;
                for (var block : message.blocks()) {
                    newestUs = Math.max(newestUs, block.endUs());
                }
                newestAheadUs = Math.max(newestAheadUs, newestUs - nowUs);
            }
            return clock.correctionUs();
        }

        /** A message of the gateway's sequence was accepted. */
        void accepted(SequenceTracker tracker, DecodedMessage message, long nowUs) {
            tracker.countSince(nowUs);
            sequence = tracker;
            boot = message.boot();
            seq = message.seq();
        }

        /** A message was known by its sequence number. */
        void repeated(SequenceTracker tracker, long nowUs) {
            sequence = tracker;
            heardUs = nowUs;
            repeats++;
            changed = true;
        }

        /** Samples were admitted. */
        void accepted(int live, int late) {
            samples += live + late;
            lateSamples += late;
        }

        void refused(Refusal refusal, long nowUs) {
            clockUs = nowUs;
            if (refusal.reason() != Reason.SIGNATURE) {
                // Else it may be anybody who was heard.
                heardUs = nowUs;
            }
            changed = true;
            refused.merge(refusal.reason(), 1L, Long::sum);
            if (refusal.timeUs() != DecodedMessage.NO_TIME) {
                strayed(refusal.point(), refusal.timeUs() - nowUs);
            }
        }

        @Override
        public void strayed(String address, long aheadUs) {
            Point point = installed.pointAt(id, address);
            long intervalUs = point == null ? 0 : point.interval().toNanos() / 1_000;
            long forUs =
                    Math.min(
                            LONGEST_EVIDENCE_US, Math.max(EVIDENCE_FOR_US, INTERVALS * intervalUs));
            String of = point == null ? "" : point.id();
            if (strays.size() < MAX_STRAYING_POINTS || strays.containsKey(of)) {
                strays.put(of, new Stray(aheadUs, clockUs + forUs));
            }
        }

        private void read(long nowUs, long wallUs, Consumer<Block> readings) {
            if (nowUs - heardUs > SILENT_AFTER_US
                    || (readingUs != Long.MIN_VALUE && nowUs - readingUs < READING_EVERY_US)) {
                return;
            }
            readingUs = nowUs;
            OptionalLong offsetUs = offsetUs(nowUs);
            newestAheadUs = Long.MIN_VALUE;
            Point point = installed.point(GatewayPoints.clockOffsetId(id));
            if (offsetUs.isEmpty()
                    || point == null
                    || !GatewayPoints.isMeasuredByIngest(point)
                    || !point.unit().equals(GatewayPoints.CLOCK_OFFSET_UNIT)) {
                return;
            }
            readings.accept(
                    new Block(
                            point.id(),
                            Lane.LIVE,
                            nowUs,
                            0,
                            new int[0],
                            new double[] {seconds(offsetUs.getAsLong())},
                            Quality.GOOD,
                            Cause.NONE,
                            id,
                            "",
                            0,
                            wallUs,
                            0,
                            nowUs));
        }

        /**
         * The gateway's clock, if it is wrong; else the worst time that came from behind it; else
         * the gateway's clock, which is right, or nothing.
         */
        private OptionalLong offsetUs(long nowUs) {
            strays.values().removeIf(stray -> stray.untilUs() < nowUs);
            OptionalLong own = clock.offsetUs();
            if (own.isPresent() && Math.abs(own.getAsLong()) > bounds.skewMaxUs()) {
                return own;
            }
            long worst = 0;
            for (Stray stray : strays.values()) {
                if (Math.abs(stray.aheadUs()) > Math.abs(worst)) {
                    worst = stray.aheadUs();
                }
            }
            if (worst != 0) {
                return OptionalLong.of(worst);
            }
            if (own.isPresent()) {
                return own;
            }
            // Samples of the present tell that the clock is right; older ones may be history.
            return !saysWhenSent && newestAheadUs >= -bounds.skewMaxUs()
                    ? OptionalLong.of(newestAheadUs)
                    : OptionalLong.empty();
        }

        private boolean isStatusDue(long nowNs) {
            long passedNs = nowNs - statusNs;
            SequenceTracker known = sequence;
            boolean news =
                    changed || (known != null && known.confirmations() != confirmationsGiven);
            return !everGiven
                    || (news && passedNs >= STATUS_AT_MOST_EVERY_NS)
                    || passedNs >= STATUS_AT_LEAST_EVERY_NS;
        }

        private GatewayStatus status(long nowUs, long nowNs) {
            everGiven = true;
            changed = false;
            statusNs = nowNs;
            OptionalLong offsetUs = offsetUs(nowUs);
            Map<String, Long> byReason = new HashMap<>();
            refused.forEach((reason, count) -> byReason.put(reason.code(), count));
            SequenceTracker known = sequence;
            confirmationsGiven = known == null ? 0 : known.confirmations();
            SequenceTracker.Completeness complete =
                    known == null ? SequenceTracker.Completeness.NONE : known.completeness(boot);
            return new GatewayStatus(
                    id,
                    nowUs,
                    heardUs,
                    boot,
                    seq,
                    complete.sinceUs(),
                    complete.received(),
                    complete.missing(),
                    complete.ranges(),
                    startedUs,
                    messages,
                    samples,
                    lateSamples,
                    repeats,
                    complete.restarts(),
                    byReason,
                    offsetUs.isPresent()
                            ? OptionalDouble.of(seconds(offsetUs.getAsLong()))
                            : OptionalDouble.empty(),
                    offsetUs.isPresent() && Math.abs(offsetUs.getAsLong()) > bounds.skewMaxUs());
        }
    }

    private static double seconds(long us) {
        return us / 1e6;
    }
}
