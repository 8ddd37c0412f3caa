package city.lifeline.model;

/**
 * Whether a block arrived in time. Decided once, at ingest, from the run's clock and the block's
 * own time, and carried with the block, so that no restart can decide it differently.
 */
public enum Lane {
    LIVE,
    LATE
}
