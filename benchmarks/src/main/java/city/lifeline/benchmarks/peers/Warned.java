package city.lifeline.benchmarks.peers;

import java.time.Instant;

/**
 * A warning as somebody outside hears of it.
 *
 * @param began when it says that it began, or when it was heard of if it does not say
 * @param heard when it was heard of
 */
record Warned(String point, Instant began, Instant heard) {}
