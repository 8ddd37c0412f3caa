package city.lifeline.simulators.replay;

import city.lifeline.model.Block;

/**
 * A block of a recording, ready to be published.
 *
 * @param atUs event time at which it is complete; never decreases from one to the next
 */
public record Recorded(Channels.Channel channel, Block block, long atUs) {}
