package city.lifeline.jobs.history;

import city.lifeline.model.Block;

/** A block and the run it belongs to. */
public record RunBlock(String run, Block block) {}
