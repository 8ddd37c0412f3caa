package city.lifeline.jobs.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.jobs.JobConfiguration;
import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.WarningEvent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
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

/**
 * The production graph, under rules of groups, between generated readings and collecting sinks. The
 * readings are split so that each split goes through all of time, with some of the points.
 */
@org.junit.jupiter.api.Timeout(120)
class GroupJobTest {

    private static final int POINTS = 8;
    private static final int RECORDS_PER_POINT = 500;
    private static final long T0 = 1_795_334_400_000_000L;
    private static final long SECOND = 1_000_000;
    private static final Duration LATE = Duration.ofSeconds(20);
    private static final Duration GROUPS_AFTER = Duration.ofSeconds(2);

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
        Map<String, WarningEvent> undisturbed = run("groups", 1, List.of());
        assertTrue(undisturbed.size() > 200, "too few events to tell: " + undisturbed.size());

        assertEquals(undisturbed, run("groups-four", 4, List.of()));

        int half = POINTS * RECORDS_PER_POINT / 2;
        assertEquals(undisturbed, run("groups-crashed", 1, List.of(half, half + 1, half + 700)));
        assertEquals(undisturbed, run("groups-four-crashed", 4, List.of(450, half + 450)));

        Map<String, Long> byRule =
                undisturbed.values().stream()
                        .collect(Collectors.groupingBy(WarningEvent::rule, Collectors.counting()));
        assertEquals(
                Set.of("COUNT", "G1", "GRADE", "INPUTS", "ORDER", "RESIDUAL", "SHARE"),
                byRule.keySet());
        byRule.forEach((rule, count) -> assertTrue(count > 10, byRule.toString()));
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
        Readings readings = new Readings(name, parallelism, crashes);
        new DetectionJob(
                        "live",
                        new DataGeneratorSource<>(
                                readings,
                                POINTS * RECORDS_PER_POINT,
                                // A checkpoint must have come before the source goes on.
                                RateLimiterStrategy.perCheckpoint(400 * parallelism),
                                TypeInformation.of(ReadingsRecord.class)),
                        new DataGeneratorSource<>(
                                i -> SmallCity.rulesText(i, "v1", SmallCity.GROUPS),
                                1,
                                TypeInformation.of(CompactedRecord.class)),
                        SmallCity.ofGroups(POINTS),
                        new CollectingSink<>("events-" + name),
                        null,
                        LATE,
                        GROUPS_AFTER)
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

    /** A random walk for each point, the same however they are split. */
    private static final class Readings implements GeneratorFunction<Long, ReadingsRecord> {

        private static final long serialVersionUID = 1L;
        private static final Map<String, AtomicInteger> CRASHED = new HashMap<>();

        private static final int SILENT = -1;

        private final String name;
        private final int splits;
        private final List<Integer> crashes;

        private Readings(String name, int splits, List<Integer> crashes) {
            this.name = name;
            this.splits = splits;
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
            int points = POINTS / splits;
            int split = number.intValue() / (points * RECORDS_PER_POINT);
            int within = number.intValue() % (points * RECORDS_PER_POINT);
            int point = split * points + within % points;
            int record = within / points;
            long clock = T0 + record * SECOND;
            int age = age(point, record);
            if (record % 10 == 9 || age == SILENT) {
                return ReadingsRecord.clock(clock - LATE.toSeconds() * SECOND, clock, 0, 1);
            }
            long time = clock - age * SECOND;
            SplittableRandom random = new SplittableRandom(point * 1_000L + record);
            double[] values = new double[1 + record % 3];
            for (int i = 0; i < values.length; i++) {
                values[i] = 1.2 + Math.sin(record / 9.0 + point) + random.nextDouble(-0.3, 0.3);
            }
            return ReadingsRecord.of(
                    new Block(
                            "P-" + point,
                            time < clock - LATE.toSeconds() * SECOND ? Lane.LATE : Lane.LIVE,
                            time,
                            100_000,
                            new int[0],
                            values,
                            quality(point, record),
                            Cause.NONE,
                            "GW-1",
                            "",
                            0,
                            0,
                            0,
                            clock));
        }

        /** A few are not, or not quite, to be believed, one after the other. */
        private static Quality quality(int point, int record) {
            int odd = (record + 13 * point) % 50;
            return odd < 4 ? Quality.BAD : odd < 8 ? Quality.UNCERTAIN : Quality.GOOD;
        }

        /**
         * How old a block is when ingest takes it, s. One point is always tardier than groups wait,
         * one now and then, and one is silent for half a minute, and then works off what it kept.
         */
        private static int age(int point, int record) {
            int tardy = record % 40;
            int backlog = record % 100;
            return switch (point) {
                case 3 -> 7;
                case 4 -> tardy < 5 ? SILENT : tardy < 20 ? 5 : Math.max(0, 25 - tardy);
                case 5 -> backlog < 30 || backlog >= 90 ? 0 : backlog < 60 ? SILENT : 90 - backlog;
                default -> 0;
            };
        }
    }
}
