package city.lifeline.prove.load;

import java.time.Duration;

/** A gateway that publishes at a steady pace and writes down what it publishes. */
public interface LoadGateway extends AutoCloseable {

    /** Starts to publish. */
    void start();

    /** Publishes nothing new; what is under way is still sent. */
    void stopPublishing() throws InterruptedException;

    /** Waits until all is acknowledged; false if that did not happen in time. */
    boolean awaitAllAcknowledged(Duration patience) throws InterruptedException;

    /** Whether anything was acknowledged yet. */
    boolean isHeard();

    /** Age of the oldest message that waits for its acknowledgement. */
    Duration lag();

    @Override
    void close();
}
