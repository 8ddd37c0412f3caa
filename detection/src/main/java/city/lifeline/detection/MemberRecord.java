package city.lifeline.detection;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * That a point begins to count in a group, goes on to, or ends. Open fields and a public
 * constructor, because Flink sends and stores it.
 */
public final class MemberRecord {

    /** See {@link city.lifeline.detection.rules.Groups.Group#key()}. */
    public String group = "";

    public String point = "";

    /** Its {@link Lateness#placeUs place} in the order of time, µs since the epoch. */
    public long timeUs;

    public boolean counts;

    /** For Flink. */
    public MemberRecord() {}

    MemberRecord(String group, String point, long timeUs, boolean counts) {
        this.group = group;
        this.point = point;
        this.timeUs = timeUs;
        this.counts = counts;
    }

    public String group() {
        return group;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MemberRecord that
                && group.equals(that.group)
                && point.equals(that.point)
                && timeUs == that.timeUs
                && counts == that.counts;
    }

    @Override
    public int hashCode() {
        return Objects.hash(group, point, timeUs, counts);
    }

    @Override
    public String toString() {
        return "%s %s %s @%d".formatted(group, point, counts ? "counts" : "counts not", timeUs);
    }
}
