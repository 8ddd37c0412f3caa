package city.lifeline.simulators.replay;

import city.lifeline.gateway.GatewayBlock;
import city.lifeline.gateway.GatewayReading;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What a replay needs of a gateway's connection. */
interface Publisher extends AutoCloseable {

    /** Takes a message into care; blocks while there is no room. Numbers count from 1. */
    long publish(List<GatewayReading> readings, List<GatewayBlock> blocks, long sentAtUs)
            throws InterruptedException, IOException;

    /** Number up to which Kafka holds every message. */
    long acknowledged();

    /** How often unacknowledged messages were sent again. */
    long resends();

    /** Why it gets nowhere; empty if nothing is known to be wrong. */
    String fault();

    /** False if not everything was acknowledged in time. */
    boolean awaitAllAcknowledged(Duration timeout) throws InterruptedException;

    @Override
    void close();
}
