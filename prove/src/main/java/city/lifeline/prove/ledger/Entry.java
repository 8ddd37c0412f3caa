package city.lifeline.prove.ledger;

/**
 * A reading that was published.
 *
 * @param seq number of its message; for a gateway without a sequence, a count of its messages
 * @param timeUs event time
 */
public record Entry(
        String gateway, String boot, long seq, String point, long timeUs, double value) {}
