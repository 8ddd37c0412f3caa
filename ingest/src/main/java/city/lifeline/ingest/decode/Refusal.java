package city.lifeline.ingest.decode;

/**
 * One thing that was refused.
 *
 * @param index of the reading or block, counted in the order of the message; −1: the whole message
 * @param point as written; empty if none could be read
 * @param detail for people; holds no raw input
 * @param timeUs the time that is refused, µs since the epoch; {@link DecodedMessage#NO_TIME} if it
 *     is about something else, or was no time
 */
public record Refusal(int index, String point, Reason reason, String detail, long timeUs) {

    public static final int WHOLE = -1;

    /** Not about a time. */
    public Refusal(int index, String point, Reason reason, String detail) {
        this(index, point, reason, detail, DecodedMessage.NO_TIME);
    }

    public static Refusal whole(Reason reason, String detail) {
        return new Refusal(WHOLE, "", reason, detail);
    }
}
