package city.lifeline.backtest;

import city.lifeline.simulators.replay.Sample;
import java.io.IOException;

/** Takes the scored samples of one file in the order of its rows. */
interface ScoreSink {

    /**
     * Takes a sample.
     *
     * @param timeUs event time; of the row before where the row's own cannot be read
     */
    void sample(Sample sample, long timeUs, double score) throws IOException;

    /** Takes the joint score of an asset at one instant, after the scores of its points. */
    void joint(String timeText, long timeUs, double score) throws IOException;

    /** Takes whether a row is labelled as part of an event. */
    void label(long timeUs, boolean event) throws IOException;
}
