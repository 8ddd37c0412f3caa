package city.lifeline.gateway;

import java.io.IOException;

/**
 * Encoded messages that Lifeline has not acknowledged, by sequence number without a hole. Used by
 * one client, under its lock.
 */
public interface MessageStore extends AutoCloseable {

    /** The boot whose sequence this is. */
    String boot();

    /** Number of the newest message ever stored in this boot; 0 before the first. */
    long newest();

    /**
     * Number of the newest message that may be sent now: the one before damaged messages, until all
     * before them is released.
     */
    default long sendable() {
        return newest();
    }

    /** Number of the newest message that was released; the next is the oldest kept. */
    long released();

    /** Whether one more message of this size has room. */
    boolean hasRoom(int payloadBytes);

    /**
     * Keeps the message after the newest.
     *
     * @throws IOException if it could not be kept; nothing has changed then
     */
    void append(long seq, byte[] payload) throws IOException;

    /**
     * Called before a message is sent for the first time: from now on its number must not be given
     * to another one, whatever happens to the machine.
     */
    void secure(long seq) throws IOException;

    /** The payload of a kept message. */
    byte[] read(long seq) throws IOException;

    /** Forgets all messages up to and with this one. */
    void release(long seq) throws IOException;

    @Override
    void close() throws IOException;
}
