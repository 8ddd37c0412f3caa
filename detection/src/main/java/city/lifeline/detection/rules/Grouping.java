package city.lifeline.detection.rules;

/**
 * Which of the points that a rule applies to are looked at together.
 *
 * @param tag of {@link Kind#TAG}: points that carry, themselves or by their asset, the same tag
 *     {@code tag:NAME} belong together; else empty
 * @param metres of {@link Kind#WITHIN}: how far two points of a group lie apart at most; else 0
 */
public record Grouping(Kind kind, String tag, double metres) {

    /** What the points of a group have in common. */
    public enum Kind {
        ASSET,
        DISTRICT,
        TAG,
        /** Each of them lies near each other one. */
        WITHIN
    }
}
