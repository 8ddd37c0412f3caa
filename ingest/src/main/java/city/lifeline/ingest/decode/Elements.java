package city.lifeline.ingest.decode;

import city.lifeline.model.Ids;
import java.util.ArrayList;
import java.util.List;

/** Collects the readings and blocks of a message, the good and the refused. */
final class Elements {

    static final int[] EVEN = {};

    /** Of an address in a gateway's own naming. */
    static final int MAX_ADDRESS_LENGTH = 256;

    private static final int MAX_SHOWN_LENGTH = 64;
    private static final int MAX_UNIT_LENGTH = 64;

    private final List<DecodedBlock> blocks = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private int count;

    /** Index of the next reading or block. */
    int next() throws RefusedException {
        if (count == Decoder.MAX_ELEMENTS) {
            throw new RefusedException(
                    Reason.BATCH_SIZE,
                    "more than " + Decoder.MAX_ELEMENTS + " readings and blocks in one message");
        }
        return count++;
    }

    void accept(DecodedBlock block) {
        blocks.add(block);
    }

    void refuse(int index, String point, RefusedException why) {
        String shown =
                point.length() > MAX_SHOWN_LENGTH ? point.substring(0, MAX_SHOWN_LENGTH) : point;
        refusals.add(why.refusal(index, shown));
    }

    List<DecodedBlock> blocks() {
        return blocks;
    }

    List<Refusal> refusals() {
        return refusals;
    }

    static void checkPoint(String point) throws RefusedException {
        if (!Ids.isValid(point)) {
            throw new RefusedException(
                    Reason.BAD_ID, "the point's id is not 1 to 64 of A-Z a-z 0-9 _ . : -");
        }
    }

    /** An address may be any proper text without control characters. */
    static void checkAddress(String address) throws RefusedException {
        if (address.isEmpty() || address.length() > MAX_ADDRESS_LENGTH || !isPlain(address)) {
            throw new RefusedException(
                    Reason.BAD_ID,
                    "the address is not 1 to %d characters without control characters"
                            .formatted(MAX_ADDRESS_LENGTH));
        }
    }

    /** A unit may be any proper text without control characters, or empty. */
    static String unit(String text) throws RefusedException {
        if (text.length() > MAX_UNIT_LENGTH) {
            throw new RefusedException(Reason.FIELD_SIZE, "the unit is too long");
        }
        if (!isPlain(text)) {
            throw new RefusedException(Reason.WRONG_UNIT, "the unit holds what no unit can");
        }
        return text;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (Character.isISOControl(c) || (Character.isSurrogate(c) && !pair)) {
                return false;
            }
            i += pair ? 1 : 0;
        }
        return true;
    }

    static double finite(double value) throws RefusedException {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new RefusedException(Reason.NAN_INF, "the value is not a finite number");
        }
        // Turns -0.0 into 0.0.
        return value + 0.0;
    }

    /** Samples are so far apart, or, where there are offsets, so far from the first. */
    static void checkSpacing(long intervalUs, int[] offsetsUs, int values) throws RefusedException {
        if (offsetsUs.length != 0) {
            checkOffsets(intervalUs, offsetsUs, values);
            return;
        }
        if (intervalUs < 0 || intervalUs > Integer.MAX_VALUE) {
            throw new RefusedException(
                    Reason.RANGE, "intervalUs is not from 1 to " + Integer.MAX_VALUE);
        }
        if (intervalUs == 0 && values > 1) {
            throw new RefusedException(
                    Reason.MISSING_FIELD,
                    "a block of several values needs intervalUs or offsetsUs");
        }
    }

    private static void checkOffsets(long intervalUs, int[] offsetsUs, int values)
            throws RefusedException {
        if (intervalUs != 0) {
            throw new RefusedException(
                    Reason.RANGE, "a block has intervalUs or offsetsUs, not both");
        }
        if (offsetsUs.length != values) {
            throw new RefusedException(
                    Reason.RANGE, "offsetsUs has not as many entries as there are values");
        }
        boolean ascending = offsetsUs[0] == 0;
        for (int i = 1; i < values; i++) {
            ascending &= offsetsUs[i] > offsetsUs[i - 1];
        }
        if (!ascending) {
            throw new RefusedException(
                    Reason.RANGE, "offsetsUs does not ascend from 0 to at most 2^31 - 1");
        }
    }

    static void checkSeq(long seq) throws RefusedException {
        if (seq < 0) {
            throw new RefusedException(Reason.RANGE, "seq is not from 0 to 2^63 - 1");
        }
    }

    static void checkBoot(String boot) throws RefusedException {
        if (!boot.isEmpty() && !Ids.isValid(boot)) {
            throw new RefusedException(Reason.BAD_ID, "boot is not 1 to 64 of A-Z a-z 0-9 _ . : -");
        }
    }
}
