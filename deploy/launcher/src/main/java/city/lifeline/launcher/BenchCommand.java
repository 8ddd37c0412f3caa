package city.lifeline.launcher;

import city.lifeline.benchmarks.LatencyBenchmark;
import city.lifeline.benchmarks.Row;
import city.lifeline.benchmarks.alerting.AlertingBenchmark.Part;
import city.lifeline.benchmarks.anomaly.AnomalyBench;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.launcher.server.BenchComponents;
import city.lifeline.runtime.MqttSettings;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lifeline bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "latency: measures the running city, from a gateway's publish to the warning's row in"
                    + " PostgreSQL and to the event at a screen, over points of the sample city's"
                    + " gateway GW-MINE-01. Use a city on its own data, started with"
                    + " --no-simulator.",
            "ingest: what ingest carries from MQTT to Kafka, beside the bare limit of this machine"
                    + " (a subscriber that copies each payload to Kafka as one record). Starts its"
                    + " own Kafka, MQTT broker and ingest, and removes them; needs no running city.",
            "detect: what the detection job judges, from Kafka to Kafka, beside a job that judges"
                    + " nothing, on the same readings: scalar readings and waveform blocks of a"
                    + " city, N points, N rules. Starts its own Kafka and Flink, and removes them;"
                    + " needs no running city.",
            "simulator: what the simulated devices of a city publish through the reference client to"
                    + " a broker that throws everything away, and the memory that the city takes."
                    + " For one core: taskset -c 0 ./lifeline bench simulator.",
            "anomaly: how well the anomaly score tells what is odd, on seeded synthetic series and on"
                    + " labelled recordings where they are, beside AWS Random Cut Forest (the bare"
                    + " column) on the same samples. Needs no running city.",
            "alerting: the way of a warning to people. red: from the reading to the stored warning"
                    + " and to the SMS provider, at a steady load; flood: 5,000 points that trip at"
                    + " once; archive: lists over 100,000 warnings. Starts a city of its own, and"
                    + " removes it; needs no running city.",
            "city: a whole city under a steady load of --rate scalar readings and --waveforms samples"
                    + " a second, from the MQTT broker to telephones, with the sample city's rules:"
                    + " what comes through, the way of red warnings meanwhile, processors and memory"
                    + " of each process. Starts a city of its own, and removes it; needs no running"
                    + " city."
        })
final class BenchCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String GATEWAY = "GW-MINE-01";
    private static final String SWINGING = "MINE-MM116";
    private static final List<String> QUIET =
            List.of("MINE-MM31", "MINE-AS038", "MINE-PG072", "MINE-PD", "MINE-BA13");

    // %vol; the point's blue limits are 1.0 and 0.9.
    private static final double BELOW = 0.5;
    private static final double ABOVE = 1.05;

    /** The benchmarks there are. */
    private enum Name {
        latency,
        ingest,
        detect,
        simulator,
        anomaly,
        alerting,
        city
    }

    /** MQTT brokers to measure ingest with. */
    private enum Broker {
        mosquitto,
        embedded
    }

    @Parameters(paramLabel = "NAME", description = "Which: ${COMPLETION-CANDIDATES}.")
    private Name name = Name.latency;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = {
                "latency, alerting, city: readings a second",
                "(default: 500; alerting: 1000; city: 12000)."
            })
    private @Nullable Integer rate;

    @Option(
            names = "--waveforms",
            paramLabel = "N",
            description = "city: samples of waveforms a second (default: ${DEFAULT-VALUE}).")
    private int waveforms = 90_000;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "For how long (default: 60; ingest: 5 for each measurement).")
    private @Nullable Integer seconds;

    @Option(
            names = "--broker",
            paramLabel = "NAME",
            description = {
                "ingest: mosquitto or embedded",
                "(default: mosquitto if it is installed, else embedded)."
            })
    private @Nullable Broker broker;

    @Option(
            names = "--cases",
            paramLabel = "KEYS",
            description = {
                "ingest: what messages hold (default: 50,1,500,blocks,json);",
                "detect: readings, blocks, points-N, rules-N (default: readings,blocks);",
                "alerting: red, flood, archive (default: all)."
            })
    private @Nullable String cases;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = {
                "detect: of each measurement (default: 6000000;",
                "for blocks ten times as many)."
            })
    private long samples = 6_000_000;

    @Option(
            names = "--gateways",
            paramLabel = "N",
            description = "ingest: gateways that publish (default: ${DEFAULT-VALUE}).")
    private int gateways = 16;

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            description = {
                "ingest: goes on with the first case at half load for so long",
                "and shows the memory of each minute (default: not at all)."
            })
    private int soakMinutes;

    @Option(
            names = "--city",
            paramLabel = "NAME|DIR",
            description = {
                "simulator: the city (default: sample);",
                "detect: the city (default: an invented one of reference size)."
            })
    private @Nullable String city;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "anomaly: of the synthetic series (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--recordings",
            paramLabel = "DIR",
            description = "anomaly: where water-loop-skab lies (default: only synthetic series).")
    private @Nullable Path recordings;

    @Option(names = "--json", description = "One JSON object a row.")
    private boolean json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The city's data directory (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    private final Terminal terminal;
    private final InstantSource clock;

    BenchCommand(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int mostReadings = name == Name.city ? 100_000 : 10_000;
        if ((rate != null && (rate < 1 || rate > mostReadings))
                || (seconds != null && (seconds < 1 || seconds > 3_600))) {
            throw new Refusal(
                    "--rate is 1 to %d readings a second, --seconds 1 to 3600."
                            .formatted(mostReadings));
        }
        List<Row> rows =
                switch (name) {
                    case latency -> latency();
                    case ingest -> ingest();
                    case detect -> detect();
                    case simulator ->
                            new SimulatorBench(Duration.ofSeconds(seconds == null ? 5 : seconds))
                                    .run(city == null ? "sample" : city);
                    case anomaly -> new AnomalyBench(this::say).run(seed, recordings, true);
                    case alerting -> alerting();
                    case city -> city();
                };
        if (json) {
            rows.forEach(row -> terminal.out().println(object(row)));
        } else {
            TextTable table = new TextTable("MEASURED", "VALUE", "UNIT", "BARE", "RATIO");
            for (Row row : rows) {
                table.row(
                        row.name(),
                        number(row.value()),
                        row.unit(),
                        number(row.bare()),
                        number(row.ratio()));
            }
            table.lines().forEach(terminal.out()::println);
        }
        terminal.out().flush();
        return 0;
    }

    private List<Row> latency() throws IOException, InterruptedException {
        return new LatencyBenchmark(target(RunningInstance.find(data)), clock)
                .run(rate == null ? 500 : rate, Duration.ofSeconds(seconds == null ? 60 : seconds));
    }

    private List<Row> ingest() throws IOException, InterruptedException {
        if (gateways < 1 || gateways > 200) {
            throw new Refusal("--gateways is 1 to 200.");
        }
        if (soakMinutes < 0 || soakMinutes > 600) {
            throw new Refusal("--soak is 0 to 600 minutes.");
        }
        Broker measured = broker;
        if (measured == null) {
            measured = BenchComponents.hasMosquitto() ? Broker.mosquitto : Broker.embedded;
        }
        say(
                "broker: %s; %d gateways; generator, broker, Kafka and ingest share %d processors"
                        .formatted(
                                measured == Broker.mosquitto
                                        ? "mosquitto"
                                        : "embedded (HiveMQ CE, on disk)",
                                gateways,
                                Runtime.getRuntime().availableProcessors()));
        say("bare: one record a message, nothing decoded; ingest: one record a reading or block");
        return new IngestBench(
                        new IngestBench.Options(
                                cases == null ? "50,1,500,blocks,json" : cases,
                                seconds == null ? 5 : seconds,
                                gateways,
                                measured == Broker.embedded,
                                soakMinutes),
                        Installation.ofThisProcess(),
                        clock,
                        this::say)
                .run();
    }

    private List<Row> detect() throws IOException, InterruptedException {
        if (samples < 1_000_000 || samples > 1_000_000_000) {
            throw new Refusal("--samples is 1000000 to 1000000000.");
        }
        say(
                "bare: a job that keeps one number a point and judges nothing; Kafka and Flink share"
                        + " %d processors".formatted(Runtime.getRuntime().availableProcessors()));
        return new DetectBench(
                        new DetectBench.Options(
                                city == null ? "" : city,
                                cases == null ? "readings,blocks" : cases,
                                samples),
                        Installation.ofThisProcess(),
                        clock,
                        this::say)
                .run();
    }

    private List<Row> alerting() throws IOException, InterruptedException {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        for (String part : (cases == null ? "red,flood,archive" : cases).split(",", -1)) {
            try {
                parts.add(Part.valueOf(part));
            } catch (IllegalArgumentException e) {
                throw new Refusal("--cases of alerting are red, flood and archive; not " + part);
            }
        }
        return new AlertingBench(
                        parts,
                        rate == null ? 1_000 : rate,
                        seconds == null ? 60 : seconds,
                        Installation.ofThisProcess(),
                        clock,
                        this::say)
                .run();
    }

    private List<Row> city() throws IOException, InterruptedException {
        int measuredS = seconds == null ? 120 : seconds;
        if (waveforms < 0 || waveforms > 2_000_000 || measuredS < 30) {
            throw new Refusal(
                    "--waveforms is 0 to 2000000 samples a second, --seconds of a city at least 30.");
        }
        return new CityBench(
                        new CityBench.Options(rate == null ? 12_000 : rate, waveforms, measuredS),
                        Installation.ofThisProcess(),
                        clock,
                        this::say)
                .run();
    }

    /** Beside the figures, so that a machine need not read it. */
    @SuppressWarnings("SystemOut")
    private void say(String line) {
        if (json) {
            System.err.println(line);
        } else {
            terminal.out().println(line);
            terminal.out().flush();
        }
    }

    private static LatencyBenchmark.Target target(RunningInstance instance) throws IOException {
        Path password = Path.of(instance.setting(MqttSettings.GATEWAY_PASSWORDS)).resolve(GATEWAY);
        if (!Files.exists(password)) {
            throw new Refusal(
                    "This city has no gateway %s; measure one that was started with --city sample."
                            .formatted(GATEWAY));
        }
        return new LatencyBenchmark.Target(
                instance.setting(MqttSettings.URL),
                GATEWAY,
                Secrets.read(password),
                SWINGING,
                QUIET,
                BELOW,
                ABOVE,
                URI.create("http://127.0.0.1:" + instance.setting("alerting.http.port")),
                instance.secret("alerting.token.file"));
    }

    private static ObjectNode object(Row row) {
        ObjectNode object = JSON.createObjectNode();
        object.put("name", row.name());
        object.put("value", row.value());
        object.put("unit", row.unit());
        object.put("bare", row.bare());
        object.put("ratio", row.ratio());
        return object;
    }

    private static String number(@Nullable Double value) {
        return value == null
                ? ""
                : String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
    }
}
