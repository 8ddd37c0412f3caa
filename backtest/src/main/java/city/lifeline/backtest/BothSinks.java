package city.lifeline.backtest;

import city.lifeline.simulators.replay.Sample;
import java.io.IOException;

/** Passes what it takes on to two others. */
record BothSinks(ScoreSink first, ScoreSink second) implements ScoreSink {

    @Override
    public void sample(Sample sample, long timeUs, double score) throws IOException {
        first.sample(sample, timeUs, score);
        second.sample(sample, timeUs, score);
    }

    @Override
    public void joint(String timeText, long timeUs, double score) throws IOException {
        first.joint(timeText, timeUs, score);
        second.joint(timeText, timeUs, score);
    }

    @Override
    public void label(long timeUs, boolean event) throws IOException {
        first.label(timeUs, event);
        second.label(timeUs, event);
    }
}
