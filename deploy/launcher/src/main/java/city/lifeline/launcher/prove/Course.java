package city.lifeline.launcher.prove;

import city.lifeline.prove.load.SequencedGateway;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * What points measure during a proof: rest, and every ten to thirty readings an episode that climbs
 * to some grade and falls again.
 */
final class Course implements SequencedGateway.ValueSource {

    private static final double REST = 0.2;
    private static final double SPAN = 2.2;

    private final Random random;
    private final Map<String, Episode> episodes = new HashMap<>();
    private volatile boolean resting;

    private static final class Episode {
        private int rest;
        private int rising;
        private int falling;
        private double value = REST;
        private double step;
    }

    Course(Random random) {
        this.random = random;
    }

    /** From now on everything rests, so that every episode has an end. */
    void rest() {
        resting = true;
    }

    @Override
    public double next(String point) {
        if (resting) {
            return REST;
        }
        Episode episode = episodes.computeIfAbsent(point, made -> begun(new Episode()));
        if (episode.rest > 0) {
            episode.rest--;
        } else if (episode.rising > 0) {
            episode.rising--;
            episode.value += episode.step;
        } else if (episode.falling > 0) {
            episode.falling--;
            episode.value -= episode.step;
        } else {
            begun(episode);
        }
        double noise = 0.02 * (random.nextDouble() - 0.5);
        return Math.round((episode.value + noise) * 1e3) / 1e3;
    }

    private Episode begun(Episode episode) {
        episode.value = REST;
        episode.rest = 10 + random.nextInt(20);
        episode.rising = 2 + random.nextInt(6);
        episode.falling = episode.rising;
        episode.step = SPAN * (0.4 + 0.6 * random.nextDouble()) / episode.rising;
        return episode;
    }
}
