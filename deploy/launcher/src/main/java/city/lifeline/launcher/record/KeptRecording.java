package city.lifeline.launcher.record;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.Runs;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import city.lifeline.runtime.KafkaSettings;
import city.lifeline.simulators.replay.RecordingWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** A part of the readings that a running city keeps, written as a recording. */
public final class KeptRecording {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Source source;
    private final String run;
    private final Part.Range range;
    private final Map<String, Point> points;
    private final KeptReadings readings;

    /** Where readings are kept. */
    public enum Source {
        /** As many days as its topics keep. */
        KAFKA,
        /** As long as there is room; some seconds behind the city. */
        HISTORY;

        /**
         * As an option has it.
         *
         * @throws Refusal if it is none
         */
        public static Source of(String text) {
            return switch (text) {
                case "kafka" -> KAFKA;
                case "history" -> HISTORY;
                default ->
                        throw new Refusal(
                                "--source must be kafka or history, not '%s'.".formatted(text));
            };
        }
    }

    private KeptRecording(
            Source source,
            String run,
            Part.Range range,
            Map<String, Point> points,
            KeptReadings readings) {
        this.source = source;
        this.run = run;
        this.range = range;
        this.points = points;
        this.readings = readings;
    }

    /**
     * What is asked for; nothing is read yet.
     *
     * @param city the living city's clock
     * @throws Refusal if it cannot be told what is asked for, or the city has no such point
     */
    public static KeptRecording of(
            RunningInstance instance,
            Source source,
            Part part,
            InstantSource city,
            Terminal terminal)
            throws IOException {
        String run = part.run();
        Part.Range range = part.range(city);
        Registry registry =
                new CityDirectory(Path.of(instance.setting("city.directory"))).registry();
        Map<String, Point> points = part.points(registry);
        KeptReadings readings =
                switch (source) {
                    case KAFKA ->
                            KafkaReadings.at(
                                    run, KafkaSettings.client(instance.settings()), terminal);
                    case HISTORY -> {
                        AlertingApi alerting = instance.alerting();
                        yield new HistoryReadings(
                                (ids, from, until, file) ->
                                        alerting.history(run, ids, from, until, file),
                                registry,
                                city,
                                terminal);
                    }
                };
        return new KeptRecording(source, run, range, points, readings);
    }

    /** The same for the same run, source and begin. */
    public String name() {
        return "%s%s-%s.csv"
                .formatted(
                        run.equals(Runs.LIVE) ? "" : run + "-",
                        source.name().toLowerCase(Locale.ROOT),
                        NAME.format(range.from()));
    }

    /**
     * Writes it.
     *
     * @throws Refusal if there is no such reading, or what is asked for is not kept any more
     */
    public RecordingWriter.Written writeTo(Path file) throws IOException, InterruptedException {
        RecordingWriter.Written written;
        String kept;
        try (RecordingWriter writer = new RecordingWriter()) {
            kept = readings.give(points, range.fromUs(), range.untilUs(), writer);
            written = writer.writeTo(file);
        }
        if (written.rows() == 0) {
            Files.delete(file);
            throw new Refusal(
                    "There is no reading of %s in run %s %s. %s"
                            .formatted(
                                    points.size() == 1
                                            ? points.keySet().iterator().next()
                                            : points.size() + " points",
                                    run,
                                    range.words(),
                                    kept)
                            .strip());
        }
        return written;
    }
}
