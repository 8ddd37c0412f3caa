package city.lifeline.launcher.record;

import city.lifeline.launcher.client.ApiException;
import city.lifeline.launcher.console.StepDisplay;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import city.lifeline.simulators.replay.DryRun;
import city.lifeline.simulators.replay.Mapping;
import city.lifeline.simulators.replay.Recorded;
import city.lifeline.simulators.replay.Recording;
import city.lifeline.simulators.replay.RecordingWriter;
import city.lifeline.simulators.replay.ReplayPlan;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Readings in the history store, whichever database that is: alerting exports them, some points at
 * a time, to temporary files.
 */
final class HistoryReadings implements KeptReadings {

    /** As alerting exports them at once. */
    private static final int POINTS = 40;

    private static final Duration LONGEST = Duration.ofDays(400);

    private final Export export;
    private final Registry registry;
    private final InstantSource city;
    private final Terminal terminal;

    /** What alerting is asked. */
    @FunctionalInterface
    interface Export {
        /**
         * Writes readings as time,point,value,unit,quality.
         *
         * @param from inclusive
         * @param until exclusive
         */
        void write(List<String> points, Instant from, Instant until, Path file)
                throws IOException, InterruptedException;
    }

    /**
     * A store.
     *
     * @param city the living city's clock, up to which readings are looked for
     */
    HistoryReadings(Export export, Registry registry, InstantSource city, Terminal terminal) {
        this.export = export;
        this.registry = registry;
        this.city = city;
        this.terminal = terminal;
    }

    @Override
    public String give(Map<String, Point> points, long fromUs, long untilUs, RecordingWriter writer)
            throws IOException, InterruptedException {
        List<String> ids = points.keySet().stream().sorted().toList();
        Instant from = instant(fromUs);
        // Sensors may be ahead of the city's clock, but no further.
        Instant now = city.instant().plus(Duration.ofDays(1));
        Instant until = untilUs == Long.MAX_VALUE ? now : instant(untilUs);
        Path directory = Files.createTempDirectory("lifeline-history-");
        Path file = directory.resolve("readings.csv");
        Unusable unusable = new Unusable();
        // One file at a time, however many points the city has: the writer sorts what it is given.
        try (StepDisplay display =
                new StepDisplay(terminal, "reading the history store", " points", ids.size())) {
            for (int i = 0; i < ids.size(); i += POINTS) {
                List<String> some = ids.subList(i, Math.min(ids.size(), i + POINTS));
                for (Instant begin = from; begin.isBefore(until); begin = begin.plus(LONGEST)) {
                    Instant longest = begin.plus(LONGEST);
                    Instant end = longest.isBefore(until) ? longest : until;
                    String what = "readings of %s, %s to %s".formatted(words(some), begin, end);
                    export(some, begin, end, file, what);
                    copy(file, fromUs, untilUs, writer, what, unusable);
                    Files.delete(file);
                }
                display.show(i + some.size(), ids.size(), "");
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
        if (unusable.count > 0) {
            terminal.out()
                    .printf(
                            "%,d readings of the history store cannot be used, such as %s%n",
                            unusable.count, unusable.example);
        }
        return "";
    }

    private void export(List<String> points, Instant from, Instant until, Path file, String what)
            throws IOException, InterruptedException {
        try {
            export.write(points, from, until, file);
        } catch (ConnectException e) {
            throw new Refusal("Alerting does not answer; ./lifeline status tells more.");
        } catch (ApiException e) {
            throw new Refusal("The history store: " + e.getMessage());
        } catch (IOException e) {
            throw new Refusal(
                    "The history store's export broke off (%s): %s. Try again; the log of alerting tells more."
                            .formatted(e.getMessage(), what));
        }
    }

    private void copy(
            Path file,
            long fromUs,
            long untilUs,
            RecordingWriter writer,
            String what,
            Unusable unusable)
            throws IOException {
        ReplayPlan plan = ReplayPlan.of(List.of(file), Mapping.CANONICAL, registry, city);
        DryRun dryRun = plan.dryRun((bytes, total) -> {});
        boolean isEmpty = dryRun.files().size() == 1 && dryRun.rows() == 0;
        if (isEmpty) {
            return;
        }
        if (dryRun.files().size() == 1 && dryRun.readings() == 0 && dryRun.rejected() > 0) {
            // These points may have kept nothing better; the others have.
            unusable.add(dryRun);
            return;
        }
        if (!dryRun.canBeReplayed()) {
            throw new Refusal(
                    "The history store's export is damaged: %s: %s"
                            .formatted(what, dryRun.faults().get(0)));
        }
        unusable.add(dryRun);
        try (Recording recording = plan.open((f, line, column, point, reason, text) -> {})) {
            for (Recorded next = recording.next(); next != null; next = recording.next()) {
                Point point = registry.point(next.block().point());
                if (point != null) {
                    writer.add(next.block(), point.unit(), fromUs, untilUs);
                }
            }
        }
    }

    private static String words(List<String> points) {
        return points.size() == 1
                ? points.get(0)
                : "%d points from %s to %s"
                        .formatted(points.size(), points.get(0), points.get(points.size() - 1));
    }

    /** Rows that are no reading, of all exports together. */
    private static final class Unusable {

        private long count;
        private String example = "";

        void add(DryRun dryRun) {
            if (count == 0 && dryRun.rejected() > 0) {
                example = dryRun.examples().get(0);
            }
            count += dryRun.rejected();
        }
    }

    private static Instant instant(long us) {
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }
}
