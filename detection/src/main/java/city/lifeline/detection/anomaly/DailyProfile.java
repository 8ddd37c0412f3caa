package city.lifeline.detection.anomaly;

/**
 * The usual value at each time of the day, and on working days apart from the rest of the week once
 * both are known. Times are UTC: a profile needs the day's length, not its name.
 */
final class DailyProfile {

    private static final long DAY_US = 86_400_000_000L;
    private static final int SLOTS = 48;
    private static final double DAYS = 20;

    private final float[] usual = new float[SLOTS * 7];
    private final float[] known = new float[SLOTS * 7];
    private final float[] daily = new float[SLOTS];
    private final float[] dailyKnown = new float[SLOTS];
    private int slot;
    private int weekSlot;
    private double lastSlotCount;
    private int previous = -1;

    /** The usual value at a time; not a number where that is not known. */
    double at(long timeUs) {
        long ofDay = Math.floorMod(timeUs, DAY_US);
        slot = (int) (ofDay * SLOTS / DAY_US);
        weekSlot = (int) Math.floorMod(Math.floorDiv(timeUs, DAY_US), 7L) * SLOTS + slot;
        if (known[weekSlot] >= 2) {
            return 0.5 * usual[weekSlot] + 0.5 * daily[slot];
        }
        return dailyKnown[slot] >= 2 ? daily[slot] : Double.NaN;
    }

    /** Learns the value at the time last asked for. */
    void learn(double value, double weight) {
        if (weekSlot != previous) {
            previous = weekSlot;
            lastSlotCount = 0;
            known[weekSlot] = (float) Math.min(DAYS, known[weekSlot] + 1);
            dailyKnown[slot] = (float) Math.min(DAYS, dailyKnown[slot] + 1);
        }
        lastSlotCount++;
        double share = weight / lastSlotCount;
        usual[weekSlot] += (float) (share / known[weekSlot] * (value - usual[weekSlot]));
        daily[slot] += (float) (share / dailyKnown[slot] * (value - daily[slot]));
    }

    void keep(Tape tape) {
        tape.all(usual);
        tape.all(known);
        tape.all(daily);
        tape.all(dailyKnown);
        slot = tape.next(slot);
        weekSlot = tape.next(weekSlot);
        lastSlotCount = tape.next(lastSlotCount);
        previous = tape.next(previous);
    }
}
