package city.lifeline.alerting.security;

import city.lifeline.alerting.audit.AuditTrail;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Second factors: codes of an authenticator app, and codes for when it is lost. */
public final class SecondFactors {

    private static final Logger LOG = LoggerFactory.getLogger(SecondFactors.class);

    private static final String ISSUER = "Lifeline";
    private static final int RECOVERY_CODES = 10;
    private static final int RECOVERY_BYTES = 10;

    private final JdbcClient jdbc;
    private final SecretBox box;
    private final TransactionTemplate transactions;
    private final AuditTrail audit;
    private final InstantSource clock;

    SecondFactors(
            JdbcClient jdbc,
            SecretBox box,
            TransactionTemplate transactions,
            AuditTrail audit,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.box = box;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** What to put into an app. */
    record Enrolment(String secret, String uri) {}

    boolean isEnrolled(String user) {
        return jdbc.sql("select count(*) from users where name = ? and totp_secret is not null")
                        .param(user)
                        .query(Long.class)
                        .single()
                == 1;
    }

    /** Begins an enrolment; it counts once a code has shown that the app has the secret. */
    Enrolment begin(String user) {
        byte[] secret = Secrets.bytes(Totp.SECRET_BYTES);
        jdbc.sql("update users set totp_pending = ? where name = ?")
                .params(box.close(secret, user), user)
                .update();
        String text = Totp.base32(secret);
        return new Enrolment(
                text,
                "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
                        .formatted(
                                ISSUER,
                                URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20"),
                                text,
                                ISSUER,
                                Totp.DIGITS,
                                Totp.STEP.toSeconds()));
    }

    /**
     * Ends an enrolment and gives the codes for when the app is lost.
     *
     * @return empty if the code is wrong
     */
    Optional<List<String>> confirm(String user, String code) {
        byte[] pending = secret(user, "totp_pending");
        if (pending == null) {
            throw Refusal.of(HttpStatus.CONFLICT, "Begin an enrolment first");
        }
        Instant now = clock.instant();
        OptionalLong step = Totp.stepOf(code, pending, now, Long.MIN_VALUE);
        if (step.isEmpty()) {
            return Optional.empty();
        }
        List<String> codes = new ArrayList<>();
        transactions.executeWithoutResult(
                status -> {
                    jdbc.sql(
                                    """
                                    update users set totp_secret = totp_pending, totp_pending = null,
                                        totp_last_step = ?
                                    where name = ?
                                    """)
                            .params(step.getAsLong(), user)
                            .update();
                    jdbc.sql("delete from recovery_codes where user_name = ?").param(user).update();
                    for (int i = 0; i < RECOVERY_CODES; i++) {
                        String one =
                                Totp.base32(Secrets.bytes(RECOVERY_BYTES)).toLowerCase(Locale.ROOT);
                        codes.add(one.replaceAll("(.{4})(?=.)", "$1-"));
                        jdbc.sql("insert into recovery_codes values (?, ?)")
                                .params(user, Secrets.hash(one))
                                .update();
                    }
                    audit.add(now, user, "ENROL_SECOND_FACTOR", "user/" + user, "");
                });
        return Optional.of(codes);
    }

    /** Takes a code of the app or one of those for when it is lost; each counts once. */
    boolean accept(String user, String given) {
        String code = given.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
        Instant now = clock.instant();
        if (code.length() == Totp.DIGITS) {
            byte[] secret = secret(user, "totp_secret");
            Long last =
                    jdbc.sql("select totp_last_step from users where name = ?")
                            .param(user)
                            .query(Long.class)
                            .optional()
                            .orElse(null);
            if (secret == null) {
                return false;
            }
            OptionalLong step =
                    Totp.stepOf(code, secret, now, last == null ? Long.MIN_VALUE : last);
            // Of two that bring the same code at once, one changes the row.
            return step.isPresent()
                    && jdbc.sql(
                                            """
                                            update users set totp_last_step = :step
                                            where name = :user
                                                and (totp_last_step is null or totp_last_step < :step)
                                            """)
                                    .param("step", step.getAsLong())
                                    .param("user", user)
                                    .update()
                            == 1;
        }
        return Boolean.TRUE.equals(
                transactions.execute(
                        status -> {
                            boolean known =
                                    jdbc.sql(
                                                            "delete from recovery_codes where user_name = ? and code_hash = ?")
                                                    .params(user, Secrets.hash(code))
                                                    .update()
                                            == 1;
                            if (known) {
                                audit.add(now, user, "USE_RECOVERY_CODE", "user/" + user, "");
                            }
                            return known;
                        }));
    }

    /** Takes the second factor away. */
    void remove(String user, String by) {
        transactions.executeWithoutResult(
                status -> {
                    jdbc.sql(
                                    """
                                    update users set totp_secret = null, totp_pending = null,
                                        totp_last_step = null
                                    where name = ?
                                    """)
                            .param(user)
                            .update();
                    jdbc.sql("delete from recovery_codes where user_name = ?").param(user).update();
                    jdbc.sql("delete from sessions where user_name = ?").param(user).update();
                    audit.add(clock.instant(), by, "REMOVE_SECOND_FACTOR", "user/" + user, "");
                });
    }

    private byte @Nullable [] secret(String user, String column) {
        Optional<byte[]> closed =
                jdbc.sql(
                                "select %s from users where name = ? and %s is not null"
                                        .formatted(column, column))
                        .param(user)
                        .query((row, n) -> row.getBytes(1))
                        .optional();
        if (closed.isEmpty()) {
            return null;
        }
        Optional<byte[]> open = box.open(closed.get(), user);
        if (open.isEmpty()) {
            LOG.error(
                    "The second factor of {} cannot be decrypted: alerting.accounts.key.file is another than at its enrolment",
                    user);
        }
        return open.orElse(null);
    }
}
