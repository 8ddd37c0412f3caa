package city.lifeline.detection.anomaly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DiscordTest {

    private static final int CYCLE = 90;

    private static double beat(int at, boolean withSecondWave) {
        double place = at % CYCLE;
        double first = Math.exp(-Math.pow((place - 30) / 4, 2));
        double second = 0.4 * Math.exp(-Math.pow((place - 60) / 6, 2));
        return first + (withSecondWave ? second : 0);
    }

    @Test
    void aCycleWithoutItsSecondWaveIsUnlikeAllBefore() {
        SplittableRandom random = new SplittableRandom(1);
        Discord discord = new Discord(1, 1_024);
        double usual = 0;
        double then = 0;
        for (int i = 0; i < 40 * CYCLE; i++) {
            boolean odd = i / CYCLE == 35;
            double novelty = discord.next(beat(i, !odd) + 0.01 * random.nextGaussian());
            if (i >= 10 * CYCLE && i < 35 * CYCLE) {
                usual = Math.max(usual, novelty);
            } else if (odd) {
                then = Math.max(then, novelty);
            }
        }
        assertTrue(then > 2 * usual, then + " against " + usual);
    }

    /** The curve as it comes, against the definition: the nearest of all lags, weighted back. */
    @Test
    void isTheLeastWeightedDistanceOverAllLags() {
        SplittableRandom random = new SplittableRandom(2);
        int held = 112;
        Discord discord = new Discord(1, held);
        double[] values = new double[600];
        double novelty = Double.NaN;
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian();
            novelty = discord.next(values[i]);
        }
        double share = 1.0 / Discord.WINDOW;
        double least = Double.POSITIVE_INFINITY;
        int last = values.length - 1;
        // Lags from 32 on, in sixteens, below those whose stretch would reach beyond what is held.
        for (int lag = 32; lag < 80; lag++) {
            double square = 0;
            double mean = 0;
            double weight = share;
            for (int i = last; i - lag >= 0; i--) {
                double d = values[i] - values[i - lag];
                square += weight * d * d;
                mean += weight * d;
                weight *= 1 - share;
            }
            least = Math.min(least, square - mean * mean);
        }
        assertEquals(Math.sqrt(least), novelty, 1e-3);
    }

    @Test
    void saysNothingUntilTheStretchLiesBehindAGap() {
        Discord discord = new Discord(1, 256);
        for (int i = 0; i < 500; i++) {
            discord.next(Math.sin(i / 5.0));
        }
        discord.breakOff();
        int silent = 0;
        while (Double.isNaN(discord.next(Math.sin(silent / 5.0)))) {
            silent++;
        }
        assertEquals(2 * Discord.WINDOW, silent);
    }
}
