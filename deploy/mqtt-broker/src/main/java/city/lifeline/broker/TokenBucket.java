package city.lifeline.broker;

/**
 * How much someone may do: a number at once, which comes back at a steady rate. Time is an argument
 * in ns of any origin.
 */
final class TokenBucket {

    private final double perNs;
    private final double burst;
    private double tokens;
    private long lastNs;

    TokenBucket(double perSecond, double burst, long nowNs) {
        this.perNs = perSecond / 1e9;
        this.burst = burst;
        this.tokens = burst;
        this.lastNs = nowNs;
    }

    /** Takes one if there is one. */
    synchronized boolean tryTake(long nowNs) {
        refill(nowNs);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /**
     * Takes in any case, on credit if it must be.
     *
     * @return ns until the debt is paid; 0 if there is none
     */
    synchronized long take(double count, long nowNs) {
        refill(nowNs);
        tokens -= count;
        return tokens >= 0 ? 0 : (long) (-tokens / perNs);
    }

    private void refill(long nowNs) {
        tokens = Math.min(burst, tokens + Math.max(0, nowNs - lastNs) * perNs);
        lastNs = nowNs;
    }
}
