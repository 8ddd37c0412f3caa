package city.lifeline.simulators.replay;

import city.lifeline.model.Block;

/**
 * Moves recorded times to others.
 *
 * @param fromUs a recorded time
 * @param toUs what it becomes
 * @param speed by which distances shrink
 */
record TimeShift(long fromUs, long toUs, double speed) {

    static final TimeShift NONE = new TimeShift(0, 0, 1);

    static TimeShift to(long fromUs, long toUs, double speed) {
        return new TimeShift(fromUs, toUs, speed);
    }

    long shift(long us) {
        long distance = us - fromUs;
        return toUs + (speed == 1 ? distance : Math.round(distance / speed));
    }

    Block shift(Block block) {
        if (equals(NONE)) {
            return block;
        }
        int count = block.size();
        boolean regular = block.offsetsUs().length == 0;
        int interval = (int) Math.round(block.intervalUs() / speed);
        int[] offsets = new int[regular ? 0 : count];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (int) Math.round(block.offsetsUs()[i] / speed);
        }
        return new Block(
                block.point(),
                block.lane(),
                shift(block.startUs()),
                count > 1 && regular ? Math.max(1, interval) : 0,
                offsets,
                block.values(),
                block.quality(),
                block.gateway(),
                block.boot(),
                block.seq(),
                block.receivedAtUs());
    }
}
