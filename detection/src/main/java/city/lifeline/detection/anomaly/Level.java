package city.lifeline.detection.anomaly;

/**
 * Mean and mean absolute deviation over about the last {@code memory} samples, from the first on. A
 * value far out counts as one less far out, so that no single one takes the level along.
 */
final class Level {

    private static final double CLIP = 5;
    private static final int UNCLIPPED = 12;

    private final double memory;
    private double count;
    private double mean;
    private double deviation;

    Level(double memory) {
        this.memory = memory;
    }

    double mean() {
        return mean;
    }

    double count() {
        return count;
    }

    /** Above 0 even where nothing varies: rounding is not a change. */
    double deviation() {
        return Math.max(deviation, 1e-9 * Math.abs(mean) + 1e-30);
    }

    double distance(double value) {
        return (value - mean) / deviation();
    }

    /** Forgets everything. */
    void reset() {
        count = 0;
        mean = 0;
        deviation = 0;
    }

    void learn(double value, double weight) {
        if (count == 0) {
            mean = value;
            count = 1;
            return;
        }
        count = Math.min(memory, count + weight);
        double share = Math.min(1, weight / count);
        double step = value - mean;
        if (count > UNCLIPPED) {
            double most = CLIP * deviation();
            // Where nothing varied, a change would otherwise never be learnt.
            most = Math.max(most, 0.05 * Math.abs(step));
            step = Math.max(-most, Math.min(most, step));
        }
        mean += share * step;
        deviation += share * (Math.abs(step) - deviation);
    }

    void keep(Tape tape) {
        count = tape.next(count);
        mean = tape.next(mean);
        deviation = tape.next(deviation);
    }
}
