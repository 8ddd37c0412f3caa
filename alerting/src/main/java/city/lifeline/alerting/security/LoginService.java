package city.lifeline.alerting.security;

import city.lifeline.alerting.audit.AuditTrail;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;

/**
 * Checks passwords. A user who is unknown, and a try too many, cost the same time as a wrong
 * password.
 *
 * <p>Strangers share few places in which passwords are looked at, which is slow by intent: a flood
 * of logins takes neither the processors from everything else, nor the turn of who is known.
 */
public final class LoginService {

    private static final Logger LOG = LoggerFactory.getLogger(LoginService.class);

    /** Of bcrypt, which ignores what comes after. */
    static final int MAX_BYTES = 72;

    /** For so long a login waits for its turn. */
    static final Duration TURN = Duration.ofSeconds(3);

    /** So that those who wait leave the server's threads for all else. */
    private static final int MOST_WAITING = 8;

    private final UserStore users;
    private final LoginTries tries;
    private final LoginDevices devices;
    private final SessionStore sessions;
    private final SecondFactors factors;
    private final PasswordEncoder passwords;
    private final String nobodysHash;
    private final TransactionTemplate transactions;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final Duration turn;
    private final Semaphore strangers =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
    private final Semaphore known = new Semaphore(2, true);

    LoginService(
            UserStore users,
            LoginTries tries,
            LoginDevices devices,
            SessionStore sessions,
            SecondFactors factors,
            PasswordEncoder passwords,
            String nobodysHash,
            TransactionTemplate transactions,
            AuditTrail audit,
            InstantSource clock,
            Duration turn) {
        this.users = users;
        this.tries = tries;
        this.devices = devices;
        this.sessions = sessions;
        this.factors = factors;
        this.passwords = passwords;
        this.nobodysHash = nobodysHash;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
        this.turn = turn;
    }

    /** Whether that user has logged in with that browser before. */
    boolean isKnown(String name, LoginOrigin origin) {
        return isText(name) && devices.known(origin.device(), name, clock.instant()).isPresent();
    }

    /**
     * Begins a session, unless user, password and second factor do not fit or whoever tries is kept
     * out.
     *
     * @param code of the second factor; empty: none was given
     * @throws SecondFactorNeededException if the password is right and only the code is missing
     * @throws BusyException if too many others log in just now
     */
    public Optional<NewSession> login(
            String name, String password, String code, LoginOrigin origin) {
        Instant now = clock.instant();
        Optional<UserStore.Known> user = isText(name) ? users.known(name) : Optional.empty();
        Optional<String> device =
                user.flatMap(one -> devices.known(origin.device(), one.name(), now));
        Optional<LoginTries.Taken> taken =
                user.flatMap(
                        one ->
                                device.isPresent()
                                        ? tries.ofDevice(one.name(), device.get(), now)
                                        : tries.ofStranger(one.name(), origin.network(), now));
        return verified(user, taken, password, device.isPresent() ? known : strangers)
                .filter(fitting -> isSecond(fitting, code))
                .flatMap(
                        fitting -> {
                            tries.succeeded(fitting, now);
                            String secret = sessions.open(fitting.user());
                            String next = devices.loggedIn(origin.device(), fitting.user(), now);
                            return sessions.find(secret)
                                    .map(caller -> new NewSession(secret, next, caller));
                        });
    }

    /**
     * Whether the password is that of somebody who is logged in. A wrong one counts as a try of
     * theirs.
     */
    boolean fits(String name, String password) {
        Optional<UserStore.Known> user = isText(name) ? users.known(name) : Optional.empty();
        Optional<LoginTries.Taken> fitting =
                verified(
                        user,
                        user.flatMap(one -> tries.ofSession(one.name(), clock.instant())),
                        password,
                        known);
        fitting.ifPresent(taken -> tries.succeeded(taken, clock.instant()));
        return fitting.isPresent();
    }

    /** The password is right, and a code is needed too. */
    static final class SecondFactorNeededException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Too many log in at once. */
    static final class BusyException extends ErrorResponseException {
        private static final long serialVersionUID = 1L;

        BusyException() {
            super(
                    HttpStatus.TOO_MANY_REQUESTS,
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.TOO_MANY_REQUESTS,
                            "Too many are logging in at once: try again in some seconds"),
                    null);
        }
    }

    /** A wrong code stays counted as a try; a missing one neither counts nor forgets others. */
    private boolean isSecond(LoginTries.Taken taken, String code) {
        if (!factors.isEnrolled(taken.user())) {
            return true;
        }
        if (code.isBlank()) {
            tries.undo(taken);
            throw new SecondFactorNeededException();
        }
        boolean accepted = factors.accept(taken.user(), code);
        if (!accepted) {
            LOG.warn("A second factor failed for {}", taken.user());
            failed(taken.user(), "wrong code of the second factor" + keptOut(taken));
        }
        return accepted;
    }

    /** The try, if it was left to be taken and the password is right. */
    private Optional<LoginTries.Taken> verified(
            Optional<UserStore.Known> user,
            Optional<LoginTries.Taken> taken,
            String password,
            Semaphore places) {
        String hash =
                taken.isPresent()
                        ? user.map(UserStore.Known::passwordHash).orElse(nobodysHash)
                        : nobodysHash;
        boolean fits = false;
        if (password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
            try {
                fits = matches(password, hash, places);
            } catch (BusyException e) {
                taken.ifPresent(tries::undo);
                throw e;
            }
        }
        if (!fits || taken.isEmpty()) {
            LOG.warn("A login failed{}", taken.map(one -> " for " + one.user()).orElse(""));
            // What was typed as a name may be a password: it is written nowhere.
            failed(
                    taken.map(LoginTries.Taken::user).orElse("unknown or locked user"),
                    "wrong password" + taken.map(LoginService::keptOut).orElse(""));
            return Optional.empty();
        }
        return taken;
    }

    private static String keptOut(LoginTries.Taken taken) {
        return taken.locking().isEmpty()
                ? ""
                : ", one too many: kept out from now on: " + String.join(", ", taken.locking());
    }

    private boolean matches(String password, String hash, Semaphore places) {
        if (places.getQueueLength() >= MOST_WAITING) {
            throw new BusyException();
        }
        boolean admitted = false;
        try {
            admitted = places.tryAcquire(turn.toMillis(), TimeUnit.MILLISECONDS);
            if (!admitted) {
                throw new BusyException();
            }
            return passwords.matches(password, hash);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException();
        } finally {
            if (admitted) {
                places.release();
            }
        }
    }

    private void failed(String person, String detail) {
        transactions.executeWithoutResult(
                status -> audit.add(clock.instant(), person, "LOGIN_FAILED", "login", detail));
    }

    public void logout(Caller caller) {
        if (caller.session() != null) {
            sessions.close(caller.session());
        }
    }

    /**
     * A session that has just begun.
     *
     * @param device secret by which the browser is known the next time
     */
    public record NewSession(String secret, String device, Caller caller) {

        /** Says nothing about the secret. */
        @Override
        public String toString() {
            return "session of " + caller.name();
        }
    }

    /** PostgreSQL takes no NUL. */
    private static boolean isText(String name) {
        return !name.isEmpty() && name.length() <= 64 && name.indexOf('\0') < 0;
    }
}
