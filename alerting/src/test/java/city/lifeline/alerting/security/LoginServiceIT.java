package city.lifeline.alerting.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.audit.AuditTrail;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionTemplate;

class LoginServiceIT {

    private static final LoginOrigin HOME = new LoginOrigin("192.0.2.1", "");

    private final TestDatabase database = new TestDatabase();
    private final PasswordEncoder passwords = new BCryptPasswordEncoder(4);
    private final DataSource source = database.dataSource();
    private final JdbcClient jdbc = JdbcClient.create(source);
    private Instant now = Instant.parse("2026-11-22T08:00:00Z");
    private final UserStore users = new UserStore(jdbc);
    private final SessionStore sessions = new SessionStore(jdbc, Set.of(), () -> now);
    private final TransactionTemplate transactions =
            new TransactionTemplate(new JdbcTransactionManager(source));
    private final SecondFactors factors =
            new SecondFactors(
                    jdbc,
                    new SecretBox("a key"),
                    transactions,
                    new AuditTrail(jdbc, "audit"),
                    () -> now);
    private final LoginService logins = logins(passwords);

    private LoginService logins(PasswordEncoder encoder) {
        return logins(encoder, LoginService.TURN);
    }

    private LoginService logins(PasswordEncoder encoder, Duration turn) {
        return new LoginService(
                users,
                new LoginTries(jdbc, transactions),
                new LoginDevices(jdbc),
                sessions,
                factors,
                encoder,
                String.valueOf(encoder.encode("nobody's")),
                transactions,
                new AuditTrail(jdbc, "audit"),
                () -> now,
                turn);
    }

    @BeforeEach
    void addUser() {
        users.addFirst(
                "li", String.valueOf(passwords.encode("right")), List.of(Role.VIEWER), false);
    }

    private boolean login(String password) {
        return from(HOME, password).isPresent();
    }

    private Optional<LoginService.NewSession> from(LoginOrigin origin, String password) {
        return logins.login("li", password, "", origin);
    }

    private static LoginOrigin stranger(int number) {
        return new LoginOrigin("198.51.100." + number, "");
    }

    @Test
    void rightAndWrong() {
        assertTrue(login("right"));
        assertFalse(login("wrong"));
        assertFalse(logins.login("nobody", "nobody's", "", HOME).isPresent());
        assertFalse(logins.login("li\0", "right", "", HOME).isPresent());
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
    void eachFurtherTimeInARowTakesTwiceAsLong() {
        for (int minutes : List.of(15, 30, 60, 120, 240, 240)) {
            for (int i = 0; i < LoginTries.TRIES; i++) {
                assertFalse(login("wrong"));
            }
            now = now.plus(Duration.ofMinutes(minutes)).minusSeconds(1);
            assertFalse(login("right"), "after " + minutes);
            now = now.plusSeconds(1);
        }
        assertTrue(login("right"));
        for (int i = 0; i < LoginTries.TRIES; i++) {
            assertFalse(login("wrong"));
        }
        now = now.plus(Duration.ofMinutes(15));
        assertTrue(login("right"), "a right one forgets how often it was");
    }

    @Test
    void whoGuessesKeepsOutTheirOwnNetworkOnly() {
        for (int i = 0; i < 20; i++) {
            assertFalse(from(stranger(1), "wrong").isPresent());
        }
        assertFalse(from(stranger(1), "right").isPresent());
        assertTrue(login("right"));
    }

    @Test
    void aKnownBrowserIsLetInHoweverManyGuess() {
        LoginService.NewSession before = from(HOME, "right").orElseThrow();
        for (int i = 0; i < 60; i++) {
            assertFalse(from(stranger(i), "wrong").isPresent());
        }
        assertFalse(from(stranger(61), "right").isPresent(), "guesses are bounded altogether");
        assertTrue(sessions.find(before.secret()).isPresent());

        // In the guesser's own network even.
        LoginOrigin desk = new LoginOrigin(stranger(1).network(), before.device());
        LoginService.NewSession after = from(desk, "right").orElseThrow();

        assertNotEquals(before.device(), after.device());
        assertFalse(from(desk, "right").isPresent(), "the old secret counts no more");
        assertTrue(from(new LoginOrigin("192.0.2.9", after.device()), "right").isPresent());
        now = now.plus(LoginTries.LOCKED);
        assertTrue(from(stranger(62), "right").isPresent());
    }

    @Test
    void aStolenBrowserHasFiveTriesAndNoMore() {
        LoginOrigin stolen =
                new LoginOrigin("192.0.2.9", from(HOME, "right").orElseThrow().device());
        for (int i = 0; i < LoginTries.TRIES; i++) {
            assertFalse(from(stolen, "wrong").isPresent());
        }
        assertFalse(from(stolen, "right").isPresent());
        assertTrue(login("right"));
    }

    @Test
    void aBrowserOfSomebodyElseIsAStranger() {
        String device = from(HOME, "right").orElseThrow().device();
        users.addFirst(
                "wu", String.valueOf(passwords.encode("right")), List.of(Role.VIEWER), false);
        assertFalse(logins.isKnown("wu", new LoginOrigin("192.0.2.1", device)));
        String both =
                logins.login("wu", "right", "", new LoginOrigin("192.0.2.1", device))
                        .orElseThrow()
                        .device();
        assertTrue(logins.isKnown("wu", new LoginOrigin("192.0.2.1", both)));
        assertTrue(logins.isKnown("li", new LoginOrigin("192.0.2.1", both)));
        assertFalse(logins.isKnown("li", new LoginOrigin("192.0.2.1", "x".repeat(43))));
    }

    @Test
    void whoIsLoggedInShowsTheirPasswordThoughStrangersGuess() {
        for (int i = 0; i < 60; i++) {
            from(stranger(i), "wrong");
        }
        assertTrue(logins.fits("li", "right"));
        for (int i = 0; i < LoginTries.TRIES; i++) {
            assertFalse(logins.fits("li", "wrong"));
        }
        assertFalse(logins.fits("li", "right"));
    }

    @Test
    void ofManyGuessesAtOnceNoMoreThanTheAllowedAreLookedAt() throws Exception {
        ExecutorService many = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> all =
                    many.invokeAll(
                            Collections.nCopies(20, () -> from(stranger(1), "wrong").isPresent()));
            for (Future<Boolean> one : all) {
                assertFalse(one.get());
            }
        } finally {
            many.shutdownNow();
        }
        assertEquals(
                LoginTries.TRIES,
                jdbc.sql(
                                "select count(*) from audit_trail where action = 'LOGIN_FAILED' and person = 'li'")
                        .query(Integer.class)
                        .single());
    }

    @Test
    void aFloodOfStrangersIsTurnedAwayAtOnceInsteadOfWaiting() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        LoginService slow =
                logins(
                        new PasswordEncoder() {
                            @Override
                            public String encode(@Nullable CharSequence password) {
                                return "";
                            }

                            @Override
                            public boolean matches(
                                    @Nullable CharSequence password, @Nullable String encoded) {
                                try {
                                    return !held.await(1, TimeUnit.MINUTES);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        },
                        Duration.ofMinutes(1));
        ExecutorService many = Executors.newFixedThreadPool(60);
        try {
            CompletionService<Boolean> ended = new ExecutorCompletionService<>(many);
            for (int i = 0; i < 60; i++) {
                LoginOrigin stranger = stranger(i);
                ended.submit(() -> slow.login("li", "wrong", "", stranger).isPresent());
            }
            // All others hold or wait for a place, for which there is a minute here.
            Future<Boolean> first = ended.poll(30, TimeUnit.SECONDS);
            assertNotNull(first);
            ExecutionException refused = assertThrows(ExecutionException.class, first::get);
            assertInstanceOf(LoginService.BusyException.class, refused.getCause());
        } finally {
            held.countDown();
            many.shutdownNow();
        }
    }

    @Test
    void aSubscriberOfIpv6IsOneNetwork() {
        assertEquals(
                LoginOrigin.network("2001:db8:0:1::1"),
                LoginOrigin.network("2001:db8:0:1:ffff::2"));
        assertNotEquals(
                LoginOrigin.network("2001:db8:0:1::1"), LoginOrigin.network("2001:db8:0:2::1"));
        assertEquals("192.0.2.1", LoginOrigin.network("192.0.2.1"));
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
        String secret = logins.login("li", "right", "", HOME).orElseThrow().secret();

        now = now.plus(Duration.ofHours(11));
        assertTrue(sessions.find(secret).isPresent());
        now = now.plus(Duration.ofHours(11));
        assertTrue(sessions.find(secret).isPresent());
        now = now.plus(Duration.ofHours(12));
        assertFalse(sessions.find(secret).isPresent());
    }

    @Test
    void sessionsEndAfterAMonth() {
        String secret = logins.login("li", "right", "", HOME).orElseThrow().secret();
        for (int i = 0; i < 30 * 24 - 1; i++) {
            now = now.plus(Duration.ofHours(1));
            assertTrue(sessions.find(secret).isPresent());
        }
        now = now.plus(Duration.ofHours(1));
        assertFalse(sessions.find(secret).isPresent());
    }

    @Test
    void rolesAreReadAnew() {
        String secret = logins.login("li", "right", "", HOME).orElseThrow().secret();
        jdbc.sql("update users set roles = '{COMMANDER}'").update();

        assertEquals(Set.of(Role.COMMANDER), sessions.find(secret).orElseThrow().roles());
    }

    @Test
    void logoutEndsTheSession() {
        LoginService.NewSession session = logins.login("li", "right", "", HOME).orElseThrow();
        String key = String.valueOf(session.caller().session());
        assertTrue(sessions.isOpen(key));

        logins.logout(session.caller());

        assertFalse(sessions.isOpen(key));
        assertFalse(sessions.find(session.secret()).isPresent());
    }

    @Test
    void theDatabaseHoldsNoSecret() {
        String secret = logins.login("li", "right", "", HOME).orElseThrow().secret();

        assertEquals(
                0,
                jdbc.sql("select count(*) from sessions where encode(secret_hash, 'escape') = ?")
                        .param(secret)
                        .query(Long.class)
                        .single());
    }
}
