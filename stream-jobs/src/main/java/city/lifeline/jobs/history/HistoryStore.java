package city.lifeline.jobs.history;

import java.util.NavigableSet;

/** Something that keeps lines of samples. */
interface HistoryStore extends AutoCloseable {

    /**
     * Makes sure that the store is able to take samples, such as by creating its table.
     *
     * @throws UnavailableException if it is not, for now
     */
    void prepare() throws UnavailableException;

    /**
     * Writes lines of the line protocol, which may have been written before.
     *
     * @throws RefusedException if the store can never take them as they are; it may have taken some
     * @throws UnavailableException if they have to be written again later
     */
    void write(String lines) throws RefusedException, UnavailableException;

    /**
     * Sums up minutes, in which samples have been written, and their hours, from all that is kept
     * of them: however often it is called, and in whatever order samples came, the sums are the
     * same. A store that does so by itself has nothing to do. One that puts an hour off is called
     * at each checkpoint, without minutes too.
     *
     * @param minutes since the epoch; a store may remove those that it is done with, so that it
     *     goes on with the others when it is called again
     * @param endOfInput whether nothing is to be put off, as nothing follows
     * @throws UnavailableException if it has to be called again later
     */
    default void sumUp(NavigableSet<Long> minutes, boolean endOfInput)
            throws UnavailableException {}

    @Override
    void close();

    /** There is something wrong with at least one of the lines. */
    final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final int dropped;

        RefusedException(String message) {
            this(message, 0);
        }

        /**
         * A refusal of a part.
         *
         * @param dropped lines that it has left out, having taken all others; 0: it does not say
         */
        RefusedException(String message, int dropped) {
            super(message);
            this.dropped = dropped;
        }

        int dropped() {
            return dropped;
        }
    }

    /** The lines are all right, but the store is down, busy, full or does not let us in. */
    final class UnavailableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }

        UnavailableException(String message) {
            super(message);
        }
    }
}
