package city.lifeline.prove;

import java.util.Random;

/**
 * What decides everything random in a proof. Printed, so that a failing one can be repeated with
 * {@code -Dlifeline.seed=N}.
 */
public record Seed(long number) {

    /** The one that was asked for, or a new one. */
    public static Seed of(String proof) {
        Seed seed = new Seed(Long.getLong("lifeline.seed", new Random().nextLong()));
        System.out.printf("%s: -Dlifeline.seed=%d%n", proof, seed.number);
        return seed;
    }

    /** Random numbers of one part of a proof, the same whatever the other parts draw. */
    public Random random(String part) {
        return new Random(number ^ ((long) part.hashCode() << 32));
    }
}
