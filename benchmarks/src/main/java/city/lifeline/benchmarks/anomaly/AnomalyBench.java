package city.lifeline.benchmarks.anomaly;

import city.lifeline.benchmarks.Row;
import city.lifeline.detection.anomaly.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures the anomaly score. The bare figure of each row is Random Cut Forest's on the same
 * samples; its threshold is the one that suits it best on all series of the group.
 */
public final class AnomalyBench {

    /**
     * Rows of each series that are scored but not judged: nobody can know yet what is odd. A tenth
     * of the series if that is less.
     */
    private static final int NOT_JUDGED = 500;

    private static final int THRESHOLDS = 200;

    private final Consumer<String> say;

    /**
     * A benchmark.
     *
     * @param say is told how far it is
     */
    public AnomalyBench(Consumer<String> say) {
        this.say = say;
    }

    /** What one scorer made of one series. */
    private record Scored(LabelledSeries series, double[] scores, int from, long nanoseconds) {

        Accuracy.Areas areas() {
            return Accuracy.areas(scores, series.odd(), from);
        }
    }

    /** Lifeline's scores and the forest's of one series. */
    private record Pair(Scored own, @Nullable Scored forest) {}

    /**
     * Runs it.
     *
     * @param seed of the synthetic series
     * @param recordings a directory with {@code water-loop-skab}; null: without recordings
     * @param withForest whether to compare
     */
    public List<Row> run(long seed, @Nullable Path recordings, boolean withForest)
            throws IOException {
        List<Row> rows = new ArrayList<>();
        List<Pair> synthetic = score(SyntheticSeries.all(seed), withForest);
        group("synthetic", synthetic, rows);
        parts("oddity", synthetic, series -> series.oddity(), rows);
        parts("kind", synthetic, series -> series.kind(), rows);
        List<Pair> archive = score(ArchiveSeries.all(seed), withForest);
        group("archive-like", archive, rows);
        parts("archive-like", archive, series -> series.kind(), rows);
        if (recordings != null && Files.isDirectory(recordings.resolve("water-loop-skab"))) {
            Path skab = recordings.resolve("water-loop-skab");
            List<Pair> all = new ArrayList<>();
            for (String part : List.of("valve1", "valve2", "other")) {
                if (Files.isDirectory(skab.resolve(part))) {
                    List<Pair> of =
                            score(LabelledFiles.below(skab.resolve(part), part), withForest);
                    all.addAll(of);
                }
            }
            group("SKAB", all, rows);
            parts("SKAB", all, series -> series.kind(), rows);
            parts("SKAB files", all, AnomalyBench::half, rows);
        }
        return rows;
    }

    /** By the number in the file's name. */
    private static String half(LabelledSeries series) {
        String digits = series.oddity().replaceAll("\\D", "");
        return Integer.parseInt(digits) % 2 == 0 ? "even" : "odd";
    }

    private List<Pair> score(List<LabelledSeries> all, boolean withForest) {
        List<Pair> pairs = new ArrayList<>();
        for (LabelledSeries series : all) {
            Scored own = score(series, Scorer.lifeline(series.channels()));
            Scored forest = withForest ? score(series, Scorer.forest(series.channels(), 1)) : null;
            pairs.add(new Pair(own, forest));
            if (pairs.size() % 20 == 0 || pairs.size() == all.size()) {
                say.accept(
                        "%s: %d of %d series".formatted(series.group(), pairs.size(), all.size()));
            }
        }
        return pairs;
    }

    private static Scored score(LabelledSeries series, Scorer scorer) {
        double[] scores = new double[series.rows().length];
        long started = System.nanoTime();
        for (int i = 0; i < scores.length; i++) {
            scores[i] = scorer.score(series.timesUs()[i], series.rows()[i]);
        }
        long took = System.nanoTime() - started;
        return new Scored(series, scores, Math.min(NOT_JUDGED, scores.length / 10), took);
    }

    private static void group(String name, List<Pair> pairs, List<Row> rows) {
        List<Scored> own = pairs.stream().map(Pair::own).toList();
        List<Scored> forest = forest(pairs);
        rows.add(new Row(name + ": series", pairs.size(), "1", null));
        add(rows, name + ": AUC-PR", own, forest, AnomalyBench::precisionRecall);
        add(rows, name + ": AUC-ROC", own, forest, AnomalyBench::receiver);
        double best = bestThreshold(own);
        double forestBest = forest.isEmpty() ? 0 : bestThreshold(forest);
        Accuracy.Counts fixed = counts(own, Score.THRESHOLD, Score.RELEASE);
        rows.add(row(name + ": F1 at the default threshold", meanF1(own, Score.THRESHOLD), null));
        rows.add(
                row(
                        name + ": best F1 at one threshold",
                        meanF1(own, best),
                        forest.isEmpty() ? null : meanF1(forest, forestBest)));
        rows.add(row(name + ": that threshold", best, forest.isEmpty() ? null : forestBest));
        Accuracy.@Nullable Counts other =
                forest.isEmpty() ? null : counts(forest, forestBest, forestBest);
        rows.add(
                row(
                        name + ": events found",
                        share(fixed.found(), fixed.events()),
                        other == null ? null : share(other.found(), other.events())));
        rows.add(
                row(
                        name + ": alarms that are right",
                        share(fixed.right(), fixed.alarms()),
                        other == null ? null : share(other.right(), other.alarms())));
        rows.add(
                row(
                        name + ": alarms",
                        fixed.alarms(),
                        other == null ? null : (double) other.alarms()));
        rows.add(
                new Row(
                        name + ": a row takes",
                        nanoseconds(own),
                        "ns",
                        forest.isEmpty() ? null : nanoseconds(forest)));
    }

    private static void parts(
            String name, List<Pair> pairs, Function<LabelledSeries, String> part, List<Row> rows) {
        Map<String, List<Pair>> parts =
                name.equals("SKAB") ? new LinkedHashMap<>() : new TreeMap<>();
        for (Pair pair : pairs) {
            parts.computeIfAbsent(part.apply(pair.own().series()), p -> new ArrayList<>())
                    .add(pair);
        }
        parts.forEach(
                (of, members) -> {
                    String title = "%s %s".formatted(name, of);
                    List<Scored> own = members.stream().map(Pair::own).toList();
                    List<Scored> forest = forest(members);
                    add(rows, title + ": AUC-PR", own, forest, AnomalyBench::precisionRecall);
                    add(rows, title + ": AUC-ROC", own, forest, AnomalyBench::receiver);
                    Accuracy.Counts fixed = counts(own, Score.THRESHOLD, Score.RELEASE);
                    rows.add(
                            row(
                                    title + ": events found",
                                    share(fixed.found(), fixed.events()),
                                    null));
                });
    }

    private static List<Scored> forest(List<Pair> pairs) {
        List<Scored> forest = new ArrayList<>();
        for (Pair pair : pairs) {
            if (pair.forest() != null) {
                forest.add(pair.forest());
            }
        }
        return forest;
    }

    private static void add(
            List<Row> rows,
            String name,
            List<Scored> own,
            List<Scored> forest,
            ToDoubleFunction<Scored> figure) {
        rows.add(row(name, mean(own, figure), forest.isEmpty() ? null : mean(forest, figure)));
    }

    private static Row row(String name, double value, @Nullable Double bare) {
        return new Row(name, value, "1", bare);
    }

    private static double precisionRecall(Scored scored) {
        return scored.areas().precisionRecall();
    }

    private static double receiver(Scored scored) {
        return scored.areas().receiver();
    }

    private static double mean(List<Scored> all, ToDoubleFunction<Scored> figure) {
        return all.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    private static double nanoseconds(List<Scored> all) {
        double rows = all.stream().mapToDouble(scored -> scored.scores().length).sum();
        return all.stream().mapToDouble(Scored::nanoseconds).sum() / rows;
    }

    private static Accuracy.Counts counts(List<Scored> all, double threshold, double release) {
        Accuracy.Counts sum = new Accuracy.Counts(0, 0, 0, 0, 0, 0, 0);
        for (Scored scored : all) {
            sum =
                    sum.plus(
                            Accuracy.at(
                                    threshold,
                                    release,
                                    scored.scores(),
                                    scored.series().odd(),
                                    scored.from()));
        }
        return sum;
    }

    private static double meanF1(List<Scored> all, double threshold) {
        return mean(
                all,
                scored ->
                        Accuracy.at(
                                        threshold,
                                        threshold,
                                        scored.scores(),
                                        scored.series().odd(),
                                        scored.from())
                                .f1());
    }

    /** The one at which the mean F1 of the series is greatest. */
    private static double bestThreshold(List<Scored> all) {
        double[] pooled = all.stream().flatMapToDouble(s -> Arrays.stream(s.scores())).toArray();
        Arrays.sort(pooled);
        double best = 0;
        double bestF1 = -1;
        for (int i = 0; i < THRESHOLDS; i++) {
            // Denser towards the odd ones.
            double share = Math.pow(10, -4.0 * i / THRESHOLDS);
            double threshold = pooled[(int) ((1 - share) * (pooled.length - 1))];
            double f1 = meanF1(all, threshold);
            if (f1 > bestF1) {
                bestF1 = f1;
                best = threshold;
            }
        }
        return best;
    }

    private static double share(double part, double whole) {
        return whole == 0 ? Double.NaN : part / whole;
    }
}
