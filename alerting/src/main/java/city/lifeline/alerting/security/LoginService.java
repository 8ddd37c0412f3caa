package city.lifeline.alerting.security;

import city.lifeline.alerting.audit.AuditTrail;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionTemplate;

/** Checks passwords. An unknown or locked-out user costs the same time as a wrong password. */
public final class LoginService {

    private static final Logger LOG = LoggerFactory.getLogger(LoginService.class);

    /** Of bcrypt, which ignores what comes after. */
    static final int MAX_BYTES = 72;

    private final UserStore users;
    private final SessionStore sessions;
    private final SecondFactors factors;
    private final PasswordEncoder passwords;
    private final String nobodysHash;
    private final TransactionTemplate transactions;
    private final AuditTrail audit;
    private final InstantSource clock;

    public LoginService(
            UserStore users,
            SessionStore sessions,
            SecondFactors factors,
            PasswordEncoder passwords,
            String nobodysHash,
            TransactionTemplate transactions,
            AuditTrail audit,
            InstantSource clock) {
        this.users = users;
        this.sessions = sessions;
        this.factors = factors;
        this.passwords = passwords;
        this.nobodysHash = nobodysHash;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Begins a session, unless user, password and second factor do not fit or the user is locked
     * out.
     *
     * @param code of the second factor; empty: none was given
     * @throws SecondFactorNeededException if the password is right and only the code is missing
     */
    public Optional<NewSession> login(String name, String password, String code) {
        return verified(name, password)
                .filter(user -> isSecond(user, code))
                .flatMap(
                        user -> {
                            users.succeeded(user);
                            String secret = sessions.open(user);
                            return sessions.find(secret)
                                    .map(caller -> new NewSession(secret, caller));
                        });
    }

    /** Whether user and password fit. A wrong one counts as a wrong login. */
    boolean fits(String name, String password) {
        Optional<String> user = verified(name, password);
        user.ifPresent(users::undo);
        return user.isPresent();
    }

    /** The password is right, and a code is needed too. */
    static final class SecondFactorNeededException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A wrong code stays counted as a try; a missing one neither counts nor forgets others. */
    private boolean isSecond(String user, String code) {
        if (!factors.isEnrolled(user)) {
            return true;
        }
        if (code.isBlank()) {
            users.undo(user);
            throw new SecondFactorNeededException();
        }
        boolean accepted = factors.accept(user, code);
        if (!accepted) {
            LOG.warn("A second factor failed for {}", user);
            failed(user, "wrong code of the second factor");
        }
        return accepted;
    }

    /**
     * The user's name, unless user and password do not fit or the user is locked out. One of their
     * tries is taken.
     */
    private Optional<String> verified(String name, String password) {
        Optional<UserStore.Attempt> attempt =
                isText(name) ? users.attempt(name, clock.instant()) : Optional.empty();
        String hash = attempt.map(UserStore.Attempt::passwordHash).orElse(nobodysHash);
        boolean fits =
                password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
                        && passwords.matches(password, hash);
        if (!fits || attempt.isEmpty()) {
            LOG.warn("A login failed{}", attempt.map(user -> " for " + user.name()).orElse(""));
            // What was typed as a name may be a password: it is written nowhere.
            failed(
                    attempt.map(UserStore.Attempt::name).orElse("unknown or locked user"),
                    "wrong password");
            return Optional.empty();
        }
        return Optional.of(attempt.get().name());
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

    /** A session that has just begun. */
    public record NewSession(String secret, Caller caller) {

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
