package city.lifeline.prove;

import java.util.Random;

/** What decides everything random in a proof. Printed, so that a failing one can be repeated. */
public record Seed(long number) {

    /** Random numbers of one part of a proof, the same whatever the other parts draw. */
    public Random random(String part) {
        return new Random(number ^ ((long) part.hashCode() << 32));
    }
}
