package city.lifeline.alerting.run;

import java.util.Map;

/** The topic that warning events come from. */
@FunctionalInterface
public interface WarningEventLog {

    /**
     * Where the next event will go, by partition.
     *
     * @throws IllegalStateException if it does not answer
     */
    Map<Integer, Long> end() throws InterruptedException;
}
