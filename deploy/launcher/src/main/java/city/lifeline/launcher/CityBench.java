package city.lifeline.launcher;

import city.lifeline.benchmarks.Percentiles;
import city.lifeline.benchmarks.ProcessUsage;
import city.lifeline.benchmarks.Row;
import city.lifeline.benchmarks.alerting.AlertingBenchmark;
import city.lifeline.benchmarks.alerting.AlertingBenchmark.Part;
import city.lifeline.benchmarks.alerting.AlertingCity;
import city.lifeline.benchmarks.load.CityLoad;
import city.lifeline.benchmarks.load.LoadCity;
import city.lifeline.launcher.client.ConsumerLag;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.server.KafkaAdmin;
import city.lifeline.model.KafkaTopics;
import city.lifeline.runtime.MqttSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A whole city under a steady load: what comes through, what it costs, and how long a red warning
 * takes on its way to a telephone meanwhile.
 */
final class CityBench {

    private static final int LOOK_EVERY_S = 5;

    /** Beside the load, so that they take nothing worth mentioning. */
    private static final int PROBES_PER_SECOND = 10;

    /** With more than this behind at its end, a load was not what was asked for. */
    private static final double HELD_WITHIN_S = 1;

    private static final double MIB = 1 << 20;
    private static final double S_PER_US = 1e-6;

    private final Options options;
    private final Installation installation;
    private final InstantSource clock;
    private final Consumer<String> say;

    /**
     * What to measure.
     *
     * @param readings scalar ones a second
     * @param samples of waveforms a second, in blocks of one second
     * @param seconds that are measured
     */
    record Options(int readings, int samples, int seconds) {}

    /** What was seen of the load at one moment. */
    private record Look(
            long ns, long readings, long samples, long waiting, Map<String, Long> cpuUs) {}

    /**
     * A process that is measured.
     *
     * @param alone without those that it has started, as these are measured by themselves
     */
    private record Measured(long pid, boolean alone) {

        long cpuUs() throws IOException {
            return alone ? ProcessUsage.cpuUs(pid) : ProcessUsage.cpuUsOfTree(pid);
        }

        long memory() throws IOException {
            return alone ? ProcessUsage.memory(pid) : ProcessUsage.memoryOfTree(pid);
        }
    }

    CityBench(
            Options options, Installation installation, InstantSource clock, Consumer<String> say) {
        this.options = options;
        this.installation = installation;
        this.clock = clock;
        this.say = say;
    }

    List<Row> run() throws IOException, InterruptedException {
        LoadCity load = LoadCity.of(options.readings(), options.samples());
        SortedMap<String, String> files = new TreeMap<>(AlertingCity.files());
        load.addTo(files);
        InventedCity.rules(installation).forEach((name, text) -> files.put("rules/" + name, text));
        say.accept(
                "a city of %,d points that report every %d s and %,d with %d samples a second"
                        .formatted(
                                load.scalars(),
                                LoadCity.INTERVAL.toSeconds(),
                                load.waveforms(),
                                LoadCity.SAMPLES));
        try (MeasuredCity city =
                MeasuredCity.start(files, AlertingBench.CONFIGURATION, installation, clock)) {
            return measure(city, load);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("Kafka does not answer: " + e.getMessage(), e);
        }
    }

    private List<Row> measure(MeasuredCity city, LoadCity load)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        URI broker = city.instance().setting(MqttSettings.URL);
        Map<String, String> passwords = city.passwords();
        Map<String, Measured> processes = new TreeMap<>();
        city.pids().forEach((name, pid) -> processes.put(name, new Measured(pid, false)));
        processes.put("load and this command", new Measured(ProcessHandle.current().pid(), true));
        processes.put("lifeline up", new Measured(city.supervisor(), true));
        List<Look> looks = new ArrayList<>();
        Set<String> ended = new ConcurrentSkipListSet<>();
        try (CityLoad running =
                        new CityLoad(
                                load,
                                new InetSocketAddress(broker.getHost(), broker.getPort()),
                                gateway -> passwords.getOrDefault(gateway, ""),
                                new Random(1),
                                () -> ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
                AlertingBenchmark probes =
                        new AlertingBenchmark(city.alertingTarget(), clock, say);
                KafkaAdmin kafka = city.instance().kafka()) {
            running.start();
            Thread looking = new Thread(() -> look(running, processes, looks, ended), "look");
            looking.setDaemon(true);
            looking.start();
            List<Row> rows =
                    new ArrayList<>(
                            probes.run(EnumSet.of(Part.red), PROBES_PER_SECOND, options.seconds()));
            looking.interrupt();
            looking.join();
            running.check();
            if (!ended.isEmpty()) {
                throw new Refusal(
                        "A process ended under the load: %s; what was measured is not a whole city."
                                .formatted(String.join(", ", ended)));
            }
            rows.addAll(0, load(running, looks));
            for (ConsumerLag lag : ConsumerLag.all(kafka)) {
                rows.add(
                        new Row(
                                "records behind at the end: %s, %s"
                                        .formatted(lag.group(), lag.kafkaTopic()),
                                lag.records(),
                                "",
                                null));
            }
            long letters = records(kafka, KafkaTopics.DEAD_LETTERS);
            rows.add(new Row("dead letters", letters, "", null));
            rows.addAll(costs(looks, processes));
            if (letters > 0) {
                throw new Refusal(
                        "%d messages became dead letters; what was measured is not this load."
                                .formatted(letters));
            }
            return rows;
        }
    }

    private static long records(KafkaAdmin kafka, String topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        return ConsumerLag.behind(kafka.begins(topic), kafka.ends(topic), Map.of());
    }

    private void look(
            CityLoad running,
            Map<String, Measured> processes,
            List<Look> looks,
            Set<String> ended) {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(LOOK_EVERY_S);
                Map<String, Long> cpu = new TreeMap<>();
                for (Map.Entry<String, Measured> each : processes.entrySet()) {
                    try {
                        cpu.put(each.getKey(), each.getValue().cpuUs());
                    } catch (IOException e) {
                        // An interrupt breaks off reading, too.
                        if (!Thread.currentThread().isInterrupted()) {
                            ended.add(each.getKey());
                        }
                    }
                }
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                Look look =
                        new Look(
                                System.nanoTime(),
                                running.readings(),
                                running.samples(),
                                running.messages() - running.acknowledged(),
                                cpu);
                synchronized (looks) {
                    looks.add(look);
                }
                say.accept(
                        "%,d readings and %,d samples published; the load is %.2f s late, %,d messages on their way to Kafka"
                                .formatted(
                                        look.readings(),
                                        look.samples(),
                                        running.lateS(),
                                        look.waiting()));
            }
        } catch (InterruptedException e) {
            // It was looked at long enough.
        }
    }

    private static List<Row> load(CityLoad running, List<Look> looks) throws IOException {
        if (looks.size() < 2) {
            throw new IOException("the load could not be looked at");
        }
        Look first = looks.get(looks.size() / 4);
        Look last = looks.get(looks.size() - 1);
        double seconds = (last.ns() - first.ns()) / 1e9;
        Percentiles waiting = new Percentiles();
        looks.forEach(look -> waiting.add((double) look.waiting()));
        Percentiles late = new Percentiles();
        looks.subList(looks.size() * 2 / 3, looks.size())
                .forEach(look -> late.add((double) look.waiting()));
        double lateS = running.lateS();
        return List.of(
                new Row(
                        "load: readings published",
                        (last.readings() - first.readings()) / seconds,
                        "readings/s",
                        null),
                new Row(
                        "load: samples of waveforms published",
                        (last.samples() - first.samples()) / seconds,
                        "samples/s",
                        null),
                new Row(
                        lateS > HELD_WITHIN_S
                                ? "load: THE RATE WAS NOT HELD, late at the end"
                                : "load: late at the end",
                        lateS,
                        "s",
                        null),
                new Row("load: messages on their way to Kafka, p50", waiting.at(0.5), "", null),
                new Row("load: … most in the last third", late.at(1), "", null));
    }

    private static List<Row> costs(List<Look> looks, Map<String, Measured> processes)
            throws IOException {
        Look first = looks.get(looks.size() / 4);
        Look last = looks.get(looks.size() - 1);
        double seconds = (last.ns() - first.ns()) / 1e9;
        List<Row> rows = new ArrayList<>();
        double all = 0;
        for (Map.Entry<String, Measured> each : processes.entrySet()) {
            double cores =
                    (last.cpuUs().getOrDefault(each.getKey(), 0L)
                                    - first.cpuUs().getOrDefault(each.getKey(), 0L))
                            * S_PER_US
                            / seconds;
            all += cores;
            rows.add(new Row(name("processors of %s", each.getKey()), cores, "cores", null));
            rows.add(
                    new Row(
                            name("memory of %s", each.getKey()),
                            each.getValue().memory() / MIB,
                            "MiB",
                            null));
        }
        rows.add(new Row("processors of all", all, "cores", null));
        return rows;
    }

    private static String name(String text, String process) {
        return String.format(Locale.ROOT, text, process);
    }
}
