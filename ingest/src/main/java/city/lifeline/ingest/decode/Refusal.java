package city.lifeline.ingest.decode;

/**
 * One thing that was refused.
 *
 * @param index of the reading or block, counted in the order of the message; −1: the whole message
 * @param point as written; empty if none could be read
 * @param detail for people; holds no raw input
 */
public record Refusal(int index, String point, Reason reason, String detail) {

    public static final int WHOLE = -1;

    public static Refusal whole(Reason reason, String detail) {
        return new Refusal(WHOLE, "", reason, detail);
    }
}
