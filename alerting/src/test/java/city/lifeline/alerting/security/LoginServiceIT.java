package city.lifeline.alerting.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.audit.AuditTrail;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionTemplate;

class LoginServiceIT {

    private final TestDatabase database = TestDatabase.migrated();
    private final PasswordEncoder passwords = new BCryptPasswordEncoder(4);
    private final JdbcClient jdbc = JdbcClient.create(database.jdbc());
    private Instant now = Instant.parse("2026-11-22T08:00:00Z");
    private final UserStore users = new UserStore(jdbc);
    private final SessionStore sessions = new SessionStore(jdbc, Set.of(), () -> now);
    private final TransactionTemplate transactions =
            new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
    private final SecondFactors factors =
            new SecondFactors(
                    jdbc,
                    new SecretBox("a key"),
                    transactions,
                    new AuditTrail(jdbc, "audit"),
                    () -> now);
    private final LoginService logins =
            new LoginService(
                    users,
                    sessions,
                    factors,
                    passwords,
                    String.valueOf(passwords.encode("nobody's")),
                    transactions,
                    new AuditTrail(jdbc, "audit"),
                    () -> now);

    @BeforeEach
    void addUser() {
        users.addFirst(
                "li", String.valueOf(passwords.encode("right")), List.of(Role.VIEWER), false);
    }

    private boolean login(String password) {
        return logins.login("li", password, "").isPresent();
    }

    @Test
    void rightAndWrong() {
        assertTrue(login("right"));
        assertFalse(login("wrong"));
        assertFalse(logins.login("nobody", "nobody's", "").isPresent());
        assertFalse(logins.login("li\0", "right", "").isPresent());
        assertFalse(login("right" + "x".repeat(100)));
    }

    @Test
    void fiveWrongOnesLockForAQuarterOfAnHour() {
        for (int i = 0; i < 5; i++) {
            assertFalse(login("wrong"));
        }
        assertFalse(login("right"));
        now = now.plus(Duration.ofMinutes(15)).minusSeconds(1);
        assertFalse(login("right"));
        now = now.plusSeconds(1);
        assertTrue(login("right"));
        assertFalse(login("wrong"));
        assertTrue(login("right"));
    }

    @Test
    void aRightOneForgetsTheWrongOnes() {
        for (int i = 0; i < 12; i++) {
            assertFalse(login("wrong"));
            assertFalse(login("wrong"));
            assertTrue(login("right"));
        }
    }

    @Test
    void theFifthMayBeTheRightOne() {
        for (int i = 0; i < 4; i++) {
            login("wrong");
        }
        assertTrue(login("right"));
    }

    @Test
    void sessionsEndAfterAShiftOfSilence() {
        String secret = logins.login("li", "right", "").orElseThrow().secret();

        now = now.plus(Duration.ofHours(11));
        assertTrue(sessions.find(secret).isPresent());
        now = now.plus(Duration.ofHours(11));
        assertTrue(sessions.find(secret).isPresent());
        now = now.plus(Duration.ofHours(12));
        assertFalse(sessions.find(secret).isPresent());
    }

    @Test
    void sessionsEndAfterAMonth() {
        String secret = logins.login("li", "right", "").orElseThrow().secret();
        for (int i = 0; i < 30 * 24 - 1; i++) {
            now = now.plus(Duration.ofHours(1));
            assertTrue(sessions.find(secret).isPresent());
        }
        now = now.plus(Duration.ofHours(1));
        assertFalse(sessions.find(secret).isPresent());
    }

    @Test
    void rolesAreReadAnew() {
        String secret = logins.login("li", "right", "").orElseThrow().secret();
        jdbc.sql("update users set roles = '{COMMANDER}'").update();

        assertEquals(Set.of(Role.COMMANDER), sessions.find(secret).orElseThrow().roles());
    }

    @Test
    void logoutEndsTheSession() {
        LoginService.NewSession session = logins.login("li", "right", "").orElseThrow();
        String key = String.valueOf(session.caller().session());
        assertTrue(sessions.isOpen(key));

        logins.logout(session.caller());

        assertFalse(sessions.isOpen(key));
        assertFalse(sessions.find(session.secret()).isPresent());
    }

    @Test
    void theDatabaseHoldsNoSecret() {
        String secret = logins.login("li", "right", "").orElseThrow().secret();

        assertEquals(
                0,
                jdbc.sql("select count(*) from sessions where encode(secret_hash, 'escape') = ?")
                        .param(secret)
                        .query(Long.class)
                        .single());
    }
}
