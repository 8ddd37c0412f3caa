package city.lifeline.simulators.replay;

import city.lifeline.model.Quality;

/** One sample on its way out of a file; a source fills the same object again and again. */
public final class Sample {

    int channel;
    long timeUs;
    double value;
    Quality quality = Quality.GOOD;
    int file;
    long line;

    // As the file has them; only where every cell is asked for.
    String timeText = "";
    String pointText = "";
    String valueText = "";

    /** Of the channel; -1 where the point's id cannot be one. */
    public int channel() {
        return channel;
    }

    /** Microseconds since the epoch; {@link Long#MIN_VALUE} where the time cannot be read. */
    public long timeUs() {
        return timeUs;
    }

    /** Not a number where the text is none. */
    public double value() {
        return value;
    }

    public Quality quality() {
        return quality;
    }

    public long line() {
        return line;
    }

    public String timeText() {
        return timeText;
    }

    public String pointText() {
        return pointText;
    }

    public String valueText() {
        return valueText;
    }

    /** Becomes a copy of another. */
    public void become(Sample other) {
        set(other);
        timeText = other.timeText;
        pointText = other.pointText;
        valueText = other.valueText;
    }

    void set(Sample other) {
        channel = other.channel;
        timeUs = other.timeUs;
        value = other.value;
        quality = other.quality;
        file = other.file;
        line = other.line;
    }
}
