package city.lifeline.simulators.replay;

import java.io.IOException;

/**
 * Tells each reject once, however often the same files are read.
 *
 * <p>Each reading begins at the files' beginning and comes to the same rejects in the same order,
 * so that it is enough to know how far the furthest reading came. One that ended early, because an
 * earlier time was sought, leaves the rest to the next.
 */
final class RejectsOnce implements Rejects {

    private final Rejects rejects;
    private long told;
    private long ofThisReading;

    RejectsOnce(Rejects rejects) {
        this.rejects = rejects;
    }

    /** The files are read from their beginning. */
    void beginReading() {
        ofThisReading = 0;
    }

    @Override
    public void reject(int file, long line, int column, String point, String reason, String text)
            throws IOException {
        ofThisReading++;
        if (ofThisReading > told) {
            told = ofThisReading;
            rejects.reject(file, line, column, point, reason, text);
        }
    }
}
