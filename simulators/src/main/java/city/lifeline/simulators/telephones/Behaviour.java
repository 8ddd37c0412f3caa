package city.lifeline.simulators.telephones;

/**
 * How a provider behaves.
 *
 * @param receiptDelayMs from a message's acceptance to its receipt
 * @param throttled whether it answers that it is throttling
 * @param refusing whether it refuses every message as a system error
 * @param losingAnswers whether it takes messages and never says so
 * @param undeliverable whether receipts say that the telephone was not reached
 * @param withoutReceipts whether no receipts come
 */
public record Behaviour(
        int receiptDelayMs,
        boolean throttled,
        boolean refusing,
        boolean losingAnswers,
        boolean undeliverable,
        boolean withoutReceipts) {

    public static final Behaviour GOOD = new Behaviour(300, false, false, false, false, false);
}
