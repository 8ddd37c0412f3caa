package city.lifeline.launcher.canary;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides when silence is an alarm.
 *
 * <pre>
 *            nothing for a while               one has come
 *  WATCHING ─────────────────────▶ ALARM ─────────────────────▶ WATCHING
 * </pre>
 */
final class CanaryWatch {

    private final Duration silence;
    private Instant lastPassAt;
    private @Nullable Pass last;
    private @Nullable Instant alarmSince;

    /**
     * Begins to watch.
     *
     * @param silence after which there is an alarm
     * @param now from which the first one is waited for
     */
    CanaryWatch(Duration silence, Instant now) {
        this.silence = silence;
        this.lastPassAt = now;
    }

    /**
     * A canary that has come all the way.
     *
     * @param publishedAt over MQTT
     * @param storedAt as a warning
     * @param doneAt when its SMS was handed over, or, if none was due, when it was stored
     */
    record Pass(Instant publishedAt, Instant storedAt, Instant doneAt, boolean sms) {}

    /** What somebody has to be told. */
    enum News {
        ALARM,
        OVER
    }

    /** Takes note of one; those that are no news are ignored. */
    void passed(Pass pass) {
        Pass known = last;
        if (known == null || pass.publishedAt.isAfter(known.publishedAt)) {
            last = pass;
            if (pass.doneAt.isAfter(lastPassAt)) {
                lastPassAt = pass.doneAt;
            }
        }
    }

    /** To be asked again and again. */
    Optional<News> check(Instant now) {
        boolean silent = !now.isBefore(lastPassAt.plus(silence));
        if (silent && alarmSince == null) {
            alarmSince = now;
            return Optional.of(News.ALARM);
        }
        if (!silent && alarmSince != null) {
            alarmSince = null;
            return Optional.of(News.OVER);
        }
        return Optional.empty();
    }

    @Nullable Pass last() {
        return last;
    }

    @Nullable Instant alarmSince() {
        return alarmSince;
    }

    Duration silentFor(Instant now) {
        return Duration.between(lastPassAt, now);
    }
}
