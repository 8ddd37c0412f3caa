package city.lifeline.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what the broker refuses and writes a line about it: one for each kind and client within a
 * while, with the number of those left out, so that a flood of refusals does not become one of
 * lines.
 */
final class Audit {

    private static final Logger log = LoggerFactory.getLogger("city.lifeline.audit");

    private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int KEPT = 1_000;
    private static final int LONGEST = 200;

    private final BrokerMetrics metrics;
    private final LongSupplier nanoTime;
    private final TokenBucket lines;
    private final Map<String, Told> kinds =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
                    return size() > KEPT;
                }
            };

    private static final class Told {
        private long atNs;
        private long leftOut;
    }

    Audit(BrokerMetrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.lines = new TokenBucket(20, 200, nanoTime.getAsLong());
    }

    /**
     * A client that is not let in.
     *
     * @param claimed name it gave, which proves nothing
     */
    void refused(RefusedLogin why, @Nullable String claimed, String address) {
        metrics.authFail(why.label());
        String name = claimed == null ? "-" : shown(claimed);
        tell(
                why.label() + " " + name + " " + address,
                "refused login: account=%s address=%s reason=%s (%s)"
                        .formatted(name, address, why.label(), why.sentence()));
    }

    /** A handshake that ended before MQTT began. */
    void refusedHandshake(RefusedLogin why, String subject, String detail) {
        metrics.authFail(why.label());
        tell(
                why.label() + " " + subject,
                "refused certificate: subject=%s reason=%s (%s)"
                        .formatted(shown(subject), why.label(), shown(detail)));
    }

    void deniedPublish(Identity who, String address, String mqttTopic) {
        metrics.aclDenied("publish");
        tell(
                "publish " + who.account() + " " + address,
                "denied publish: account=%s address=%s topic=%s"
                        .formatted(who.account(), address, shown(mqttTopic)));
    }

    void deniedSubscribe(Identity who, String address, String topicFilter) {
        metrics.aclDenied("subscribe");
        tell(
                "subscribe " + who.account() + " " + address,
                "denied subscribe: account=%s address=%s filter=%s"
                        .formatted(who.account(), address, shown(topicFilter)));
    }

    void stripped(Identity who, String mqttTopic) {
        metrics.retainStripped();
        tell(
                "retain " + who.account(),
                "retain flag removed: account=%s topic=%s"
                        .formatted(who.account(), shown(mqttTopic)));
    }

    void throttled(Identity who, long pauseNs) {
        metrics.throttled(pauseNs);
        tell(
                "throttled " + who.account(),
                "throttled: account=%s publishes above its quota".formatted(who.account()));
    }

    void ended(Identity who, RefusedLogin why) {
        metrics.authFail(why.label());
        tell(
                "ended " + why.label() + " " + who.account(),
                "connection ended: account=%s reason=%s (%s)"
                        .formatted(who.account(), why.label(), why.sentence()));
    }

    private void tell(String kind, String line) {
        long leftOut;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            Told before = kinds.get(kind);
            if (before != null && now - before.atNs < QUIET_NS) {
                before.leftOut++;
                return;
            }
            if (!lines.tryTake(now)) {
                return;
            }
            leftOut = before == null ? 0 : before.leftOut;
            Told told = new Told();
            told.atNs = now;
            kinds.put(kind, told);
        }
        if (leftOut > 0) {
            log.warn("{}; and {} times more since the last such line", line, leftOut);
        } else {
            log.warn("{}", line);
        }
    }

    /** What a stranger wrote, fit for a line. */
    private static String shown(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), LONGEST));
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i);
            shown.append(c <= ' ' || Character.isISOControl(c) ? '?' : c);
        }
        return text.length() > LONGEST ? shown + "…" : shown.toString();
    }
}
