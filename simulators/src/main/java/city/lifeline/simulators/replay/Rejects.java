package city.lifeline.simulators.replay;

import java.io.IOException;

/** Where readings go that cannot be used. */
public interface Rejects {

    /**
     * Takes one.
     *
     * @param file index of the recording in the plan
     * @param line from 1
     * @param column number of the field, from 1; 0: the whole row
     * @param point empty if not known
     * @param reason for people: what is wrong
     * @param text as it stands in the file
     */
    void reject(int file, long line, int column, String point, String reason, String text)
            throws IOException;
}
