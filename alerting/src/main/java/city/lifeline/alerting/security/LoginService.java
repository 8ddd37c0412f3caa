package city.lifeline.alerting.security;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Checks passwords. An unknown or locked-out user costs the same time as a wrong password. */
public final class LoginService {

    private static final Logger LOG = LoggerFactory.getLogger(LoginService.class);

    /** Of bcrypt, which ignores what comes after. */
    static final int MAX_BYTES = 72;

    private final UserStore users;
    private final SessionStore sessions;
    private final PasswordEncoder passwords;
    private final String nobodysHash;
    private final InstantSource clock;

    public LoginService(
            UserStore users,
            SessionStore sessions,
            PasswordEncoder passwords,
            String nobodysHash,
            InstantSource clock) {
        this.users = users;
        this.sessions = sessions;
        this.passwords = passwords;
        this.nobodysHash = nobodysHash;
        this.clock = clock;
    }

    /** Begins a session, unless user and password do not fit or the user is locked out. */
    public Optional<NewSession> login(String name, String password) {
        return verified(name, password)
                .flatMap(
                        user -> {
                            String secret = sessions.open(user);
                            return sessions.find(secret)
                                    .map(caller -> new NewSession(secret, caller));
                        });
    }

    /** Whether user and password fit. A wrong one counts as a wrong login. */
    boolean fits(String name, String password) {
        return verified(name, password).isPresent();
    }

    /** The user's name, unless user and password do not fit or the user is locked out. */
    private Optional<String> verified(String name, String password) {
        Optional<UserStore.Attempt> attempt =
                isText(name) ? users.attempt(name, clock.instant()) : Optional.empty();
        String hash = attempt.map(UserStore.Attempt::passwordHash).orElse(nobodysHash);
        boolean fits =
                password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
                        && passwords.matches(password, hash);
        if (!fits || attempt.isEmpty()) {
            LOG.warn("A login failed{}", attempt.map(user -> " for " + user.name()).orElse(""));
            return Optional.empty();
        }
        UserStore.Attempt user = attempt.get();
        users.succeeded(user.name());
        return Optional.of(user.name());
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
