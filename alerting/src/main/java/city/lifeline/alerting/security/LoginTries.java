package city.lifeline.alerting.security;

import static city.lifeline.alerting.Micros.timestamptz;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Wrong passwords, counted by where they come from, in PostgreSQL. Who guesses keeps out
 * themselves: the browser of the account's owner has a count of its own, which nobody else fills.
 */
final class LoginTries {

    /** Of one network, one known browser, or one session. */
    static final int TRIES = 5;

    /** Of all together who have not logged in before from where they are. */
    static final int TRIES_OF_STRANGERS = 50;

    static final Duration LOCKED = Duration.ofMinutes(15);

    /** Each further time in a row takes twice as long, up to this. */
    static final Duration LONGEST = Duration.ofHours(4);

    /** After that long without a wrong one, all are forgotten. */
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private static final String STRANGERS = "strangers";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    LoginTries(JdbcClient jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Some who are counted together. */
    private record Source(String key, int tries, Duration longest) {}

    /**
     * A try that was taken.
     *
     * @param locking keys of sources that are kept out from now on unless it turns out right
     */
    record Taken(String user, List<String> keys, List<String> locking) {
        Taken {
            keys = List.copyOf(keys);
            locking = List.copyOf(locking);
        }
    }

    /** As {@link #take}, of a browser that this user has logged in with before. */
    Optional<Taken> ofDevice(String user, String device, Instant now) {
        return take(user, List.of(new Source("device/" + device, TRIES, LONGEST)), now);
    }

    /** As {@link #take}, of a browser that is not known, in that network. */
    Optional<Taken> ofStranger(String user, String network, Instant now) {
        return take(
                user,
                List.of(
                        new Source("network/" + network, TRIES, LONGEST),
                        new Source(STRANGERS, TRIES_OF_STRANGERS, LOCKED)),
                now);
    }

    /** As {@link #take}, of somebody who is logged in and shows their password once more. */
    Optional<Taken> ofSession(String user, Instant now) {
        return take(user, List.of(new Source("session", TRIES, LONGEST)), now);
    }

    /**
     * Takes one of the tries, before the password is looked at, so that many at once are not more
     * than the allowed ones. The last one locks; {@link #succeeded} and {@link #undo} take that
     * back.
     *
     * @return empty if whoever tries is kept out now
     */
    private Optional<Taken> take(String user, List<Source> sources, Instant now) {
        return transactions.execute(
                status -> {
                    List<String> locking = new ArrayList<>();
                    for (Source source : sources) {
                        Optional<Boolean> locks = take(user, source, now);
                        if (locks.isEmpty()) {
                            // So that one network that is kept out does not use up all others'.
                            status.setRollbackOnly();
                            return Optional.empty();
                        }
                        if (locks.get()) {
                            locking.add(source.key);
                        }
                    }
                    return Optional.of(
                            new Taken(user, sources.stream().map(Source::key).toList(), locking));
                });
    }

    /** Whether the try was the last; empty: there was none left. */
    private Optional<Boolean> take(String user, Source source, Instant now) {
        return jdbc.sql(
                        """
                        insert into login_tries as t (user_name, source, failed, locks, last_at)
                        values (:user, :source, 1, 0, :now)
                        on conflict (user_name, source) do update set
                            failed = case when t.locked_until is null and t.last_at > :forgotten
                                          then t.failed + 1 else 1 end,
                            locks = case when t.last_at <= :forgotten then 0
                                         when t.locked_until is null and t.failed + 1 >= :tries then t.locks + 1
                                         else t.locks end,
                            locked_until = case when t.locked_until is null and t.last_at > :forgotten
                                                    and t.failed + 1 >= :tries
                                                then cast(:now as timestamptz)
                                                    + least(:longestS, :lockedS * power(2, least(t.locks, 20)))
                                                      * interval '1 second' end,
                            last_at = :now
                        where t.locked_until is null or t.locked_until <= :now
                        returning locked_until is not null
                        """)
                .param("user", user)
                .param("source", source.key)
                .param("now", timestamptz(now))
                .param("forgotten", timestamptz(now.minus(FORGOTTEN)))
                .param("tries", source.tries)
                .param("lockedS", LOCKED.toSeconds())
                .param("longestS", source.longest.toSeconds())
                .query(Boolean.class)
                .optional();
    }

    /** Gives a try back: it was neither right nor wrong. */
    void undo(Taken taken) {
        jdbc.sql(
                        """
                        update login_tries set failed = greatest(failed - 1, 0),
                            locks = greatest(locks - case when locked_until is null then 0 else 1 end, 0),
                            locked_until = null
                        where user_name = ? and source = any(?)
                        """)
                .params(taken.user, taken.keys.toArray(String[]::new))
                .update();
    }

    /** It was right: the wrong ones before it are forgotten, and everybody's that are old. */
    void succeeded(Taken taken, Instant now) {
        jdbc.sql("delete from login_tries where user_name = ? and source = any(?)")
                .params(taken.user, taken.keys.toArray(String[]::new))
                .update();
        jdbc.sql("delete from login_tries where last_at <= ?")
                .param(timestamptz(now.minus(FORGOTTEN)))
                .update();
    }

    /** Forgets all wrong ones of a user. */
    void forget(String user) {
        jdbc.sql("delete from login_tries where user_name = ?").param(user).update();
    }
}
