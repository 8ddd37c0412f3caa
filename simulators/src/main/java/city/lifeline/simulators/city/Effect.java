package city.lifeline.simulators.city;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One effect of a scenario.
 *
 * @param quantity of the points it acts on, {@code *} for one point of any; empty: it acts on a
 *     drive
 * @param drive what it drives in an asset's model, such as {@code leak}; empty: it acts on points
 * @param reach which assets it reaches
 * @param low amount at severity 0
 * @param high amount at severity 1
 * @param of registered limit of the point that the amount is times of; empty: none
 * @param delay from the scenario's onset
 * @param lasts null: to the scenario's end
 * @param stagger between the points of an asset, in the order of their ids
 */
record Effect(
        String quantity,
        String drive,
        Reach reach,
        Influence.Mode mode,
        double low,
        double high,
        String of,
        Duration delay,
        @Nullable Duration lasts,
        Duration rise,
        Duration fall,
        Influence.Form form,
        Duration stagger) {

    static final String ANY = "*";

    /**
     * Which assets an effect reaches.
     *
     * @param scope from the scenario's asset
     * @param assetClass of those it reaches; empty: any
     * @param withinM metres, for those near
     * @param perMetre delay by distance
     * @param halvesM metres at which half of the amount is left; 0: all is left
     */
    record Reach(
            Scope scope, String assetClass, double withinM, Duration perMetre, double halvesM) {
        static final Reach ITSELF = new Reach(Scope.ITSELF, "", 0, Duration.ZERO, 0);
    }

    /** How far an effect reaches. */
    enum Scope {
        /** The scenario's asset alone. */
        ITSELF,
        /** Others within a distance. */
        NEAR,
        /** All of its district. */
        DISTRICT,
        /** All of the city. */
        CITY,
        /** Those whose points the scenario's gateway publishes. */
        GATEWAY
    }

    double amount(double severity) {
        return low + (high - low) * severity;
    }
}
