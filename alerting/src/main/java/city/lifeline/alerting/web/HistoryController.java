package city.lifeline.alerting.web;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.history.Excerpt;
import city.lifeline.alerting.history.HistoryStore;
import city.lifeline.alerting.history.Series;
import city.lifeline.alerting.history.Waveform;
import city.lifeline.alerting.map.MapStore;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.detection.rules.Rule;
import city.lifeline.model.Grade;
import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.City;
import city.lifeline.model.registry.Point;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What points read over any stretch of time, several at once. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "History")
public class HistoryController {

    private static final Duration DEFAULT_RANGE = Duration.ofDays(1);
    private static final Duration LONGEST_RANGE = Duration.ofDays(20 * 366);
    private static final Duration LONGEST_EXPORT = Duration.ofDays(400);
    private static final int MAX_POINTS = 40;
    private static final int MAX_BUCKETS = 2_000;

    /** Of all points together: what a browser draws at once. */
    private static final int MAX_SAMPLES = 32_000;

    private static final int MAX_MARKS = 500;
    private static final int MAX_WAVEFORM_SECONDS = 600;

    private final CurrentCity city;
    private final HistoryStore history;
    private final WarningStore warnings;
    private final MapStore map;
    private final RunClock runClock;
    private final OwnDistricts own;
    private final InstantSource clock;

    public HistoryController(
            CurrentCity city,
            HistoryStore history,
            WarningStore warnings,
            MapStore map,
            RunClock runClock,
            OwnDistricts own,
            InstantSource clock) {
        this.city = city;
        this.history = history;
        this.warnings = warnings;
        this.map = map;
        this.runClock = runClock;
        this.own = own;
        this.clock = clock;
    }

    /**
     * Readings of several points.
     *
     * @param marks warnings of these points that were raised at some time in between, the newest
     *     first, at most 500
     */
    public record HistoryView(
            String run, Instant from, Instant to, List<SeriesView> series, List<Mark> marks) {}

    /**
     * A point and what it read.
     *
     * @param low below it a value is impossible
     * @param high above it a value is impossible
     * @param bucketMs 0: each sample is one reading
     * @param samples of [epochMs, min, max, mean, count], of any quality but BAD
     * @param bad of [epochMs, least, greatest, count]: readings of quality BAD or without a value
     */
    public record SeriesView(
            String point,
            Text name,
            String asset,
            Text assetName,
            String assetClass,
            String quantity,
            String unit,
            Duration interval,
            @Nullable Double low,
            @Nullable Double high,
            List<PointController.Threshold> thresholds,
            long bucketMs,
            List<@Nullable Number[]> samples,
            List<@Nullable Number[]> bad) {}

    /** A warning on a chart. */
    public record Mark(
            String id,
            String point,
            String rule,
            Text ruleName,
            Grade peak,
            Instant raisedAt,
            @Nullable Instant clearedAt) {}

    /**
     * Readings as they were measured.
     *
     * @param rateHz samples a second; 0: too few in a row for a spectrum
     * @param samples of [epochMs with its fraction, value]
     * @param spectrumFrom of the first sample that is in the spectrum
     * @param stepHz between the lines of the spectrum, which begins at 0 Hz
     * @param spectrum amplitudes in the point's unit
     */
    public record WaveformView(
            String point,
            String unit,
            Instant from,
            Instant to,
            double rateHz,
            List<Number[]> samples,
            Instant spectrumFrom,
            double stepHz,
            List<Double> spectrum,
            List<Waveform.Peak> peaks) {}

    @Operation(
            summary = "Readings of several points over any stretch of time",
            description =
                    "A point that has few is given each single one, others in buckets of a width that"
                            + " people read (1, 2, 5, 10 s and so on) with least, greatest and mean. Of"
                            + " all points together there are at most 32000 samples. The live run"
                            + " gives the last day by default; another run all it has. With the"
                            + " thresholds of each point and the warnings in that time.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/history")
    public HistoryView history(
            @Parameter(description = "ids, separated by commas; at most 40") @RequestParam
                    String points,
            @Parameter(description = "live, or a run's id") @RequestParam(defaultValue = "live")
                    String run,
            @Parameter(description = "inclusive") @RequestParam(required = false)
                    @Nullable Instant from,
            @Parameter(description = "exclusive") @RequestParam(required = false)
                    @Nullable Instant to,
            @Parameter(description = "of each point, at most 2000")
                    @RequestParam(defaultValue = "1000")
                    int maxPoints,
            @AuthenticationPrincipal Caller caller)
            throws InterruptedException {
        CityOfRecord now = city.get();
        List<Point> wanted = find(now, points, caller);
        Params.id("run", run);
        if (maxPoints < 2 || maxPoints > MAX_BUCKETS) {
            throw Refused.badRequest("maxPoints: must be from 2 to " + MAX_BUCKETS);
        }
        Instant begin = from;
        Instant end = to;
        if (run.equals(Runs.LIVE)) {
            if (end == null) {
                end = begin == null ? now() : begin.plus(DEFAULT_RANGE);
            }
            begin = begin == null ? end.minus(DEFAULT_RANGE) : begin;
        }
        checkRange(begin, end, LONGEST_RANGE);
        Excerpt excerpt =
                history.excerpt(
                        run,
                        wanted.stream().map(Point::id).toList(),
                        begin,
                        end,
                        Math.min(maxPoints, MAX_SAMPLES / wanted.size()));
        List<SeriesView> series = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            series.add(view(now, wanted.get(i), excerpt.series().get(i)));
        }
        return new HistoryView(
                run,
                excerpt.from(),
                excerpt.to(),
                series,
                warnings
                        .overlapping(
                                run,
                                wanted.stream().map(Point::id).toList(),
                                excerpt.from(),
                                excerpt.to(),
                                MAX_MARKS)
                        .stream()
                        .map(warning -> mark(now, warning))
                        .toList());
    }

    @Operation(
            summary = "Every reading of several points as CSV",
            description =
                    "time,point,value,unit,quality, which lifeline replay reads without a mapping;"
                            + " times as the city's clock shows them, with their offset. At most"
                            + " 400 days. It is sent while the store reads it.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping(path = "/history.csv", produces = "text/csv")
    public void export(
            @Parameter(description = "ids, separated by commas; at most 40") @RequestParam
                    String points,
            @RequestParam(defaultValue = "live") String run,
            @Parameter(description = "inclusive") @RequestParam Instant from,
            @Parameter(description = "exclusive") @RequestParam Instant to,
            @AuthenticationPrincipal Caller caller,
            HttpServletResponse response)
            throws InterruptedException, IOException {
        CityOfRecord now = city.get();
        List<Point> wanted = find(now, points, caller);
        Params.id("run", run);
        checkRange(from, to, LONGEST_EXPORT);
        Map<String, String> units = new HashMap<>();
        wanted.forEach(point -> units.put(point.id(), point.unit()));
        ZoneId zone = map.city().map(City::zone).orElse(ZoneOffset.UTC);
        try (InputStream rows = history.export(run, List.copyOf(units.keySet()), from, to)) {
            response.setContentType("text/csv; charset=utf-8");
            response.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"readings.csv\"");
            Writer out =
                    new BufferedWriter(
                            new OutputStreamWriter(
                                    response.getOutputStream(), StandardCharsets.UTF_8),
                            1 << 16);
            write(rows, units, zone, out);
            out.flush();
        }
    }

    private static void write(InputStream rows, Map<String, String> units, ZoneId zone, Writer out)
            throws IOException {
        out.write("time,point,value,unit,quality\n");
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder()
                        .ofCsvRecord(new InputStreamReader(rows, StandardCharsets.UTF_8))) {
            boolean header = true;
            for (CsvRecord row : reader) {
                if (header) {
                    header = false;
                    continue;
                }
                String point = row.getField(1);
                out.write(
                        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                                Instant.parse(row.getField(0)).atZone(zone)));
                out.write(',');
                out.write(point);
                out.write(',');
                out.write(row.getField(2));
                out.write(',');
                out.write(units.getOrDefault(point, ""));
                out.write(',');
                out.write(row.getField(3));
                out.write('\n');
            }
        }
    }

    @Operation(
            summary = "Readings of a point as they were measured, and their spectrum",
            description =
                    "For points that send blocks. The spectrum is that of the newest samples without"
                            + " a gap, at most 16384, less their mean, under a Hann window: a sine of"
                            + " amplitude A has a line of height A.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/history/waveform")
    public WaveformView waveform(
            @RequestParam String point,
            @RequestParam(defaultValue = "live") String run,
            @Parameter(description = "where it ends, exclusive; now by default")
                    @RequestParam(required = false)
                    @Nullable Instant to,
            @Parameter(description = "how long, at most 600") @RequestParam(defaultValue = "20")
                    int seconds,
            @AuthenticationPrincipal Caller caller)
            throws InterruptedException {
        Point wanted = find(city.get(), point, caller).get(0);
        Params.id("run", run);
        Params.checkMoment("to", to);
        if (seconds < 1 || seconds > MAX_WAVEFORM_SECONDS) {
            throw Refused.badRequest("seconds: must be from 1 to " + MAX_WAVEFORM_SECONDS);
        }
        Instant end = to == null ? now() : to;
        Instant begin = end.minusSeconds(seconds);
        Waveform waveform = history.waveform(run, wanted.id(), begin, end);
        return new WaveformView(
                wanted.id(),
                wanted.unit(),
                begin,
                end,
                waveform.rateHz(),
                waveform.samples().stream()
                        .map(s -> new Number[] {Micros.of(s.time()) / 1e3, s.value()})
                        .toList(),
                waveform.spectrumFrom(),
                waveform.stepHz(),
                waveform.spectrum(),
                waveform.peaks());
    }

    private Instant now() {
        return Micros.instant(runClock.runUs(Micros.of(clock.instant())));
    }

    private static void checkRange(@Nullable Instant from, @Nullable Instant to, Duration most) {
        Params.checkRange(from, to);
        if (from != null && to != null && Duration.between(from, to).compareTo(most) > 0) {
            throw Refused.badRequest("from, to: at most %d days".formatted(most.toDays()));
        }
    }

    private List<Point> find(CityOfRecord now, String points, Caller caller) {
        Set<String> ids = new LinkedHashSet<>(Arrays.asList(points.split(",", -1)));
        if (ids.size() > MAX_POINTS) {
            throw Refused.badRequest("points: at most " + MAX_POINTS);
        }
        return ids.stream()
                .map(
                        id -> {
                            Point point = now.registry().point(Params.id("points", id));
                            if (point == null || !own.sees(caller, point)) {
                                throw Refused.notFound("There is no point " + id);
                            }
                            return point;
                        })
                .toList();
    }

    private static SeriesView view(CityOfRecord now, Point point, Series series) {
        Asset asset = now.registry().assetOf(point);
        return new SeriesView(
                point.id(),
                point.name(),
                point.asset(),
                asset == null ? new Text(point.asset(), point.asset()) : asset.name(),
                asset == null ? "" : asset.assetClass(),
                point.quantity(),
                point.unit(),
                point.interval(),
                orNull(point.physicalLow()),
                orNull(point.physicalHigh()),
                PointController.thresholds(now, point, asset),
                series.bucket().toMillis(),
                series.good().stream()
                        .map(
                                s ->
                                        new @Nullable Number[] {
                                            s.time().toEpochMilli(),
                                            s.min(),
                                            s.max(),
                                            s.mean(),
                                            s.count()
                                        })
                        .toList(),
                series.bad().stream()
                        .map(
                                s ->
                                        new @Nullable Number[] {
                                            s.time().toEpochMilli(),
                                            WarningViews.finite(s.low()),
                                            WarningViews.finite(s.high()),
                                            s.count()
                                        })
                        .toList());
    }

    private static Mark mark(CityOfRecord now, Warning warning) {
        Rule rule = now.rules().rule(warning.rule());
        return new Mark(
                warning.id(),
                warning.point(),
                warning.rule(),
                rule == null ? new Text(warning.rule(), warning.rule()) : rule.name(),
                warning.peak(),
                warning.raisedAt(),
                warning.clearedAt());
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
