package city.lifeline.alerting.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which incident new warnings are part of. It depends on the warnings alone: the same ones
 * come to the same incidents.
 *
 * <p>A warning that nothing links to another is an incident of its own. One that is linked to
 * several incidents joins them: the one that was opened first stays, the others are merged into it.
 * What people have put together or taken apart is never merged by itself; new warnings join it all
 * the same.
 */
final class Placing {

    private static final Comparator<Candidate> ORDER =
            Comparator.comparing(Candidate::raisedAt).thenComparing(Candidate::id);

    private static final Comparator<Candidate.Home> OLDEST =
            Comparator.comparing(Candidate.Home::openedAt).thenComparing(Candidate.Home::id);

    /** So that what is remembered of places stays within some tens of megabytes. */
    private static final int MOST_REMEMBERED = 50_000;

    private final JoinRules rules;
    private final UnaryOperator<String> idOf;

    /**
     * Under which words others find a warning of these facts. Thousands may be open, and are the
     * same each time that one more comes.
     */
    private final Map<Facts, List<String>> words = new HashMap<>();

    /**
     * For a city.
     *
     * @param idOf makes an incident's id out of its first warning's
     */
    Placing(JoinRules rules, UnaryOperator<String> idOf) {
        this.rules = rules;
        this.idOf = idOf;
    }

    /**
     * Why a warning is where it is.
     *
     * @param join id of the join; empty for an incident's first warning
     * @param with the warning that it was linked to; null for the first
     * @param metres between the two
     * @param apart between the moments at which they were raised
     */
    record Why(String join, @Nullable String with, int metres, Duration apart) {
        static final Why FIRST = new Why("", null, 0, Duration.ZERO);
    }

    /** A new warning's incident. */
    record Placed(String warning, String incident, Why why) {}

    /** An incident that turns out to be part of another. */
    record Merge(String from, String into, Why why) {}

    /** What is to be stored, in this order: what is opened, merged, placed. */
    record Plan(List<Candidate.Home> opened, List<Merge> merges, List<Placed> placed) {
        Plan {
            opened = List.copyOf(opened);
            merges = List.copyOf(merges);
            placed = List.copyOf(placed);
        }
    }

    /**
     * Places new warnings.
     *
     * @param known warnings that are in incidents
     * @param fresh in any order
     */
    synchronized Plan place(List<Candidate> known, List<Candidate> fresh) {
        if (words.size() > MOST_REMEMBERED) {
            words.clear();
        }
        Work work = new Work();
        known.forEach(work::add);
        fresh.stream().sorted(ORDER).forEach(work::place);
        return work.plan();
    }

    private List<String> words(Facts facts) {
        return rules.joins().stream()
                .filter(join -> join.concerns(facts))
                .flatMap(join -> keys(join, facts, false).stream())
                .toList();
    }

    private record Link(Candidate to, Candidate.Home home, Why why) {}

    private final class Work {
        /** Warnings that a join is about, by where they are. */
        private final Map<String, List<Candidate>> places = new HashMap<>();

        private final Map<String, Candidate.Home> homeOf = new HashMap<>();
        private final Map<String, String> mergedInto = new HashMap<>();
        private final List<Candidate.Home> opened = new ArrayList<>();
        private final List<Merge> merges = new ArrayList<>();
        private final List<Placed> placed = new ArrayList<>();
        private final Map<String, Candidate.Home> homes = new HashMap<>();

        void add(Candidate candidate) {
            Candidate.Home home = candidate.home();
            if (home != null) {
                settle(candidate, home);
            }
        }

        private void settle(Candidate candidate, Candidate.Home home) {
            homeOf.put(candidate.id(), home);
            homes.putIfAbsent(home.id(), home);
            for (String key : words.computeIfAbsent(candidate.facts(), Placing.this::words)) {
                places.computeIfAbsent(key, place -> new ArrayList<>()).add(candidate);
            }
        }

        private Candidate.Home home(Candidate candidate) {
            Candidate.Home home = Objects.requireNonNull(homeOf.get(candidate.id()));
            return Objects.requireNonNull(homes.get(survivor(home.id())));
        }

        void place(Candidate fresh) {
            Map<String, Link> links = new LinkedHashMap<>();
            for (Join join : rules.joins()) {
                if (join.concerns(fresh.facts())) {
                    for (Link link : links(join, fresh)) {
                        links.putIfAbsent(link.home.id(), link);
                    }
                }
            }
            if (links.isEmpty()) {
                Candidate.Home home =
                        new Candidate.Home(idOf.apply(fresh.id()), fresh.raisedAt(), false);
                opened.add(home);
                placed.add(new Placed(fresh.id(), home.id(), Why.FIRST));
                settle(fresh, home);
                return;
            }
            Link strongest = links.values().iterator().next();
            Candidate.Home into = strongest.home;
            if (!into.byHand()) {
                List<Candidate.Home> mergeable =
                        links.values().stream()
                                .map(Link::home)
                                .filter(home -> !home.byHand())
                                .sorted(OLDEST)
                                .toList();
                into = mergeable.get(0);
                for (Candidate.Home other : mergeable.subList(1, mergeable.size())) {
                    Why why = Objects.requireNonNull(links.get(other.id())).why;
                    merges.add(
                            new Merge(
                                    other.id(),
                                    into.id(),
                                    new Why(why.join, fresh.id(), why.metres, why.apart)));
                    mergedInto.put(other.id(), into.id());
                }
            }
            placed.add(new Placed(fresh.id(), into.id(), strongest.why));
            settle(fresh, into);
        }

        /** The nearest link into each incident, the nearest first. */
        private List<Link> links(Join join, Candidate fresh) {
            Map<String, Link> byHome = new HashMap<>();
            Set<String> places = new HashSet<>();
            places.add(fresh.facts().asset());
            boolean needed = Match.any(join.needs(), fresh.facts());
            Set<String> seen = new HashSet<>();
            for (String key : keys(join, fresh.facts(), true)) {
                for (Candidate other : this.places.getOrDefault(key, List.of())) {
                    Duration apart = Duration.between(other.raisedAt(), fresh.raisedAt()).abs();
                    boolean inTime =
                            apart.compareTo(join.within()) <= 0
                                    || (join.holdsOn() && other.holds());
                    if (!inTime || !seen.add(other.id())) {
                        continue;
                    }
                    OptionalInt metres = join.links(fresh.facts(), other.facts());
                    if (metres.isEmpty()) {
                        continue;
                    }
                    places.add(other.facts().asset());
                    needed = needed || Match.any(join.needs(), other.facts());
                    Candidate.Home home = home(other);
                    Link link =
                            new Link(
                                    other,
                                    home,
                                    new Why(join.id(), other.id(), metres.getAsInt(), apart));
                    byHome.merge(home.id(), link, Work::nearer);
                }
            }
            boolean asked = !join.needs().isEmpty() || join.places() > 0;
            boolean holds =
                    !asked
                            || (!join.needs().isEmpty() && needed)
                            || (join.places() > 0 && places.size() >= join.places());
            return holds ? byHome.values().stream().sorted(Work::compare).toList() : List.of();
        }

        private static Link nearer(Link a, Link b) {
            return compare(a, b) <= 0 ? a : b;
        }

        private static int compare(Link a, Link b) {
            int metres = Integer.compare(a.why.metres, b.why.metres);
            if (metres != 0) {
                return metres;
            }
            int time = a.to.raisedAt().compareTo(b.to.raisedAt());
            return time != 0 ? time : a.to.id().compareTo(b.to.id());
        }

        Plan plan() {
            Set<String> gone = mergedInto.keySet();
            List<Placed> last =
                    placed.stream()
                            .map(one -> new Placed(one.warning, survivor(one.incident), one.why))
                            .toList();
            return new Plan(
                    opened.stream().toList(),
                    merges.stream()
                            .map(merge -> new Merge(merge.from, survivor(merge.into), merge.why))
                            .filter(merge -> gone.contains(merge.from))
                            .toList(),
                    last);
        }

        private String survivor(String id) {
            String last = id;
            for (String next = mergedInto.get(last); next != null; next = mergedInto.get(last)) {
                last = next;
            }
            return last;
        }
    }

    /**
     * Under which words warnings that may be linked are found: squares as wide as the distance for
     * those that look, also the eight around, so that not all are compared with all.
     */
    static List<String> keys(Join join, Facts facts, boolean around) {
        return switch (join.reach()) {
            case ASSET -> List.of(join.id() + '/' + facts.asset());
            case GATEWAY -> List.of(join.id() + '/' + facts.gateway());
            case DISTRICT -> List.of(join.id() + '/' + facts.district());
            case TAG ->
                    facts.tags().stream()
                            .filter(tag -> tag.startsWith(join.tag() + ':'))
                            .map(tag -> join.id() + '/' + tag)
                            .toList();
            case DISTANCE -> squares(join, facts, around);
        };
    }

    private static final double METRES_PER_DEGREE = 111_000;

    private static List<String> squares(Join join, Facts facts, boolean around) {
        if (facts.location() == null) {
            return List.of();
        }
        double latitude = facts.location().latitude();
        double high = join.metres() / METRES_PER_DEGREE;
        // A band of latitude has squares of one width, however long it is.
        long row = (long) Math.floor(latitude / high);
        List<String> keys = new ArrayList<>();
        for (long r = row - 1; r <= row + 1; r++) {
            double widest = Math.max(Math.abs(r * high), Math.abs((r + 1) * high));
            double wide = high / Math.max(0.01, Math.cos(Math.toRadians(Math.min(widest, 89))));
            long column = (long) Math.floor(facts.location().longitude() / wide);
            if (!around) {
                if (r == row) {
                    keys.add("%s/%d/%d".formatted(join.id(), r, column));
                }
                continue;
            }
            for (long c = column - 1; c <= column + 1; c++) {
                keys.add("%s/%d/%d".formatted(join.id(), r, c));
            }
        }
        return keys;
    }

    /**
     * The earliest moment at which a warning that is linked to one of those may have been raised.
     */
    Instant since(List<Candidate> fresh) {
        return fresh.stream()
                .map(Candidate::raisedAt)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH)
                .minus(rules.longest());
    }
}
