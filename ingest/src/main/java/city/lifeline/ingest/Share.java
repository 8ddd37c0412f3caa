package city.lifeline.ingest;

import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.Runs;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What part of the city a pipeline works for. */
interface Share {

    /** As logs and metrics say it. */
    String name();

    /** Whether a message is this pipeline's; if not, another session hears it, too. */
    boolean takes(Route.Match match);

    /** Key under which the progress of a gateway is saved. */
    String progressKey(Route.Match match);

    /** Whether progress that was saved under a key is this pipeline's to go on from. */
    boolean restores(String progressKey);

    /** Whether messages that come once more, by Kafka, are this pipeline's. */
    boolean takesResubmissions();

    /** The record that carries a run's clock; null: others vouch for this run. */
    @Nullable ReadingsRecord clock(String run, long promisedUs, long clockUs);

    /** Everything. */
    static Share all() {
        return new All();
    }

    /**
     * The gateways of a slot. Whatever its session delivers is taken, for it may have waited in the
     * broker since the slots were other ones.
     */
    static Share slot(Slots slots, int slot) {
        return new Slot(slots, slot);
    }

    /**
     * Runs aside, and the gateways that no slot hears: unknown ones, and those registered a moment
     * ago.
     *
     * <p>A message is judged by who is heard when it is taken, not when it came to the broker: what
     * has waited in this session since before the gateway's slot heard it, such as since ingest was
     * undivided, is dropped although no slot gets it. It is not acknowledged to the gateway.
     *
     * @param heard whether a gateway is heard by its slot
     */
    static Share rest(Predicate<String> heard) {
        return new Rest(heard);
    }

    /** See {@link #all}. */
    record All() implements Share {
        @Override
        public String name() {
            return "0";
        }

        @Override
        public boolean takes(Route.Match match) {
            return true;
        }

        @Override
        public String progressKey(Route.Match match) {
            return match.key();
        }

        @Override
        public boolean restores(String progressKey) {
            return true;
        }

        @Override
        public boolean takesResubmissions() {
            return true;
        }

        @Override
        public ReadingsRecord clock(String run, long promisedUs, long clockUs) {
            return ReadingsRecord.clock(promisedUs, clockUs, 0, 1);
        }
    }

    /** See {@link #slot}. */
    record Slot(Slots slots, int slot) implements Share {
        @Override
        public String name() {
            return slots.name(slot);
        }

        @Override
        public boolean takes(Route.Match match) {
            return true;
        }

        @Override
        public String progressKey(Route.Match match) {
            return match.key();
        }

        @Override
        public boolean restores(String progressKey) {
            String live = Runs.LIVE + "/";
            return progressKey.startsWith(live)
                    && slots.of(progressKey.substring(live.length())) == slot;
        }

        @Override
        public boolean takesResubmissions() {
            return false;
        }

        @Override
        public @Nullable ReadingsRecord clock(String run, long promisedUs, long clockUs) {
            return run.equals(Runs.LIVE)
                    ? ReadingsRecord.clock(promisedUs, clockUs, slot, slots.count())
                    : null;
        }
    }

    /** See {@link #rest}. */
    record Rest(Predicate<String> heard) implements Share {

        // No run has such an id; the gateway's slot keeps the progress of the live run.
        private static final String LIVE = "*rest/";

        @Override
        public String name() {
            return "rest";
        }

        @Override
        public boolean takes(Route.Match match) {
            return !match.isLive() || !heard.test(match.gateway());
        }

        @Override
        public String progressKey(Route.Match match) {
            return match.isLive() ? LIVE + match.gateway() : match.key();
        }

        @Override
        public boolean restores(String progressKey) {
            return !progressKey.startsWith(Runs.LIVE + "/");
        }

        @Override
        public boolean takesResubmissions() {
            return true;
        }

        @Override
        public @Nullable ReadingsRecord clock(String run, long promisedUs, long clockUs) {
            return run.equals(Runs.LIVE) ? null : ReadingsRecord.clock(promisedUs, clockUs, 0, 1);
        }
    }
}
