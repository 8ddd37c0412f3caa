package city.lifeline.detection;

import java.util.EnumMap;
import java.util.Map;

/**
 * The hysteresis latch of one grade.
 *
 * <pre>
 *             DANGEROUS               ON_DELAY_OVER
 *      OFF ───────────────▶ PENDING ────────────────▶ ON ◀───────────────┐
 *       ▲                      │                      │                  │
 *       │    BETWEEN, SAFE     │                      │ SAFE             │ BETWEEN,
 *       ├──────────────────────┘                      ▼                  │ DANGEROUS
 *       │                OFF_DELAY_OVER                                  │
 *       └──────────────────────────────────────── RELEASING ─────────────┘
 * </pre>
 *
 * A grade whose rule no longer has it goes {@code OFF} from anywhere ({@code GRADE_GONE}). A latch
 * counts as latched while {@code ON} or {@code RELEASING}. With no delay, two steps happen at one
 * sample.
 */
enum Latch {
    OFF(0),
    PENDING(1),
    ON(2),
    RELEASING(3);

    /** What happens to a latch. */
    enum Input {
        /** A value at or beyond the raise limit. */
        DANGEROUS,
        /** A value short of the raise limit that has not left the clear limit. */
        BETWEEN,
        /** A value on the safe side of the clear limit. */
        SAFE,
        ON_DELAY_OVER,
        OFF_DELAY_OVER,
        /** The rule has changed and has no such grade any more. */
        GRADE_GONE
    }

    private static final Map<Latch, Map<Input, Latch>> TRANSITIONS = transitions();
    private static final Latch[] BY_CODE = {OFF, PENDING, ON, RELEASING};

    private final byte code;

    Latch(int code) {
        this.code = (byte) code;
    }

    /** As it is stored: never change one. */
    byte code() {
        return code;
    }

    static Latch of(byte code) {
        return BY_CODE[code];
    }

    boolean latched() {
        return this == ON || this == RELEASING;
    }

    /** Whether it waits for a delay to pass. */
    boolean timed() {
        return this == PENDING || this == RELEASING;
    }

    /**
     * Where an input leads.
     *
     * @throws IllegalStateException if the input cannot happen here
     */
    Latch after(Input input) {
        Latch next = TRANSITIONS.getOrDefault(this, Map.of()).get(input);
        if (next == null) {
            throw new IllegalStateException("a latch that is " + this + " cannot see " + input);
        }
        return next;
    }

    private static Map<Latch, Map<Input, Latch>> transitions() {
        Map<Latch, Map<Input, Latch>> table = new EnumMap<>(Latch.class);
        table.put(
                OFF,
                new EnumMap<>(
                        Map.of(
                                Input.DANGEROUS, PENDING,
                                Input.BETWEEN, OFF,
                                Input.SAFE, OFF,
                                Input.GRADE_GONE, OFF)));
        table.put(
                PENDING,
                new EnumMap<>(
                        Map.of(
                                Input.DANGEROUS, PENDING,
                                Input.BETWEEN, OFF,
                                Input.SAFE, OFF,
                                Input.ON_DELAY_OVER, ON,
                                Input.GRADE_GONE, OFF)));
        table.put(
                ON,
                new EnumMap<>(
                        Map.of(
                                Input.DANGEROUS, ON,
                                Input.BETWEEN, ON,
                                Input.SAFE, RELEASING,
                                Input.GRADE_GONE, OFF)));
        table.put(
                RELEASING,
                new EnumMap<>(
                        Map.of(
                                Input.DANGEROUS, ON,
                                Input.BETWEEN, ON,
                                Input.SAFE, RELEASING,
                                Input.OFF_DELAY_OVER, OFF,
                                Input.GRADE_GONE, OFF)));
        return table;
    }
}
