package city.lifeline.backtest;

import city.lifeline.detection.anomaly.AnomalyScorer;
import city.lifeline.detection.anomaly.AssetScorer;
import city.lifeline.model.Quality;
import city.lifeline.simulators.replay.Mapping;
import city.lifeline.simulators.replay.ReplayPlan;
import city.lifeline.simulators.replay.Sample;
import city.lifeline.simulators.replay.SampleSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Scores every sample of one file. The columns of a wide table are one asset; so are the points of
 * a table with one reading a row, if they share their times. Points that have no such company are
 * scored by themselves.
 */
final class FileScorer {

    /** So many points at most are judged together; a wider table is judged in parts. */
    static final int MOST_TOGETHER = 128;

    private static final int SNIFFED_SAMPLES = 5_000;

    private final ReplayPlan plan;
    private final int file;
    private final Mapping mapping;
    private final ScoreSink sink;
    private final Map<String, Place> places = new HashMap<>();
    private final List<Together> assets = new ArrayList<>();

    // The row, or the readings of one instant, in hand.
    private final List<Sample> held = new ArrayList<>();
    private int heldCount;
    private @Nullable Boolean label;
    private long lastUs = Long.MIN_VALUE;

    FileScorer(ReplayPlan plan, int file, Mapping mapping, ScoreSink sink) {
        this.plan = plan;
        this.file = file;
        this.mapping = mapping;
        this.sink = sink;
    }

    /** Where a point is scored: within an asset, or alone. */
    private static final class Place {
        private final @Nullable Together asset;
        private final int index;
        private final @Nullable AnomalyScorer alone;

        Place(@Nullable Together asset, int index, @Nullable AnomalyScorer alone) {
            this.asset = asset;
            this.index = index;
            this.alone = alone;
        }
    }

    /** Points that are scored together. */
    private static final class Together {
        private final AssetScorer scorer;
        private final double[] values;
        private final boolean[] trusted;
        private final boolean[] present;
        private final double[] scores;
        private boolean any;

        Together(int size) {
            scorer = new AssetScorer(size);
            values = new double[size];
            trusted = new boolean[size];
            present = new boolean[size];
            scores = new double[size];
        }
    }

    void run() throws IOException {
        boolean wide = mapping.rows() == null;
        arrange(wide ? columns() : company());
        try (SampleSource cells = plan.everyCell(file)) {
            Sample sample = new Sample();
            while (cells.next(sample)) {
                if (heldCount > 0 && !belongs(sample, wide)) {
                    score();
                }
                hold(sample);
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("the backtest was interrupted");
                }
            }
            score();
        }
    }

    private List<String> columns() {
        return mapping.columns().stream()
                .map(Mapping.Column::point)
                .filter(point -> !Table.isLabel(point))
                .toList();
    }

    /** Points of the file's beginning that share their times with others. */
    private List<String> company() throws IOException {
        Set<String> points = new LinkedHashSet<>();
        long alone = 0;
        long together = 0;
        try (SampleSource cells = plan.everyCell(file)) {
            Sample sample = new Sample();
            String time = "";
            Set<String> atTime = new LinkedHashSet<>();
            for (int i = 0; i < SNIFFED_SAMPLES && cells.next(sample); i++) {
                if (!sample.timeText().equals(time)) {
                    alone += atTime.size() == 1 ? 1 : 0;
                    together += atTime.size() > 1 ? 1 : 0;
                    atTime.clear();
                    time = sample.timeText();
                }
                atTime.add(sample.pointText());
                points.add(sample.pointText());
            }
        }
        return together > alone ? List.copyOf(points) : List.of();
    }

    private void arrange(List<String> points) {
        if (points.size() < 2) {
            return;
        }
        int parts = (points.size() + MOST_TOGETHER - 1) / MOST_TOGETHER;
        for (int part = 0; part < parts; part++) {
            List<String> members =
                    points.subList(
                            points.size() * part / parts, points.size() * (part + 1) / parts);
            Together asset = new Together(members.size());
            assets.add(asset);
            for (int i = 0; i < members.size(); i++) {
                places.put(members.get(i), new Place(asset, i, null));
            }
        }
    }

    private boolean belongs(Sample sample, boolean wide) {
        Sample first = held.get(0);
        if (wide) {
            return sample.line() == first.line();
        }
        if (!sample.timeText().equals(first.timeText())) {
            return false;
        }
        // The same point again is the next instant, whatever its time says.
        for (int i = 0; i < heldCount; i++) {
            if (held.get(i).pointText().equals(sample.pointText())) {
                return false;
            }
        }
        return true;
    }

    private void hold(Sample sample) {
        if (Table.isLabel(sample.pointText())) {
            Boolean event = Label.of(sample.valueText());
            label = Boolean.TRUE.equals(label) ? label : event;
            if (heldCount > 0) {
                return;
            }
        }
        if (heldCount == held.size()) {
            held.add(new Sample());
        }
        held.get(heldCount).become(sample);
        heldCount++;
    }

    private void score() throws IOException {
        if (heldCount == 0) {
            return;
        }
        long timeUs = held.get(0).timeUs();
        if (timeUs == Long.MIN_VALUE) {
            timeUs = lastUs == Long.MIN_VALUE ? 0 : lastUs;
        }
        lastUs = timeUs;
        for (int i = 0; i < heldCount; i++) {
            Sample sample = held.get(i);
            Place place = place(sample.pointText());
            Together asset = place == null ? null : place.asset;
            if (place != null && asset != null) {
                asset.values[place.index] = sample.value();
                asset.trusted[place.index] = sample.quality() == Quality.GOOD;
                asset.present[place.index] = true;
                asset.any = true;
            }
        }
        double joint = 0;
        boolean anyAsset = false;
        for (Together asset : assets) {
            if (!asset.any) {
                continue;
            }
            for (int i = 0; i < asset.values.length; i++) {
                if (!asset.present[i]) {
                    asset.values[i] = Double.NaN;
                }
            }
            joint =
                    Math.max(
                            joint,
                            asset.scorer.score(timeUs, asset.values, asset.trusted, asset.scores));
            anyAsset = true;
        }
        for (int i = 0; i < heldCount; i++) {
            Sample sample = held.get(i);
            Place place = place(sample.pointText());
            if (place != null) {
                sink.sample(sample, timeUs, score(place, sample, timeUs));
            }
        }
        if (anyAsset) {
            sink.joint(held.get(0).timeText(), timeUs, joint);
        }
        if (label != null) {
            sink.label(timeUs, label);
        }
        for (Together asset : assets) {
            java.util.Arrays.fill(asset.present, false);
            asset.any = false;
        }
        heldCount = 0;
        label = null;
    }

    private static double score(Place place, Sample sample, long timeUs) {
        AnomalyScorer alone = place.alone;
        if (alone != null) {
            return alone.score(timeUs, sample.value(), sample.quality() == Quality.GOOD);
        }
        Together asset = place.asset;
        return asset == null ? 0 : asset.scores[place.index];
    }

    private @Nullable Place place(String point) {
        if (Table.isLabel(point)) {
            return null;
        }
        return places.computeIfAbsent(point, p -> new Place(null, 0, new AnomalyScorer()));
    }
}
