package city.lifeline.detection;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a point tells a group: that it begins to count, goes on to, or ends; or the number of an
 * input. Open fields and a public constructor, because Flink sends and stores it.
 */
public final class MemberRecord {

    /** See {@link city.lifeline.detection.rules.Groups.Group#key()}. */
    public String group = "";

    public String point = "";

    /** Its {@link Lateness#placeUs place} in the order of time, µs since the epoch. */
    public long timeUs;

    /** Of an input that is no open rule, always true. */
    public boolean counts;

    /** Name of the rule's input; empty where the rule has none. */
    public String input = "";

    /**
     * Of an input. One of samples tells 0 while it is held, which nobody reads; one of open
     * warnings tells its number also then.
     */
    public double value;

    public Trust trust = Trust.CERTAIN;

    /** For Flink. */
    public MemberRecord() {}

    MemberRecord(
            String group,
            String point,
            String input,
            long timeUs,
            boolean counts,
            Trust trust,
            double value) {
        this.group = group;
        this.point = point;
        this.input = input;
        this.timeUs = timeUs;
        this.counts = counts;
        this.trust = trust;
        this.value = value;
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
                && counts == that.counts
                && trust == that.trust
                && input.equals(that.input)
                && Double.compare(value, that.value) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(group, point, timeUs, counts, trust, input, value);
    }

    @Override
    public String toString() {
        return "%s %s %s%s%s @%d"
                .formatted(
                        group,
                        point,
                        counts ? "counts" : "counts not",
                        trust == Trust.CERTAIN ? "" : " " + trust,
                        input.isEmpty() ? "" : " %s %s".formatted(input, value),
                        timeUs);
    }
}
