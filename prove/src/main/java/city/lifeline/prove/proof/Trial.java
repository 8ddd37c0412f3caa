package city.lifeline.prove.proof;

import city.lifeline.prove.Rig;
import city.lifeline.prove.Rigs;
import city.lifeline.prove.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * One run of one proof: its seed, how long it may take, what it needs, and what it has found so
 * far.
 */
public final class Trial {

    private final Seed seed;
    private final long minutes;
    private final Rigs rigs;
    private final Consumer<String> told;
    private final long begunNs = System.nanoTime();
    private final List<Figure> figures = new ArrayList<>();
    private final List<Line> story = new ArrayList<>();
    private final List<Sample> lag = new ArrayList<>();

    /** A number that was measured. */
    public record Figure(String name, double value, String unit) {}

    /**
     * Something that happened.
     *
     * @param atS seconds since the proof began
     */
    public record Line(double atS, String words) {}

    /**
     * How far behind the system was.
     *
     * @param atS seconds since the proof began
     * @param lagS age of the oldest message that waited for its acknowledgement, seconds
     */
    public record Sample(double atS, double lagS) {}

    /**
     * A trial that has found nothing yet.
     *
     * @param minutes 0: the brief form
     * @param told hears each line of the story as it happens
     */
    public Trial(Seed seed, long minutes, Rigs rigs, Consumer<String> told) {
        this.seed = seed;
        this.minutes = minutes;
        this.rigs = rigs;
        this.told = told;
    }

    public Seed seed() {
        return seed;
    }

    /** 0 for the brief form. */
    public long minutes() {
        return minutes;
    }

    /** One of two, by length. */
    public <T> T either(T brief, T extended) {
        return minutes > 0 ? extended : brief;
    }

    public Rigs rigs() {
        return rigs;
    }

    /** The chain into Kafka that proofs share, with three Kafka brokers. */
    public Rig rig() throws IOException, InterruptedException {
        return rigs.shared();
    }

    /** An empty directory of this proof's own. */
    public Path empty(String name) throws IOException {
        return rigs.empty(name);
    }

    public synchronized void say(String format, Object... arguments) {
        String words = String.format(Locale.ROOT, format, arguments);
        story.add(new Line(elapsedS(), words));
        told.accept(words);
    }

    public synchronized void figure(String name, double value, String unit) {
        figures.add(new Figure(name, value, unit));
    }

    public synchronized void lag(Duration oldest) {
        lag.add(new Sample(elapsedS(), oldest.toMillis() / 1e3));
    }

    private double elapsedS() {
        return (System.nanoTime() - begunNs) / 1e9;
    }

    public synchronized List<Figure> figures() {
        return List.copyOf(figures);
    }

    public synchronized List<Line> story() {
        return List.copyOf(story);
    }

    public synchronized List<Sample> lagSamples() {
        return List.copyOf(lag);
    }
}
