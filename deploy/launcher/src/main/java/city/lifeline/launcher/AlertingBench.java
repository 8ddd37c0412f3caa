package city.lifeline.launcher;

import city.lifeline.benchmarks.Row;
import city.lifeline.benchmarks.alerting.AlertingBenchmark;
import city.lifeline.benchmarks.alerting.AlertingBenchmark.Part;
import city.lifeline.benchmarks.alerting.AlertingCity;
import city.lifeline.launcher.instance.Installation;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The way of warnings to people, in a city that is there for it. */
final class AlertingBench {

    /** Nobody answers, and whom to tell next is no part of what is measured. */
    static final String CONFIGURATION = "notify.acknowledge.within.red=PT30M\n";

    private final Set<Part> parts;
    private final int readingsPerSecond;
    private final int seconds;
    private final Installation installation;
    private final InstantSource clock;
    private final Consumer<String> say;

    AlertingBench(
            Set<Part> parts,
            int readingsPerSecond,
            int seconds,
            Installation installation,
            InstantSource clock,
            Consumer<String> say) {
        this.parts = parts;
        this.readingsPerSecond = readingsPerSecond;
        this.seconds = seconds;
        this.installation = installation;
        this.clock = clock;
        this.say = say;
    }

    List<Row> run() throws IOException, InterruptedException {
        try (MeasuredCity city =
                        MeasuredCity.start(
                                AlertingCity.files(), CONFIGURATION, installation, clock);
                AlertingBenchmark benchmark =
                        new AlertingBenchmark(city.alertingTarget(), clock, say)) {
            return benchmark.run(parts, readingsPerSecond, seconds);
        }
    }
}
