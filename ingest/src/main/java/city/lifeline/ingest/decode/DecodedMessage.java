package city.lifeline.ingest.decode;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a payload holds.
 *
 * @param boot empty if the gateway keeps no sequence
 * @param seq {@link #NO_SEQ} if the gateway keeps no sequence
 * @param sentAtUs {@link #NO_TIME} if the gateway does not say
 * @param gateway as named in the payload; empty if it names none
 * @param refused why the message is refused as a whole; boot and seq may be known nevertheless
 * @param replies to publish once the message is taken
 * @param missing messages before this one that the gateway numbered and that never came, for
 *     formats with numbers of their own and no boot
 */
public record DecodedMessage(
        String boot,
        long seq,
        long sentAtUs,
        String gateway,
        List<DecodedBlock> blocks,
        List<Refusal> refusals,
        @Nullable Refusal refused,
        List<Reply> replies,
        long missing) {

    public static final long NO_SEQ = -1;
    public static final long NO_TIME = Long.MIN_VALUE;

    /** Without replies and numbers of its own. */
    public DecodedMessage(
            String boot,
            long seq,
            long sentAtUs,
            String gateway,
            List<DecodedBlock> blocks,
            List<Refusal> refusals,
            @Nullable Refusal refused) {
        this(boot, seq, sentAtUs, gateway, blocks, refusals, refused, List.of(), 0);
    }

    /** Nothing could be read of it. */
    public static DecodedMessage refused(Refusal why) {
        return new DecodedMessage("", NO_SEQ, NO_TIME, "", List.of(), List.of(), why);
    }

    /** A sequence without a boot cannot tell a repeat from a restart, so it is none. */
    public boolean hasSequence() {
        return seq != NO_SEQ && !boot.isEmpty();
    }
}
