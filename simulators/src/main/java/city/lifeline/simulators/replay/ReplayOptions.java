package city.lifeline.simulators.replay;

import city.lifeline.model.RunClock;
import city.lifeline.runtime.tls.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How to replay.
 *
 * @param broker MQTT broker, such as {@code tcp://127.0.0.1:1883}
 * @param tls for a broker {@code ssl://}
 * @param topicPrefix {@code lifeline/run/<run>} for a run aside, {@code lifeline/v1} to replay as
 *     if live
 * @param logins account to publish with, by gateway
 * @param as which times the readings get
 * @param speed seconds of the recording per second; {@link #MAX_SPEED} as fast as possible
 * @param clock of the live run; for {@link As#NOW} only
 * @param lateAfter the setting {@code ingest.late.after} of the run: no message is sent so late
 *     that a reading of it would count as late
 * @param rejects file for what could not be used; null: none
 * @param stallAfter gives up when nothing was acknowledged for so long
 */
public record ReplayOptions(
        URI broker,
        TlsFiles tls,
        String topicPrefix,
        Function<String, Login> logins,
        As as,
        double speed,
        RunClock clock,
        Duration lateAfter,
        @Nullable Path rejects,
        Duration stallAfter) {

    public static final double MAX_SPEED = Double.POSITIVE_INFINITY;

    public ReplayOptions {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("the speed must be above 0, not " + speed);
        }
        if (as == As.NOW && speed == MAX_SPEED) {
            throw new IllegalArgumentException(
                    "a replay as now needs a speed: give a number instead of max");
        }
        if (lateAfter.compareTo(Duration.ofSeconds(5)) < 0) {
            throw new IllegalArgumentException("lateAfter must be at least 5 s");
        }
    }

    /** Which times the readings get. */
    public enum As {
        /** The recording's own; the recording's clock is the run's. */
        ORIGINAL,
        /** From now on; at another speed than 1 the time between readings shrinks or grows too. */
        NOW
    }

    /** An account at the broker. */
    public record Login(String username, String password) {

        /** Without the password: it may end up in a log. */
        @Override
        public String toString() {
            return username;
        }
    }
}
