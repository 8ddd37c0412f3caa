package city.lifeline.alerting.incident;

import city.lifeline.model.Text;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A reason for which two warnings belong together.
 *
 * @param name the reason, as people read it after "joined because of"
 * @param title of incidents that it has made; null: they are called after their worst warning
 * @param tag of {@link Reach#TAG}; else empty
 * @param metres of {@link Reach#DISTANCE}; else 0
 * @param within how far apart the two may have been raised
 * @param members both are one of these; empty: any
 * @param between one is one of these and the other one of those; both empty: nothing is asked
 * @param except neither is one of these
 * @param needs it holds only where one of these is among them; empty: nothing is asked
 * @param places it holds only where so many places are among them; 0: nothing is asked. Where both
 *     are asked for, either does
 */
record Join(
        String id,
        Text name,
        @Nullable Text title,
        Reach reach,
        String tag,
        double metres,
        Duration within,
        List<Match> members,
        List<Match> between,
        List<Match> and,
        List<Match> except,
        List<Match> needs,
        int places) {

    private static final double EARTH_RADIUS_M = 6_371_000;

    /** Where the two may be. */
    enum Reach {
        ASSET,
        TAG,
        GATEWAY,
        DISTRICT,
        DISTANCE
    }

    Join {
        members = List.copyOf(members);
        between = List.copyOf(between);
        and = List.copyOf(and);
        except = List.copyOf(except);
        needs = List.copyOf(needs);
    }

    /** Whether it is about such a warning at all. */
    boolean concerns(Facts facts) {
        return !Match.any(except, facts)
                && (members.isEmpty() || Match.any(members, facts))
                && (between.isEmpty() || Match.any(between, facts) || Match.any(and, facts))
                && switch (reach) {
                    case ASSET -> !facts.asset().isEmpty();
                    case TAG -> facts.tags().stream().anyMatch(name -> name.startsWith(tag + ':'));
                    case GATEWAY -> !facts.gateway().isEmpty();
                    case DISTRICT -> !facts.district().isEmpty();
                    case DISTANCE -> facts.location() != null;
                };
    }

    /** Whether it can be about a warning at that place, of whichever rule. */
    boolean mayConcern(Facts place) {
        return (members.isEmpty() || mayFit(members, place))
                && (between.isEmpty() || mayFit(between, place) || mayFit(and, place));
    }

    private static boolean mayFit(List<Match> matches, Facts place) {
        return matches.stream().anyMatch(match -> match.mayFit(place));
    }

    /**
     * How far apart the two are, in metres; empty if they are not of one cause by this join. Both
     * {@link #concerns} it.
     */
    OptionalInt links(Facts a, Facts b) {
        if (!between.isEmpty()
                && !(Match.any(between, a) && Match.any(and, b))
                && !(Match.any(between, b) && Match.any(and, a))) {
            return OptionalInt.empty();
        }
        int apart = apart(a, b);
        boolean near =
                switch (reach) {
                    case ASSET -> a.asset().equals(b.asset());
                    case TAG ->
                            a.tags().stream()
                                    .anyMatch(
                                            name ->
                                                    name.startsWith(tag + ':')
                                                            && b.tags().contains(name));
                    case GATEWAY -> a.gateway().equals(b.gateway());
                    case DISTRICT -> a.district().equals(b.district());
                    case DISTANCE -> apart <= metres;
                };
        return near ? OptionalInt.of(apart) : OptionalInt.empty();
    }

    /**
     * Whether a warning that goes on counts as if it had just been raised: at the same place it
     * does; between places only what began together is of one cause.
     */
    boolean holdsOn() {
        return reach == Reach.ASSET || reach == Reach.GATEWAY;
    }

    /** Along a great circle; 0 where a place is not known. */
    private static int apart(Facts a, Facts b) {
        if (a.location() == null || b.location() == null) {
            return 0;
        }
        double lat1 = Math.toRadians(a.location().latitude());
        double lat2 = Math.toRadians(b.location().latitude());
        double dLat = lat2 - lat1;
        double dLon = Math.toRadians(b.location().longitude() - a.location().longitude());
        double half =
                Math.pow(Math.sin(dLat / 2), 2)
                        + Math.cos(lat1) * Math.cos(lat2) * Math.pow(Math.sin(dLon / 2), 2);
        return (int) Math.ceil(2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(half)));
    }
}
