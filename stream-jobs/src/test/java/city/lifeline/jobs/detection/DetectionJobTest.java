package city.lifeline.jobs.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.jobs.JobConfiguration;
import city.lifeline.model.Block;
import city.lifeline.model.PointStatus;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.WarningEvent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The production graph between generated readings and collecting sinks. */
class DetectionJobTest {

    private static final int POINTS = 8;
    private static final int RECORDS_PER_POINT = 500;
    private static final long T0 = 1_795_334_400_000_000L;
    private static final long SECOND = 1_000_000;

    private static final MiniCluster CLUSTER =
            new MiniCluster(
                    new MiniClusterConfiguration.Builder()
                            .setNumTaskManagers(1)
                            .setNumSlotsPerTaskManager(4)
                            .setConfiguration(new Configuration())
                            .build());

    @TempDir static Path checkpoints;

    @BeforeAll
    static void start() throws Exception {
        CLUSTER.start();
    }

    @AfterAll
    static void stop() throws Exception {
        CLUSTER.close();
    }

    @Test
    void sameReadingsSameWarningsAtAnyParallelismAndAcrossCrashes() throws Exception {
        Map<String, WarningEvent> undisturbed = run("undisturbed", 1, List.of());
        assertTrue(undisturbed.size() > 200, "too few events to tell: " + undisturbed.size());

        assertEquals(undisturbed, run("four", 4, List.of()));

        int half = POINTS * RECORDS_PER_POINT / 2;
        assertEquals(undisturbed, run("crashed", 1, List.of(half, half + 1, half + 700)));
        assertEquals(undisturbed, run("four-crashed", 4, List.of(450, half + 450)));

        Set<PointStatus> statuses = new HashSet<>(CollectingSink.collected("statuses-undisturbed"));
        assertFalse(statuses.isEmpty());
        assertEquals(statuses, new HashSet<>(CollectingSink.collected("statuses-four-crashed")));
    }

    /** The events by warning and number; fails where a number came with two different events. */
    private static Map<String, WarningEvent> run(
            String name, int parallelism, List<Integer> crashes) throws Exception {
        Configuration configuration =
                JobConfiguration.of(
                        name,
                        parallelism,
                        URI.create(checkpoints.toUri().toString()),
                        Duration.ofMillis(50));
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
        Readings readings = new Readings(name, crashes);
        new DetectionJob(
                        "live",
                        new DataGeneratorSource<>(
                                readings,
                                POINTS * RECORDS_PER_POINT,
                                // A checkpoint must have come before the source goes on.
                                RateLimiterStrategy.perCheckpoint(400 * parallelism),
                                TypeInformation.of(ReadingsRecord.class)),
                        new DataGeneratorSource<>(
                                i -> SmallCity.rules(i, "v1"),
                                1,
                                TypeInformation.of(CompactedRecord.class)),
                        SmallCity.of(POINTS),
                        new CollectingSink<>("events-" + name),
                        new CollectingSink<>("statuses-" + name),
                        Duration.ZERO,
                        Duration.ZERO)
                .addTo(env);
        CLUSTER.executeJobBlocking(env.getStreamGraph().getJobGraph());
        assertEquals(crashes.size(), Readings.crashed(name), "crashes of " + name);

        Map<String, WarningEvent> events = new HashMap<>();
        for (WarningEvent event : CollectingSink.<WarningEvent>collected("events-" + name)) {
            WarningEvent other = events.put(event.id() + '/' + event.number(), event);
            if (other != null) {
                assertEquals(other, event);
                assertFalse(crashes.isEmpty(), "an event twice without a crash");
            }
        }
        return events;
    }

    /**
     * A random walk for each point, and a clock after every hundredth record. One point follows the
     * other, so that a split of the source never parts the readings of a point: the source divides
     * the numbers into as many ranges as there are instances.
     */
    private static final class Readings implements GeneratorFunction<Long, ReadingsRecord> {

        private static final long serialVersionUID = 1L;
        private static final Map<String, AtomicInteger> CRASHED = new HashMap<>();

        private final String name;
        private final List<Integer> crashes;

        private Readings(String name, List<Integer> crashes) {
            this.name = name;
            this.crashes = crashes;
            assertNull(CRASHED.put(name, new AtomicInteger()));
        }

        private static int crashed(String name) {
            AtomicInteger crashed = CRASHED.get(name);
            return crashed == null ? 0 : crashed.get();
        }

        @Override
        public ReadingsRecord map(Long number) {
            AtomicInteger crashed = CRASHED.get(name);
            if (crashed != null
                    && crashed.get() < crashes.size()
                    && number.intValue() == crashes.get(crashed.get())) {
                crashed.incrementAndGet();
                throw new IllegalStateException("a crash on purpose");
            }
            int point = number.intValue() / RECORDS_PER_POINT;
            int record = number.intValue() % RECORDS_PER_POINT;
            long time = T0 + record * SECOND;
            if (record % 100 == 99) {
                return ReadingsRecord.clock(time);
            }
            SplittableRandom random = new SplittableRandom(number);
            double[] values = new double[1 + record % 3];
            for (int i = 0; i < values.length; i++) {
                values[i] = 1.2 + Math.sin(record / 9.0 + point) + random.nextDouble(-0.3, 0.3);
            }
            return ReadingsRecord.of(Block.regular("P-" + point, time, 100_000, values));
        }
    }
}
