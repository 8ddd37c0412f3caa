package city.lifeline.launcher.record;

import city.lifeline.model.registry.Point;
import city.lifeline.simulators.replay.RecordingWriter;
import java.io.IOException;
import java.util.Map;

/** Where readings of a run are kept. */
interface KeptReadings {

    /**
     * Gives those readings to a writer that some points measured in a range of time, in whatever
     * order they are kept.
     *
     * @param points by id
     * @param fromUs event time, inclusive
     * @param untilUs event time, exclusive; {@link Long#MAX_VALUE}: all that there are
     * @return what it says, for people, of what is kept where there is nothing in that range; empty
     *     if it cannot say
     * @throws city.lifeline.launcher.instance.Refusal if a part of the range is not kept any more
     */
    String give(Map<String, Point> points, long fromUs, long untilUs, RecordingWriter writer)
            throws IOException, InterruptedException;
}
