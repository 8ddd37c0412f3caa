package city.lifeline.alerting.security;

import static city.lifeline.alerting.Micros.timestamptz;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sessions in PostgreSQL: a restart logs nobody out, every instance knows them, and a user's roles
 * are read anew with each request.
 */
public final class SessionStore {

    /** A shift. */
    static final Duration IDLE = Duration.ofHours(12);

    static final Duration LONGEST = Duration.ofDays(30);

    /** How exactly a session's last use is known. */
    private static final Duration GRAIN = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final InstantSource clock;

    private final Set<Role> secondFactorRoles;

    /**
     * Makes a store.
     *
     * @param secondFactorRoles whoever has one of these needs a second factor
     */
    public SessionStore(JdbcClient jdbc, Set<Role> secondFactorRoles, InstantSource clock) {
        this.jdbc = jdbc;
        this.secondFactorRoles = Set.copyOf(secondFactorRoles);
        this.clock = clock;
    }

    /** Begins a session and gives its secret. */
    String open(String user) {
        Instant now = clock.instant();
        jdbc.sql("delete from sessions where last_seen <= :idle or created_at <= :longest")
                .param("idle", timestamptz(now.minus(IDLE)))
                .param("longest", timestamptz(now.minus(LONGEST)))
                .update();
        String secret = Secrets.random();
        jdbc.sql("insert into sessions values (?, ?, ?, ?)")
                .params(Secrets.hash(secret), user, timestamptz(now), timestamptz(now))
                .update();
        return secret;
    }

    Optional<Caller> find(String secret) {
        byte[] hash = Secrets.hash(secret);
        Instant now = clock.instant();
        Optional<Found> found =
                jdbc.sql(
                                """
                                select u.name, u.roles, u.districts, u.temporary, u.alone,
                                    (u.totp_secret is not null or u.oidc_subject is not null) as enrolled,
                                    s.last_seen
                                from sessions s join users u on u.name = s.user_name
                                where s.secret_hash = :hash and s.last_seen > :idle
                                    and s.created_at > :longest and not u.disabled
                                """)
                        .param("hash", hash)
                        .param("idle", timestamptz(now.minus(IDLE)))
                        .param("longest", timestamptz(now.minus(LONGEST)))
                        .query(
                                (row, n) ->
                                        new Found(
                                                caller(row, key(hash)),
                                                row.getObject("last_seen", OffsetDateTime.class)
                                                        .toInstant()))
                        .optional();
        found.filter(session -> session.lastSeen.isBefore(now.minus(GRAIN)))
                .ifPresent(
                        session ->
                                jdbc.sql("update sessions set last_seen = ? where secret_hash = ?")
                                        .params(timestamptz(now), hash)
                                        .update());
        return found.map(Found::caller);
    }

    /**
     * Whether a session that a stream hangs on may go on: it was not closed, and is not past the
     * longest life of a session. Who only listens is not idle.
     */
    public boolean isOpen(String key) {
        return jdbc.sql(
                                """
                                select count(*) from sessions
                                where secret_hash = ? and created_at > ?
                                """)
                        .params(
                                HexFormat.of().parseHex(key),
                                timestamptz(clock.instant().minus(LONGEST)))
                        .query(Long.class)
                        .single()
                == 1;
    }

    /** Ends all sessions of a user. */
    void closeAll(String user) {
        jdbc.sql("delete from sessions where user_name = ?").param(user).update();
    }

    /** Ends all sessions of a user but one. */
    void closeOthers(String user, String key) {
        jdbc.sql("delete from sessions where user_name = ? and secret_hash <> ?")
                .params(user, HexFormat.of().parseHex(key))
                .update();
    }

    void close(String key) {
        jdbc.sql("delete from sessions where secret_hash = ?")
                .param(HexFormat.of().parseHex(key))
                .update();
    }

    private Caller caller(ResultSet row, String session) throws SQLException {
        Set<Role> roles = UserStore.roles(row);
        return new Caller(
                row.getString("name"),
                roles,
                roles.contains(Role.DISTRICT_OFFICER)
                        ? Set.of((String[]) row.getArray("districts").getArray())
                        : null,
                session,
                null,
                pending(row, roles),
                row.getBoolean("alone"));
    }

    private Caller.@Nullable Pending pending(ResultSet row, Set<Role> roles) throws SQLException {
        if (row.getBoolean("temporary")) {
            return Caller.Pending.PASSWORD;
        }
        return !row.getBoolean("enrolled") && roles.stream().anyMatch(secondFactorRoles::contains)
                ? Caller.Pending.SECOND_FACTOR
                : null;
    }

    /** Names a session without giving it away. */
    private static String key(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private record Found(Caller caller, Instant lastSeen) {}
}
