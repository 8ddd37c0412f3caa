package city.lifeline.launcher.evaluate;

import city.lifeline.detection.GroupRun;
import city.lifeline.detection.Lateness;
import city.lifeline.detection.MemberWatch;
import city.lifeline.detection.PointDetector;
import city.lifeline.detection.PointState;
import city.lifeline.detection.rules.Groups;
import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Block;
import city.lifeline.model.Grade;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import city.lifeline.simulators.city.Occurrence;
import city.lifeline.simulators.city.Scenario;
import city.lifeline.simulators.city.SimulatedCity;
import city.lifeline.simulators.city.SimulatedPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets simulated time pass over a city, point by point, as fast as this machine goes, and scores
 * what its rules raise. No server takes part.
 */
public final class Evaluation {

    // A warning of what is over may still come, from a long on-delay or a slow decay.
    private static final Duration GRACE = Duration.ofMinutes(45);

    /** Groups are judged after each, so that what they wait with stays little. */
    private static final long STEP_US = Programme.us(Duration.ofMinutes(10));

    private final SimulatedCity city;
    private final Registry registry;
    private final RuleSet rules;

    private final Groups groups;

    /** Rules that can warn here: what watches nothing is not asked for. */
    private final Set<String> judged;

    /**
     * An evaluation.
     *
     * @param city in which nothing happens by itself
     */
    public Evaluation(SimulatedCity city, Registry registry, RuleSet rules) {
        this.city = city;
        this.registry = registry;
        this.rules = rules;
        this.groups = Groups.of(rules, registry);
        this.judged = judged();
    }

    /**
     * Runs it.
     *
     * @param learnUs for so long before, nothing happens and rules learn what is usual
     * @param fromUs µs since the epoch
     * @param perDay scenarios that begin in a day; 0: a healthy city
     * @param progress is told the share that is done
     */
    Score run(
            long learnUs,
            long fromUs,
            long toUs,
            double perDay,
            long seed,
            Consumer<Double> progress) {
        long startedNs = System.nanoTime();
        long beginsUs = fromUs - learnUs;
        List<Occurrence> occurrences =
                Programme.draw(city, Programme.scored(city, judged), fromUs, toUs, perDay, seed);
        occurrences.forEach(city::start);
        List<SimulatedPoint> points =
                city.pointsByGateway().values().stream().flatMap(List::stream).toList();
        Map<String, Raised> byId = new LinkedHashMap<>();
        GroupRun groupRun = new GroupRun("live", rules.version(), groups);
        List<Watched> watched = new ArrayList<>();
        for (SimulatedPoint point : points) {
            Watched at = watch(point, beginsUs);
            if (at != null) {
                watched.add(at);
            }
        }
        long samples = 0;
        for (long untilUs = beginsUs; untilUs < toUs; ) {
            untilUs = Math.min(toUs, untilUs + STEP_US);
            for (Watched each : watched) {
                samples += each.pass(untilUs, groupRun, event -> note(event, byId));
            }
            groupRun.advance(untilUs, event -> note(event, byId));
            progress.accept((untilUs - beginsUs) / (double) (toUs - beginsUs));
        }
        List<Raised> raised = List.copyOf(byId.values());
        Set<Raised> explained = new HashSet<>();
        List<Score.Event> events = new ArrayList<>();
        for (Occurrence occurrence : occurrences) {
            List<Raised> own = of(occurrence, raised);
            explained.addAll(own);
            events.add(event(occurrence, own));
        }
        return new Score(
                events,
                raised.stream().filter(warning -> !explained.contains(warning)).toList(),
                points.size(),
                (toUs - beginsUs) / (double) Programme.us(Duration.ofDays(1)),
                samples,
                Duration.ofNanos(System.nanoTime() - startedNs));
    }

    private static void note(WarningEvent event, Map<String, Raised> byId) {
        Raised before = byId.get(event.id());
        Map<Grade, Long> reachedAtUs = new EnumMap<>(Grade.class);
        if (before != null) {
            reachedAtUs.putAll(before.reachedAtUs());
        }
        reachedAtUs.putIfAbsent(event.peak(), event.atUs());
        byId.put(
                event.id(),
                new Raised(
                        event.rule(),
                        event.point(),
                        event.peak(),
                        before == null ? event.atUs() : before.raisedAtUs(),
                        reachedAtUs));
    }

    /** Null if no rule looks at the point. */
    private @Nullable Watched watch(SimulatedPoint point, long fromUs) {
        PointDetector detector =
                PointDetector.compile(
                        "live", rules, point.point(), registry.assetOf(point.point()));
        MemberWatch members = MemberWatch.compile(groups, point.point().id(), Lateness.NONE);
        return detector.isIdle() && members.isIdle()
                ? null
                : new Watched(point, detector, members, point.firstStartUs(fromUs));
    }

    /** A point, its rules and what they remember. */
    private static final class Watched {

        private final SimulatedPoint point;
        private final PointDetector detector;
        private final MemberWatch members;
        private final PointState live = new PointState();
        private final PointState late = new PointState();
        private final List<WarningEvent> events = new ArrayList<>();
        private long nextUs;

        Watched(SimulatedPoint point, PointDetector detector, MemberWatch members, long nextUs) {
            this.point = point;
            this.detector = detector;
            this.members = members;
            this.nextUs = nextUs;
        }

        /** Judges what the point sends until a time; how many samples that is. */
        long pass(long untilUs, GroupRun groupRun, Consumer<WarningEvent> raised) {
            long samples = 0;
            for (; nextUs < untilUs; nextUs += point.stepUs()) {
                if (point.isLost(nextUs)) {
                    continue;
                }
                Block block = point.block(nextUs);
                samples += block.size();
                if (members.isIdle()) {
                    detector.step(live, late, block, events::add);
                } else {
                    MemberWatch.Before before = members.before(live, block, groupRun::take);
                    detector.step(live, late, block, events::add);
                    members.after(live, before, block, detector, events, groupRun::take);
                }
                events.forEach(raised);
                events.clear();
            }
            return samples;
        }
    }

    private List<Raised> of(Occurrence occurrence, List<Raised> raised) {
        Set<String> points = new HashSet<>(city.pointsOf(occurrence));
        long until = occurrence.endUs() + Programme.us(GRACE);
        return raised.stream()
                .filter(warning -> isAbout(warning, points))
                .filter(
                        warning ->
                                warning.raisedAtUs() >= occurrence.onsetUs()
                                        && warning.raisedAtUs() <= until)
                .toList();
    }

    /** What is told of one point of a group is about all of them. */
    private boolean isAbout(Raised warning, Set<String> points) {
        return points.contains(warning.point())
                || groups.ofPoint(warning.point()).stream()
                        .filter(group -> group.rule().id().equals(warning.rule()))
                        .flatMap(group -> group.members().stream())
                        .anyMatch(member -> points.contains(member.id()));
    }

    private Score.Event event(Occurrence occurrence, List<Raised> warnings) {
        Scenario scenario = city.scenario(occurrence);
        Set<String> expectedRules = new HashSet<>();
        Grade expected = null;
        Duration within = Duration.ZERO;
        List<Scenario.Expected> unmet = new ArrayList<>();
        for (Scenario.Expected one : scenario.expectedAt(occurrence.severity())) {
            Set<String> meant = meant(one, occurrence);
            if (!meant.isEmpty()) {
                expectedRules.addAll(meant);
                expected = worse(expected, one.grade());
                // The first of them is enough to know that something is wrong.
                within =
                        within.isZero() || one.within().compareTo(within) < 0
                                ? one.within()
                                : within;
                long byUs = occurrence.onsetUs() + Programme.us(one.within());
                if (warnings.stream()
                        .noneMatch(
                                warning ->
                                        meant.contains(warning.rule())
                                                && warning.isReachedBy(one.grade(), byUs))) {
                    unmet.add(one);
                }
            }
        }
        Duration delay = null;
        Grade peak = null;
        for (Raised warning : warnings) {
            if (expectedRules.contains(warning.rule())) {
                Duration since =
                        Duration.ofNanos((warning.raisedAtUs() - occurrence.onsetUs()) * 1_000);
                delay = delay == null || since.compareTo(delay) < 0 ? since : delay;
                peak = worse(peak, warning.peak());
            }
        }
        return new Score.Event(occurrence, expected, delay, within, peak, unmet, warnings);
    }

    /**
     * Rules of the city that an expectation means. A name that ends in {@code *} means those that
     * begin so and watch one of the points that are touched.
     */
    private Set<String> meant(Scenario.Expected one, Occurrence occurrence) {
        if (!one.rule().endsWith("*")) {
            return judged.contains(one.rule()) ? Set.of(one.rule()) : Set.of();
        }
        String begin = one.rule().substring(0, one.rule().length() - 1);
        Set<String> meant = new HashSet<>();
        for (String id : city.pointsOf(occurrence)) {
            Point point = registry.points().get(id);
            if (point == null) {
                continue;
            }
            for (Rule rule : rules.matching(point, registry.assetOf(point))) {
                if (rule.id().startsWith(begin) && !rule.isOfGroup()) {
                    meant.add(rule.id());
                }
            }
        }
        return meant;
    }

    private Set<String> judged() {
        Set<String> judged = new HashSet<>();
        for (Point point : registry.points().values()) {
            for (Rule rule : rules.matching(point, registry.assetOf(point))) {
                if (!rule.isOfGroup()) {
                    judged.add(rule.id());
                }
            }
            groups.ofPoint(point.id()).forEach(group -> judged.add(group.rule().id()));
        }
        return judged;
    }

    private static Grade worse(@Nullable Grade one, Grade other) {
        return one == null || other.isAtLeast(one) ? other : one;
    }
}
