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
}
