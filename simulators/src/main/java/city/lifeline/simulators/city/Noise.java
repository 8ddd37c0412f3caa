package city.lifeline.simulators.city;

/** Randomness without state: the same seed, name and index give the same number, in any order. */
final class Noise {

    private final long seed;

    Noise(long seed) {
        this.seed = seed;
    }

    /** An independent one. */
    Noise of(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return new Noise(mix(seed ^ hash));
    }

    Noise of(long index) {
        return new Noise(mix(seed + 0x9e3779b97f4a7c15L * (index + 1)));
    }

    /** From 0 (inclusive) to 1. */
    double uniform(long index) {
        return (mix(seed + 0x9e3779b97f4a7c15L * index) >>> 11) * 0x1.0p-53;
    }

    double uniform(long index, double low, double high) {
        return low + (high - low) * uniform(index);
    }

    /** Mean 0, standard deviation 1, never beyond 3.5; a sum of four uniform ones. */
    double gaussian(long index) {
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += uniform(4 * index + i);
        }
        return (sum - 2) * 1.7320508075688772;
    }

    /** A continuous wander from −1 to 1 that turns about every {@code periodS}. */
    double smooth(double t, double periodS) {
        double position = t / periodS;
        double floor = Math.floor(position);
        double f = position - floor;
        double ease = f * f * f * (f * (f * 6 - 15) + 10);
        long index = (long) floor;
        double a = 2 * uniform(index) - 1;
        double b = 2 * uniform(index + 1) - 1;
        return a + (b - a) * ease;
    }

    /** A wander with finer movements in it, from −1 to 1. */
    double wander(double t, double periodS) {
        return 0.6 * smooth(t, periodS)
                + 0.3 * of(1).smooth(t, periodS / 3.1)
                + 0.1 * of(2).smooth(t, periodS / 9.7);
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
