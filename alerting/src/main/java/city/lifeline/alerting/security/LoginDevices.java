package city.lifeline.alerting.security;

import static city.lifeline.alerting.Micros.timestamptz;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Browsers that somebody has logged in with, known by a cookie. It opens nothing: whoever brings it
 * has tries of their own, so that others cannot use them up.
 */
final class LoginDevices {

    /** After that long without a login a browser is a stranger again. */
    static final Duration KEPT = Duration.ofDays(180);

    private final JdbcClient jdbc;

    LoginDevices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The browser with this secret, if that user has logged in with it before. */
    Optional<String> known(String secret, String user, Instant now) {
        return !Secrets.isOne(secret) || user.indexOf('\0') >= 0
                ? Optional.empty()
                : jdbc.sql(
                                """
                                select device from login_devices
                                where secret_hash = ? and user_name = ? and last_at > ?
                                """)
                        .params(Secrets.hash(secret), user, timestamptz(now.minus(KEPT)))
                        .query(String.class)
                        .optional();
    }

    /**
     * Keeps that a user has logged in with a browser.
     *
     * @param secret that it brought, which counts no more; empty: none
     * @return its secret from now on: one that somebody has planted before would be known to them
     */
    String loggedIn(String secret, String user, Instant now) {
        String next = Secrets.random();
        byte[] hash = Secrets.hash(next);
        String device =
                Secrets.isOne(secret)
                        ? jdbc
                                .sql(
                                        "update login_devices set secret_hash = ? where secret_hash = ? returning device")
                                .params(hash, Secrets.hash(secret))
                                .query(String.class)
                                .list()
                                .stream()
                                .findFirst()
                                .orElseGet(Secrets::random)
                        : Secrets.random();
        jdbc.sql(
                        """
                        insert into login_devices (secret_hash, user_name, device, last_at)
                        values (?, ?, ?, ?)
                        on conflict (secret_hash, user_name) do update set last_at = excluded.last_at
                        """)
                .params(hash, user, device, timestamptz(now))
                .update();
        jdbc.sql("delete from login_devices where last_at <= ?")
                .param(timestamptz(now.minus(KEPT)))
                .update();
        return next;
    }

    /** No browser is known of a user any more. */
    void forget(String user) {
        jdbc.sql("delete from login_devices where user_name = ?").param(user).update();
    }
}
