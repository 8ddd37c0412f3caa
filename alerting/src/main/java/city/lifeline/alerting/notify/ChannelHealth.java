package city.lifeline.alerting.notify;

import static city.lifeline.alerting.Micros.timestamptz;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whether the ways to people work, by what became of the last messages, whichever instance sent
 * them. One failure says little; a way that has failed for a while and taken nothing is dead.
 */
public final class ChannelHealth {

    /** For so long every try must have failed. */
    public static final Duration DEAD_AFTER = Duration.ofMinutes(3);

    private static final Logger LOG = LoggerFactory.getLogger(ChannelHealth.class);
    private static final int MAX_ERROR = 300;

    /** What works is not written down anew for so long. */
    private static final Duration NEWS = Duration.ofSeconds(30);

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final Map<String, Instant> ok = new ConcurrentHashMap<>();

    public ChannelHealth(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A way that takes nothing.
     *
     * @param channel such as {@code mail}; {@code sms:NAME} is one provider
     * @param lastFailedAt when it was tried last
     */
    public record Dead(
            String channel,
            Instant since,
            Instant lastFailedAt,
            @Nullable Instant lastOkAt,
            String error) {}

    /** It has taken a message. Written down twice a minute at most. */
    public void works(String channel) {
        Instant now = clock.instant();
        Instant known = ok.get(channel);
        if (known != null && now.isBefore(known.plus(NEWS))) {
            return;
        }
        noted(
                channel,
                () -> {
                    write(channel, now);
                    ok.put(channel, now);
                });
    }

    private void write(String channel, Instant now) {
        jdbc.sql(
                        """
                        insert into channel_health (channel, last_ok_at) values (:channel, :now)
                        on conflict (channel) do update set
                            last_ok_at = excluded.last_ok_at, down_since = null
                        """)
                .param("channel", channel)
                .param("now", timestamptz(now))
                .update();
    }

    /** A message that has been handed over must not be sent again for this. */
    private static void noted(String channel, Runnable write) {
        try {
            write.run();
        } catch (DataAccessException e) {
            LOG.warn("What became of a message by {} was not noted", channel, e);
        }
    }

    /** It has not. An address that leads nowhere is not its fault. */
    public void failed(String channel, String error) {
        ok.remove(channel);
        noted(channel, () -> write(channel, error));
    }

    private void write(String channel, String error) {
        jdbc.sql(
                        """
                        insert into channel_health as h (channel, down_since, last_failed_at, error)
                        values (:channel, :now, :now, :error)
                        on conflict (channel) do update set
                            down_since = coalesce(h.down_since, excluded.down_since),
                            last_failed_at = excluded.last_failed_at, error = excluded.error
                        """)
                .param("channel", channel)
                .param("now", timestamptz(clock.instant()))
                .param("error", error.substring(0, Math.min(MAX_ERROR, error.length())))
                .update();
    }

    /** Those that have failed long enough. */
    public List<Dead> dead() {
        return jdbc.sql(
                        """
                        select * from channel_health
                        where down_since is not null
                              and last_failed_at - down_since >= make_interval(secs => ?)
                        order by channel
                        """)
                .param(DEAD_AFTER.toSeconds())
                .query(
                        (row, n) ->
                                new Dead(
                                        row.getString("channel"),
                                        row.getObject("down_since", OffsetDateTime.class)
                                                .toInstant(),
                                        row.getObject("last_failed_at", OffsetDateTime.class)
                                                .toInstant(),
                                        instant(row.getObject("last_ok_at", OffsetDateTime.class)),
                                        row.getString("error")))
                .list();
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }
}
