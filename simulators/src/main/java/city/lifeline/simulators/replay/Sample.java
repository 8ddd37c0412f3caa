package city.lifeline.simulators.replay;

import city.lifeline.model.Quality;

/** One sample on its way out of a file; a source fills the same object again and again. */
final class Sample {

    int channel;
    long timeUs;
    double value;
    Quality quality = Quality.GOOD;
    int file;
    long line;

    void set(Sample other) {
        channel = other.channel;
        timeUs = other.timeUs;
        value = other.value;
        quality = other.quality;
        file = other.file;
        line = other.line;
    }
}
