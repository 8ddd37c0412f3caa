package city.lifeline.detection;

import city.lifeline.detection.anomaly.AnomalyScorer;

/**
 * How odd a sample is by what its point showed before, 0 to 1. In {@link Memory}, {@code kept} is
 * what the scorer remembers; the scorer itself is at hand only while the memory stays in memory.
 */
final class AnomalyGauge implements Gauge {

    private static final String CONTENT = "anomaly " + AnomalyScorer.VERSION;

    @Override
    public boolean fits(Memory memory) {
        return memory.content.equals(CONTENT);
    }

    @Override
    public Memory newMemory() {
        Memory memory = new Memory();
        memory.content = CONTENT;
        return memory;
    }

    @Override
    public double take(Memory memory, long timeUs, double value) {
        AnomalyScorer scorer = memory.scorer;
        if (scorer == null) {
            scorer = memory.kept.length == 0 ? new AnomalyScorer() : AnomalyScorer.of(memory.kept);
            memory.scorer = scorer;
        }
        return scorer.score(timeUs, value, true);
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public void keep(Memory memory) {
        AnomalyScorer scorer = memory.scorer;
        if (scorer != null) {
            memory.kept = scorer.state(memory.kept);
        }
    }
}
