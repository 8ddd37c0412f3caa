package city.lifeline.ingest.sequence;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A set of message numbers: all up to {@link #contiguous}, and some ranges above it. What lies
 * between is missing.
 *
 * <pre>  ───────────┤  ├───┤   ├──┤
 *   contiguous    ranges  highest</pre>
 */
public final class SequenceSet {

    /**
     * Ranges kept at most; with more the lowest gap is given up: its numbers pass for held, so that
     * repeats around it are known, but nothing from it on is acknowledged.
     */
    static final int MAX_RANGES = 1_000;

    /** No gap was given up. */
    static final long NONE = Long.MAX_VALUE;

    private final long base;
    private long lost;
    // The first and the last number that was given up.
    private long lostFrom;
    private long lostTo;
    private long contiguous;
    // Last by first number.
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /** All numbers up to and with this one; they are not counted. */
    public SequenceSet(long contiguous) {
        this(contiguous, contiguous, 0);
    }

    /**
     * All numbers up to and with {@code contiguous}, but for some that were given up: nobody knows
     * which, so any above the base may be one.
     *
     * @param base the numbers above it are counted
     * @param lost how many of them were given up
     */
    public SequenceSet(long base, long contiguous, long lost) {
        this(base, contiguous, lost, lost == 0 ? NONE : base + 1, lost == 0 ? NONE : contiguous);
    }

    /**
     * All numbers up to and with {@code contiguous}, but for some that were given up.
     *
     * @param lostFrom the first that was given up and may still be kept by the sender
     * @param lostTo the last
     */
    SequenceSet(long base, long contiguous, long lost, long lostFrom, long lostTo) {
        this.base = base;
        this.contiguous = contiguous;
        this.lost = lost;
        this.lostFrom = lostFrom;
        this.lostTo = lostTo;
    }

    /** Numbers above it are counted. */
    public long base() {
        return base;
    }

    /** How many missing numbers were given up. */
    public long lost() {
        return lost;
    }

    /** How many numbers there are. */
    public long received() {
        long received = contiguous - base - lost;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            received += range.getValue() - range.getKey() + 1;
        }
        return received;
    }

    /** How many numbers below the highest there are not. */
    public long missing() {
        return highest() - base - received();
    }

    /** The highest ranges that are missing, last by first number, ascending. */
    public NavigableMap<Long, Long> missingRanges(int max) {
        NavigableMap<Long, Long> missing = new TreeMap<>();
        for (Map.Entry<Long, Long> range : ranges.descendingMap().entrySet()) {
            if (missing.size() == max) {
                break;
            }
            Map.Entry<Long, Long> below = ranges.lowerEntry(range.getKey());
            missing.put((below == null ? contiguous : below.getValue()) + 1, range.getKey() - 1);
        }
        return missing;
    }

    /** All numbers up to this one are held or were given up. */
    public long contiguous() {
        return contiguous;
    }

    /** All numbers up to this one are held, or were let go by the sender. */
    public long acknowledged() {
        return lostFrom == NONE ? contiguous : Math.min(contiguous, lostFrom - 1);
    }

    /** The first number that was given up; {@link #NONE}. */
    long lostFrom() {
        return lostFrom;
    }

    /** The last number that was given up; {@link #NONE}. */
    long lostTo() {
        return lostTo;
    }

    public long highest() {
        return ranges.isEmpty() ? contiguous : ranges.lastEntry().getValue();
    }

    /** Ranges above {@link #contiguous}, last by first number, ascending. */
    public Map<Long, Long> ranges() {
        return ranges;
    }

    public boolean contains(long seq) {
        if (seq <= contiguous) {
            return true;
        }
        Map.Entry<Long, Long> below = ranges.floorEntry(seq);
        return below != null && seq <= below.getValue();
    }

    public void add(long seq) {
        addRange(seq, seq);
    }

    /** Adds all numbers from first to last. */
    public void addRange(long first, long last) {
        long from = Math.max(first, contiguous + 1);
        long to = last;
        if (from > to) {
            return;
        }
        Map.Entry<Long, Long> below = ranges.floorEntry(from);
        if (below != null && below.getValue() >= from - 1) {
            from = below.getKey();
            to = Math.max(to, below.getValue());
        }
        Map.Entry<Long, Long> above = ranges.ceilingEntry(from);
        while (above != null && above.getKey() <= to + 1) {
            to = Math.max(to, above.getValue());
            ranges.remove(above.getKey());
            above = ranges.ceilingEntry(from);
        }
        if (from == contiguous + 1) {
            ranges.remove(from);
            contiguous = to;
        } else {
            ranges.put(from, to);
        }
        if (ranges.size() > MAX_RANGES) {
            Map.Entry<Long, Long> lowest = ranges.pollFirstEntry();
            lost += lowest.getKey() - contiguous - 1;
            lostFrom = Math.min(lostFrom, contiguous + 1);
            lostTo = lowest.getKey() - 1;
            contiguous = lowest.getValue();
        }
    }

    /** The sender keeps none of the numbers up to this one: they count as held. */
    public void advance(long to) {
        if (lostFrom != NONE && to >= lostFrom) {
            lostFrom = to >= lostTo ? NONE : to + 1;
            lostTo = to >= lostTo ? NONE : lostTo;
        }
        if (to > contiguous) {
            addRange(contiguous + 1, to);
        }
    }

    public SequenceSet copy() {
        SequenceSet copy = new SequenceSet(base, contiguous, lost, lostFrom, lostTo);
        copy.ranges.putAll(ranges);
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SequenceSet that
                && base == that.base
                && lost == that.lost
                && lostFrom == that.lostFrom
                && lostTo == that.lostTo
                && contiguous == that.contiguous
                && ranges.equals(that.ranges);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(contiguous);
    }

    @Override
    public String toString() {
        return "SequenceSet[to " + contiguous + ", " + ranges + "]";
    }
}
