package city.lifeline.alerting.people;

import city.lifeline.alerting.people.Roster.Gap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which gaps of the roster are new since the last look, so that each is told once: as time goes by
 * a gap begins later and the look reaches farther, but it is the same gap.
 *
 * @param fresh that nobody has been told of
 * @param moved those that were known, by id, as they are now
 * @param filled ids of those that are no more
 */
public record GapBook(List<Gap> fresh, Map<Long, Gap> moved, Set<Long> filled) {

    public GapBook {
        fresh = List.copyOf(fresh);
        moved = Map.copyOf(moved);
        filled = Set.copyOf(filled);
    }

    /**
     * Compares.
     *
     * @param known by id
     */
    public static GapBook compare(Map<Long, Gap> known, List<Gap> found) {
        Map<Long, Gap> moved = new TreeMap<>();
        Set<Long> filled = new HashSet<>(known.keySet());
        List<Gap> fresh = new ArrayList<>();
        for (Gap gap : found) {
            Long same = null;
            for (Map.Entry<Long, Gap> one : known.entrySet()) {
                if (isSame(one.getValue(), gap) && filled.contains(one.getKey())) {
                    same = one.getKey();
                    break;
                }
            }
            if (same == null) {
                fresh.add(gap);
            } else {
                filled.remove(same);
                moved.put(same, gap);
            }
        }
        return new GapBook(fresh, moved, filled);
    }

    private static boolean isSame(Gap a, Gap b) {
        return a.district().equals(b.district())
                && a.lifeline().equals(b.lifeline())
                && a.grade() == b.grade()
                && a.from().isBefore(b.to())
                && b.from().isBefore(a.to());
    }
}
