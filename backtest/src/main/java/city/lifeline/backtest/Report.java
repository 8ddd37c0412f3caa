package city.lifeline.backtest;

import city.lifeline.detection.anomaly.Score;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A page that needs nothing beside itself: figures, and a chart of each point with its score. */
final class Report {

    /** Bounds the page: some 60 kB a chart. */
    private static final int MOST_CHARTS = 60;

    private static final int MOST_CHANGES = 500;

    private static final String CHARTS =
            "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js";
    private static final String PAGE = "/city/lifeline/backtest/report.html";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Observations> observations;
    private final List<BacktestWarning> warnings;
    private final List<Event> events;
    private final List<Evaluation.Figures> figures;
    private final @Nullable Difference difference;
    private final List<Backtest.Change> changes;
    private int charts;

    Report(
            List<Observations> observations,
            List<BacktestWarning> warnings,
            List<Event> events,
            List<Evaluation.Figures> figures,
            @Nullable Difference difference,
            List<Backtest.Change> changes) {
        this.observations = observations;
        this.warnings = warnings;
        this.events = events;
        this.figures = figures;
        this.difference = difference;
        this.changes = changes;
    }

    void write(Path file) throws IOException {
        String page = resource(PAGE);
        // No text of the data may end the script it stands in.
        String data = JSON.writeValueAsString(data()).replace("<", "\\u003c");
        int library = page.indexOf("/*LIBRARY*/");
        int place = page.indexOf("/*DATA*/");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(page, 0, library);
            out.write(resource(CHARTS).replace("</script", "<\\/script"));
            out.write(page, library, place - library);
            out.write(data);
            out.write(page, place, page.length() - place);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the class path lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("threshold", Score.THRESHOLD);
        data.put("figures", figures.stream().map(Report::figures).toList());
        data.put("changes", changes.stream().map(Report::change).toList());
        if (difference != null) {
            data.put("changed", difference.changes().stream().limit(MOST_CHANGES).toList());
            data.put("changedInAll", difference.changes().size());
        }
        data.put("samples", observations.stream().mapToLong(Observations::samples).sum());
        data.put("warnings", warnings.size());
        List<Object> files = new ArrayList<>();
        for (Observations seen : observations) {
            if (charts < MOST_CHARTS) {
                files.add(file(seen));
            }
        }
        data.put("files", files);
        data.put("left", observations.size() - files.size());
        return data;
    }

    private static Map<String, @Nullable Object> figures(Evaluation.Figures of) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("rule", of.rule());
        row.put("warnings", of.warnings());
        row.put("events", of.events());
        row.put("precision", number(of.precision()));
        row.put("recall", number(of.recall()));
        row.put("f1", number(of.f1()));
        row.put("falsePerDay", number(of.falsePerDay()));
        row.put("delay", number(of.delaySeconds()));
        row.put("lead", number(of.leadSeconds()));
        return row;
    }

    private static Map<String, @Nullable Object> change(Backtest.Change of) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("rule", of.rule());
        row.put("warnings", of.warnings());
        row.put("inForce", of.inForce());
        row.put("added", of.added());
        row.put("missed", of.missed());
        row.put("earlier", of.earlier());
        row.put("later", of.later());
        row.put("otherGrade", of.otherGrade());
        row.put("precision", number(of.precision()));
        row.put("precisionInForce", number(of.precisionInForce()));
        row.put("recall", number(of.recall()));
        row.put("recallInForce", number(of.recallInForce()));
        return row;
    }

    private Map<String, Object> file(Observations seen) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("name", seen.file());
        file.put(
                "events",
                events.stream()
                        .filter(event -> event.file().isEmpty() || event.file().equals(seen.file()))
                        .map(
                                event ->
                                        List.of(
                                                event.startUs() / 1_000,
                                                event.endUs() / 1_000,
                                                event.name(),
                                                event.point()))
                        .toList());
        List<Object> points = new ArrayList<>();
        seen.curves()
                .forEach(
                        (point, curve) -> {
                            if (charts < MOST_CHARTS) {
                                charts++;
                                points.add(point(point, curve));
                            }
                        });
        if (seen.hasJoint()) {
            charts++;
            points.add(point("", seen.joint()));
        }
        file.put("points", points);
        return file;
    }

    private Map<String, Object> point(String name, Curve curve) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("name", name);
        long[] times = curve.startUs();
        List<Object> values = new ArrayList<>();
        List<Object> scores = new ArrayList<>();
        double[] low = curve.low();
        double[] high = curve.high();
        double[] score = curve.score();
        for (int i = 0; i < times.length; i++) {
            long ms = times[i] / 1_000;
            values.add(pair(ms, low[i]));
            if (high[i] != low[i]) {
                values.add(pair(ms, high[i]));
            }
            scores.add(pair(ms, Math.round(score[i] * 1e4) / 1e4));
        }
        point.put("values", name.isEmpty() ? List.of() : values);
        point.put("scores", scores);
        point.put(
                "warnings",
                warnings.stream()
                        .filter(warning -> warning.point().equals(name))
                        .limit(500)
                        .map(
                                warning ->
                                        List.of(
                                                warning.raisedAtUs() / 1_000,
                                                warning.rule(),
                                                warning.peak()))
                        .toList());
        return point;
    }

    private static List<@Nullable Object> pair(long ms, double value) {
        List<@Nullable Object> pair = new ArrayList<>(2);
        pair.add(ms);
        pair.add(number(value));
        return pair;
    }

    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
