package city.lifeline.model;

/** Grade of a warning, mildest first: 蓝 &lt; 黄 &lt; 橙 &lt; 红. */
public enum Grade {
    BLUE,
    YELLOW,
    ORANGE,
    RED;

    public boolean isAtLeast(Grade other) {
        return compareTo(other) >= 0;
    }

    public boolean isAbove(Grade other) {
        return compareTo(other) > 0;
    }

    /** The next graver one; red is the gravest. */
    public Grade oneHigher() {
        return switch (this) {
            case BLUE -> YELLOW;
            case YELLOW -> ORANGE;
            case ORANGE, RED -> RED;
        };
    }
}
