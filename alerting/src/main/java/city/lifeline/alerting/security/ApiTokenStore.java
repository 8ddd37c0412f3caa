package city.lifeline.alerting.security;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Machines' tokens in PostgreSQL, as hashes. */
public final class ApiTokenStore {

    /** By which a token is known as one of Lifeline's where it has leaked to. */
    static final String PREFIX = "lifeline_";

    /** How exactly a token's last use is known. */
    private static final Duration GRAIN = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final InstantSource clock;

    ApiTokenStore(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void add(ApiToken token, String secret) {
        jdbc.sql(
                        """
                        insert into api_tokens
                            (id, name, secret_hash, roles, districts, created_by, created_at, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        token.id(),
                        token.name(),
                        Secrets.hash(secret),
                        token.roles().stream().map(Role::name).toArray(String[]::new),
                        token.districts().toArray(String[]::new),
                        token.createdBy(),
                        timestamptz(token.createdAt()),
                        timestamptz(token.expiresAt()))
                .update();
    }

    /** Whose secret it is, if it is in force. */
    Optional<Caller> caller(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Optional<ApiToken> found =
                jdbc.sql(
                                """
                                select * from api_tokens
                                where secret_hash = ? and revoked_at is null and expires_at > ?
                                """)
                        .params(Secrets.hash(secret), timestamptz(now))
                        .query((row, n) -> token(row))
                        .optional();
        found.filter(
                        token ->
                                token.lastUsedAt() == null
                                        || token.lastUsedAt().isBefore(now.minus(GRAIN)))
                .ifPresent(
                        token ->
                                jdbc.sql("update api_tokens set last_used_at = ? where id = ?")
                                        .params(timestamptz(now), token.id())
                                        .update());
        return found.map(
                token ->
                        new Caller(
                                "token:" + token.name(),
                                Set.copyOf(token.roles()),
                                token.roles().contains(Role.DISTRICT_OFFICER)
                                        ? Set.copyOf(token.districts())
                                        : null,
                                null,
                                token.id(),
                                null,
                                false));
    }

    /** Whether a stream that hangs on a token may go on. */
    public boolean isOpen(String id) {
        return jdbc.sql(
                                """
                                select count(*) from api_tokens
                                where id = ? and revoked_at is null and expires_at > ?
                                """)
                        .params(id, timestamptz(clock.instant()))
                        .query(Long.class)
                        .single()
                == 1;
    }

    /** Ends a token; empty if there is none of this id. */
    Optional<ApiToken> revoke(String id) {
        jdbc.sql("update api_tokens set revoked_at = ? where id = ? and revoked_at is null")
                .params(timestamptz(clock.instant()), id)
                .update();
        return jdbc.sql("select * from api_tokens where id = ?")
                .param(id)
                .query((row, n) -> token(row))
                .optional();
    }

    Page<ApiToken> page(int page, int size) {
        long total = jdbc.sql("select count(*) from api_tokens").query(Long.class).single();
        List<ApiToken> items =
                jdbc.sql("select * from api_tokens order by created_at desc, id limit ? offset ?")
                        .params(size, (long) page * size)
                        .query((row, n) -> token(row))
                        .list();
        return new Page<>(items, total, page, size);
    }

    private static ApiToken token(ResultSet row) throws SQLException {
        return new ApiToken(
                row.getString("id"),
                row.getString("name"),
                UserStore.roles(row).stream().sorted().toList(),
                List.of((String[]) row.getArray("districts").getArray()),
                row.getString("created_by"),
                Objects.requireNonNull(instant(row, "created_at")),
                Objects.requireNonNull(instant(row, "expires_at")),
                instant(row, "revoked_at"),
                instant(row, "last_used_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
