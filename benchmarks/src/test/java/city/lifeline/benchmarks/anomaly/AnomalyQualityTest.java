package city.lifeline.benchmarks.anomaly;

import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.benchmarks.anomaly.SyntheticSeries.Kind;
import city.lifeline.benchmarks.anomaly.SyntheticSeries.Oddity;
import city.lifeline.detection.anomaly.Score;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The score stays as right as it was, on a part of the bench's series. */
class AnomalyQualityTest {

    private static final long SEED = 31;
    private static final int FROM = 400;
    private static final List<Kind> KINDS =
            List.of(
                    Kind.SLUGGISH_NOISE,
                    Kind.DAILY,
                    Kind.SHORT_CYCLE,
                    Kind.SMOOTH,
                    Kind.LAGGED_CHANNELS);
    private static final List<Oddity> ODDITIES =
            List.of(
                    Oddity.SPIKE,
                    Oddity.SHIFT,
                    Oddity.DRIFT,
                    Oddity.LOUDER,
                    Oddity.STUCK,
                    Oddity.OUT_OF_PHASE);

    @Test
    void areasAndEventsStayAboveTheirFloors() {
        List<Accuracy.Areas> areas = new ArrayList<>();
        Accuracy.Counts counts = new Accuracy.Counts(0, 0, 0, 0, 0, 0, 0);
        for (Kind kind : KINDS) {
            for (Oddity oddity : ODDITIES) {
                if (SyntheticSeries.goTogether(kind, oddity)) {
                    LabelledSeries series = SyntheticSeries.of(kind, oddity, SEED);
                    double[] scores = scores(series);
                    areas.add(Accuracy.areas(scores, series.odd(), FROM));
                    counts =
                            counts.plus(
                                    Accuracy.at(
                                            Score.THRESHOLD,
                                            Score.RELEASE,
                                            scores,
                                            series.odd(),
                                            FROM));
                }
            }
        }
        double precisionRecall =
                areas.stream().mapToDouble(Accuracy.Areas::precisionRecall).average().orElse(0);
        double receiver = areas.stream().mapToDouble(Accuracy.Areas::receiver).average().orElse(0);
        String all = "AUC-PR %.3f, AUC-ROC %.3f, %s".formatted(precisionRecall, receiver, counts);
        assertTrue(precisionRecall >= 0.68, all);
        assertTrue(receiver >= 0.96, all);
        assertTrue(counts.found() >= 0.9 * counts.events(), all);
        assertTrue(counts.right() >= 0.35 * counts.alarms(), all);
    }

    @Test
    void seriesLikeThoseOfArchivesStayAboveTheirFloor() {
        List<Accuracy.Areas> areas = new ArrayList<>();
        List<ArchiveSeries.Kind> kinds =
                List.of(
                        ArchiveSeries.Kind.SERVER_LOAD,
                        ArchiveSeries.Kind.SEASONS_AND_TREND,
                        ArchiveSeries.Kind.TANKS_AND_PUMPS);
        for (ArchiveSeries.Kind kind : kinds) {
            for (int variant = 0; variant < ArchiveSeries.VARIANTS; variant++) {
                LabelledSeries series = ArchiveSeries.of(kind, variant, SEED);
                int from = Math.min(FROM, series.odd().length / 10);
                areas.add(Accuracy.areas(scores(series), series.odd(), from));
            }
        }
        double precisionRecall =
                areas.stream().mapToDouble(Accuracy.Areas::precisionRecall).average().orElse(0);
        assertTrue(precisionRecall >= 0.9, "AUC-PR " + precisionRecall);
    }

    private static double[] scores(LabelledSeries series) {
        Scorer scorer = Scorer.lifeline(series.channels());
        double[] scores = new double[series.rows().length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = scorer.score(series.timesUs()[i], series.rows()[i]);
        }
        return scores;
    }
}
