package city.lifeline.ingest;

import java.util.function.BooleanSupplier;

/**
 * How many bytes of messages may be under way between the broker and Kafka. Whoever reads from the
 * broker waits here for room, so that TCP makes the broker wait, and the broker its gateways.
 *
 * <p>The receive maximum bounds the number of messages, but a message may be 1 MiB, and what comes
 * at QoS 0 is not counted by it at all.
 */
final class Intake {

    /** What a message takes beside its payload: its objects, and its place in the queues. */
    private static final int MESSAGE_BYTES = 512;

    private final long maxBytes;
    private long usedBytes;

    /**
     * With nothing under way.
     *
     * @param maxBytes a single message that is larger passes when nothing else is under way
     */
    Intake(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Waits until there is room for a message and takes it.
     *
     * @param over asked again at each {@link #wake}
     * @return false if it is over: nothing was taken
     */
    synchronized boolean await(long bytes, BooleanSupplier over) throws InterruptedException {
        while (!over.getAsBoolean()) {
            if (usedBytes == 0 || usedBytes + bytes <= maxBytes) {
                usedBytes += bytes;
                return true;
            }
            wait();
        }
        return false;
    }

    /** Gives back the room of a message that is taken care of or forgotten. */
    synchronized void release(long bytes) {
        usedBytes -= bytes;
        notifyAll();
    }

    /** Makes those who wait ask whether it is over. */
    synchronized void wake() {
        notifyAll();
    }

    synchronized long usedBytes() {
        return usedBytes;
    }

    /** What a message takes. */
    static long bytes(String mqttTopic, byte[] payload) {
        return MESSAGE_BYTES + 2L * mqttTopic.length() + payload.length;
    }

    static long bytes(Arrival arrival) {
        return bytes(arrival.mqttTopic(), arrival.payload());
    }
}
