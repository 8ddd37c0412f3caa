package city.lifeline.simulators.replay;

import java.io.Closeable;
import java.io.IOException;

/** Samples one after the other. */
public interface SampleSource extends Closeable {

    /**
     * Fills in the next sample.
     *
     * @return false at the end
     */
    boolean next(Sample into) throws IOException;

    @Override
    void close() throws IOException;
}
