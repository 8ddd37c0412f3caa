package city.lifeline.detection;

import city.lifeline.detection.rules.Groups;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Lane;
import city.lifeline.model.Location;
import city.lifeline.model.Quality;
import city.lifeline.model.Text;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A city of methane points, and the two stages of detection one after the other. */
final class GroupGiven {

    private static final double METRE = Math.toDegrees(1.0 / 6_371_000);

    private GroupGiven() {}

    /** Points {@code A}, {@code B}, … that report once a second, 80 m apart on a line. */
    static Registry city(int points) {
        return city(points, 80);
    }

    static Registry city(int points, double metresApart) {
        Map<String, Point> byId = new HashMap<>();
        Map<String, Asset> assets = new HashMap<>();
        for (int i = 0; i < points; i++) {
            String id = String.valueOf((char) ('A' + i));
            byId.put(id, point(id, new Location(117.2, 31.8 + i * metresApart * METRE)));
            assets.put(
                    "M-" + id,
                    new Asset(
                            "M-" + id,
                            "gas-manhole",
                            new Text("井", "Manhole"),
                            i < 2 ? "North" : "South",
                            null,
                            Set.of("line:" + i % 2)));
        }
        return new Registry(Map.of(), assets, byId);
    }

    static Point point(String id, @Nullable Location location) {
        return new Point(
                id,
                "GW-1",
                "M-" + id,
                "methane",
                "%{vol}",
                Duration.ofSeconds(1),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                new Text("测点", "Point"),
                location,
                Set.of(),
                Map.of());
    }

    /** All of it in the order given; what a clock would say is said by hand. */
    static final class City {

        private final String run = "live";
        private final Registry registry;
        private final RuleSet rules;
        private final Groups groups;
        private final Lateness lateness;
        private GroupRun groupRun;
        private final Map<String, PointState> live = new HashMap<>();
        private final Map<String, PointState> late = new HashMap<>();
        private final List<WarningEvent> events = new ArrayList<>();
        private final List<WarningEvent> step = new ArrayList<>();
        final List<MemberRecord> told = new ArrayList<>();

        City(Registry registry, RuleSet rules) {
            this(registry, rules, Lateness.NONE);
        }

        City(Registry registry, RuleSet rules, Lateness lateness) {
            this.lateness = lateness;
            this.registry = registry;
            this.rules = rules;
            groups = Groups.of(rules, registry);
            groupRun = new GroupRun(run, rules.version(), groups);
        }

        City sample(String point, double second, double value) {
            return sample(point, second, value, Quality.GOOD, Lane.LIVE);
        }

        City sample(String id, double second, double value, Quality quality, Lane lane) {
            return block(
                    new Block(
                            id,
                            lane,
                            Math.round(second * 1e6),
                            0,
                            new int[0],
                            new double[] {value},
                            quality,
                            Cause.NONE,
                            "GW-1",
                            "",
                            0,
                            0,
                            0));
        }

        City block(Block block) {
            String id = block.point();
            PointState state = live.computeIfAbsent(id, unused -> new PointState());
            MemberWatch watch = MemberWatch.compile(groups, id, lateness);
            MemberWatch.Before before = watch.before(state, block, this::tell);
            PointDetector detector = detector(id);
            detector.step(
                    state, late.computeIfAbsent(id, unused -> new PointState()), block, step::add);
            watch.after(state, before, block, detector, step, this::tell);
            events.addAll(step);
            step.clear();
            return this;
        }

        private void tell(MemberRecord record) {
            told.add(record);
            groupRun.take(record);
        }

        private PointDetector detector(String id) {
            Point point = registry.point(id);
            if (point == null) {
                throw new AssertionError("no point " + id);
            }
            return PointDetector.compile(run, rules, point, registry.assetOf(point));
        }

        /** The clock has passed a second. */
        City clock(double second) {
            long nowUs = Math.round(second * 1e6);
            live.forEach(
                    (id, state) -> {
                        MemberWatch watch = MemberWatch.compile(groups, id, lateness);
                        MemberWatch.Before before = watch.before(state);
                        detector(id).wake(state, nowUs - lateness.liveUs(), step::add);
                        watch.after(state, before, step, Long.MAX_VALUE, this::tell);
                        events.addAll(step);
                        step.clear();
                    });
            groupRun.advance(nowUs - lateness.groupsUs() + 1, events::add);
            return this;
        }

        /** Groups that have heard of nothing yet, as those of other members than before. */
        City newGroups() {
            groupRun = new GroupRun(run, rules.version(), groups);
            return this;
        }

        /** Times that the groups wait for. */
        int waiting() {
            return groupRun.waiting();
        }

        List<WarningEvent> events() {
            return events;
        }

        /** Events of a rule, in short: {@code RAISED YELLOW @3 B 2}. */
        List<String> events(String rule) {
            return events.stream()
                    .filter(event -> event.rule().equals(rule))
                    .map(
                            event ->
                                    Given.brief(List.of(event)).get(0)
                                            + " "
                                            + event.point()
                                            + " "
                                            + Math.round(event.value()))
                    .toList();
        }
    }
}
