package city.lifeline.prove;

/** How long the proofs run: briefly with every build, or {@code -Dlifeline.minutes=N} each. */
final class Length {

    private Length() {}

    /** 0 for the short form. */
    static long minutes() {
        return Long.getLong("lifeline.minutes", 0);
    }

    static boolean isLong() {
        return minutes() > 0;
    }

    /** One of two, by length. */
    static <T> T either(T brief, T extended) {
        return isLong() ? extended : brief;
    }
}
