package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which happenings there are, hour by hour, from the seed alone. */
final class Happenings {

    private static final double HOUR_S = 3_600;
    private static final long US = 1_000_000;
    private static final int KEPT_HOURS = 16;
    // No kind lasts longer than an hour, with the pause after it.
    private static final int HOURS_BACK = 1;
    private static final long PAUSE_US = 15 * 60 * US;

    private final Noise noise;
    private final double perHour;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Map<Long, List<Happening>> hours = new ConcurrentHashMap<>();

    private record Candidate(Kind kind, List<Point> points) {}

    /**
     * Happenings of a city.
     *
     * @param points that are simulated
     */
    Happenings(Noise noise, double perHour, List<Point> points, Registry registry) {
        this.noise = noise;
        this.perHour = perHour;
        List<Point> sorted = points.stream().sorted(Comparator.comparing(Point::id)).toList();
        for (Kind kind : Kind.ALL) {
            List<Point> fitting =
                    sorted.stream().filter(p -> kind.fits(p, registry.assetOf(p))).toList();
            if (!fitting.isEmpty()) {
                for (int i = 0; i < kind.weight(); i++) {
                    candidates.add(new Candidate(kind, fitting));
                }
            }
        }
    }

    /** The value that a point shows while something may happen at it. */
    double apply(Point point, double base, double t) {
        Happening active = active(point.id(), t);
        if (active == null) {
            return base;
        }
        for (Kind kind : Kind.ALL) {
            if (kind.name().equals(active.kind())) {
                return kind.effect().of(base, active.progress(t), active.severity(), point);
            }
        }
        return base;
    }

    /** Those that begin from {@code from} to before {@code to}, seconds since the epoch. */
    List<Happening> beginning(double from, double to) {
        List<Happening> found = new ArrayList<>();
        for (long hour = (long) Math.floor(from / HOUR_S); hour * HOUR_S < to; hour++) {
            for (Happening happening : hour(hour)) {
                double start = happening.startUs() / (double) US;
                if (start >= from && start < to) {
                    found.add(happening);
                }
            }
        }
        found.sort(Comparator.comparingLong(Happening::startUs));
        return found;
    }

    private @Nullable Happening active(String point, double t) {
        long hour = (long) Math.floor(t / HOUR_S);
        for (long h = hour - HOURS_BACK; h <= hour; h++) {
            for (Happening happening : hour(h)) {
                if (happening.point().equals(point) && happening.isActive(t)) {
                    return happening;
                }
            }
        }
        return null;
    }

    private List<Happening> hour(long hour) {
        if (hours.size() > KEPT_HOURS) {
            hours.clear();
        }
        return hours.computeIfAbsent(hour, this::withoutOverlap);
    }

    /** A point has one trouble at a time, and a pause after it. */
    private List<Happening> withoutOverlap(long hour) {
        List<Happening> all = new ArrayList<>(draw(hour - 1));
        all.addAll(draw(hour));
        return draw(hour).stream()
                .filter(
                        happening ->
                                all.stream()
                                        .noneMatch(
                                                earlier ->
                                                        earlier.startUs() < happening.startUs()
                                                                && happening.startUs()
                                                                        < earlier.endUs() + PAUSE_US
                                                                && earlier.point()
                                                                        .equals(happening.point())))
                .toList();
    }

    private List<Happening> draw(long hour) {
        if (candidates.isEmpty()) {
            return List.of();
        }
        Noise own = noise.of(hour);
        int count = (int) perHour;
        if (own.uniform(0) < perHour - count) {
            count++;
        }
        List<Happening> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Noise one = own.of(i);
            Candidate candidate = candidates.get((int) (one.uniform(0) * candidates.size()));
            Kind kind = candidate.kind();
            Point point =
                    candidate.points().get((int) (one.uniform(1) * candidate.points().size()));
            // Spread over the hour, so that they do not come as one.
            double start = hour * HOUR_S + (i + one.uniform(2)) * HOUR_S / count;
            double minutes = one.uniform(3, kind.minMinutes(), kind.maxMinutes());
            long startUs = Math.round(start) * US;
            drawn.add(
                    new Happening(
                            "h%d-%d".formatted(hour, i),
                            kind.name(),
                            kind.cause(),
                            point.id(),
                            point.asset(),
                            startUs,
                            startUs + Math.round(minutes * 60) * US,
                            one.uniform(4),
                            kind.rule(),
                            kind.grade()));
        }
        drawn.sort(Comparator.comparingLong(Happening::startUs));
        return drawn;
    }
}
