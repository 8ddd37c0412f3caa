package city.lifeline.simulators.city;

/** What a point would show if its sensor were perfect. */
@FunctionalInterface
interface Signal {

    /**
     * The value at a moment.
     *
     * @param t seconds since the epoch
     */
    double at(double t);

    /**
     * Values at a fixed distance. A model that knows how does this in less than the time that it
     * takes to ask for each.
     *
     * @param t of the first, seconds since the epoch
     * @param stepS seconds between them
     */
    default void fill(double[] values, double t, double stepS) {
        for (int i = 0; i < values.length; i++) {
            values[i] = at(t + i * stepS);
        }
    }
}
