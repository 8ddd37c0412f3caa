package city.lifeline.prove;

/** How long the proofs run: briefly with every build, or {@code -Dlifeline.minutes=N} each. */
public final class Length {

    private Length() {}

    /** 0 for the short form. */
    public static long minutes() {
        return Long.getLong("lifeline.minutes", 0);
    }

    public static boolean isLong() {
        return minutes() > 0;
    }

    /** One of two, by length. */
    public static <T> T either(T brief, T extended) {
        return isLong() ? extended : brief;
    }
}
