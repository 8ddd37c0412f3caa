package city.lifeline.alerting.letter;

import java.time.Duration;

/**
 * How much is kept; everything is counted.
 *
 * @param keep for how long
 * @param maxBytes of all letters together; beyond that the oldest go
 * @param hourlyLetters of one gateway, run and reason in an hour; beyond that they are only counted
 * @param hourlyBytes likewise; beyond that a letter is kept without its message
 */
public record LetterBounds(Duration keep, long maxBytes, int hourlyLetters, long hourlyBytes) {

    /**
     * So much that an unregistered point that reports every second can be taken once more in full,
     * and so little that a gateway that sends nothing but poison takes less than half a gigabyte a
     * day.
     */
    public static LetterBounds of(Duration keep, long maxBytes) {
        return new LetterBounds(keep, maxBytes, 10_000, 16 << 20);
    }
}
