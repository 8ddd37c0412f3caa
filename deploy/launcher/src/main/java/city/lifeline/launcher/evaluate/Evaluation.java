package city.lifeline.launcher.evaluate;

import city.lifeline.detection.PointDetector;
import city.lifeline.detection.PointState;
import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.RuleSet;
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

    private final SimulatedCity city;
    private final Registry registry;
    private final RuleSet rules;

    /** Rules that can warn here: what watches nothing, or groups of points, is not asked for. */
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
        this.judged = judged(registry, rules);
    }

    /**
     * Runs it.
     *
     * @param fromUs µs since the epoch
     * @param perDay scenarios that begin in a day; 0: a healthy city
     * @param progress is told the share that is done
     */
    Score run(long fromUs, long toUs, double perDay, long seed, Consumer<Double> progress) {
        long startedNs = System.nanoTime();
        List<Occurrence> occurrences =
                Programme.draw(city, Programme.scored(city, judged), fromUs, toUs, perDay, seed);
        occurrences.forEach(city::start);
        List<SimulatedPoint> points =
                city.pointsByGateway().values().stream().flatMap(List::stream).toList();
        List<Raised> raised = new ArrayList<>();
        long samples = 0;
        for (int i = 0; i < points.size(); i++) {
            samples += pass(points.get(i), fromUs, toUs, raised);
            progress.accept((i + 1.0) / points.size());
        }
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
                (toUs - fromUs) / (double) Programme.us(Duration.ofDays(1)),
                samples,
                Duration.ofNanos(System.nanoTime() - startedNs));
    }

    private long pass(SimulatedPoint point, long fromUs, long toUs, List<Raised> raised) {
        PointDetector detector =
                PointDetector.compile(
                        "live", rules, point.point(), registry.assetOf(point.point()));
        if (detector.isIdle()) {
            return 0;
        }
        Map<String, Raised> byId = new LinkedHashMap<>();
        Consumer<WarningEvent> events =
                event ->
                        byId.put(
                                event.id(),
                                new Raised(
                                        event.rule(),
                                        event.point(),
                                        event.peak(),
                                        byId.containsKey(event.id())
                                                ? byId.get(event.id()).raisedAtUs()
                                                : event.atUs()));
        PointState live = new PointState();
        PointState late = new PointState();
        long samples = 0;
        for (long start = point.firstStartUs(fromUs); start < toUs; start += point.stepUs()) {
            if (!point.isLost(start)) {
                var block = point.block(start);
                samples += block.size();
                detector.step(live, late, block, events);
            }
        }
        raised.addAll(byId.values());
        return samples;
    }

    private List<Raised> of(Occurrence occurrence, List<Raised> raised) {
        Set<String> points = new HashSet<>(city.pointsOf(occurrence));
        long until = occurrence.endUs() + Programme.us(GRACE);
        return raised.stream()
                .filter(warning -> points.contains(warning.point()))
                .filter(
                        warning ->
                                warning.raisedAtUs() >= occurrence.onsetUs()
                                        && warning.raisedAtUs() <= until)
                .toList();
    }

    private Score.Event event(Occurrence occurrence, List<Raised> warnings) {
        Scenario scenario = city.scenario(occurrence);
        Set<String> expectedRules = new HashSet<>();
        Grade expected = null;
        Duration within = Duration.ZERO;
        for (Scenario.Expected one : scenario.expectedAt(occurrence.severity())) {
            if (judged.contains(one.rule())) {
                expectedRules.add(one.rule());
                expected = worse(expected, one.grade());
                // The first of them is enough to know that something is wrong.
                within =
                        within.isZero() || one.within().compareTo(within) < 0
                                ? one.within()
                                : within;
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
        return new Score.Event(occurrence, expected, delay, within, peak, warnings);
    }

    private static Set<String> judged(Registry registry, RuleSet rules) {
        Set<String> judged = new HashSet<>();
        for (Point point : registry.points().values()) {
            for (Rule rule : rules.matching(point, registry.assetOf(point))) {
                if (!rule.isOfGroup()) {
                    judged.add(rule.id());
                }
            }
        }
        return judged;
    }

    private static Grade worse(@Nullable Grade one, Grade other) {
        return one == null || other.isAtLeast(one) ? other : one;
    }
}
