package city.lifeline.alerting.security;

import city.lifeline.alerting.Page;
import city.lifeline.alerting.audit.AuditTrail;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;

/**
 * Keeps the accounts. Each change is an entry of the audit trail and ends the account's sessions.
 */
public final class AccountService {

    private final UserStore users;
    private final LoginTries tries;
    private final LoginDevices devices;
    private final SessionStore sessions;
    private final PasswordEncoder passwords;
    private final TransactionTemplate transactions;
    private final AuditTrail audit;
    private final Supplier<Set<String>> districts;
    private final Predicate<String> people;
    private final InstantSource clock;

    /**
     * Makes a keeper.
     *
     * @param districts all of the city
     * @param people whether there is such a person in the directory
     */
    AccountService(
            UserStore users,
            LoginTries tries,
            LoginDevices devices,
            SessionStore sessions,
            PasswordEncoder passwords,
            TransactionTemplate transactions,
            AuditTrail audit,
            Supplier<Set<String>> districts,
            Predicate<String> people,
            InstantSource clock) {
        this.users = users;
        this.tries = tries;
        this.devices = devices;
        this.sessions = sessions;
        this.passwords = passwords;
        this.transactions = transactions;
        this.audit = audit;
        this.districts = districts;
        this.people = people;
        this.clock = clock;
    }

    /** What may be decided about an account. */
    record Wish(
            Set<Role> roles, List<String> districts, @Nullable String person, boolean disabled) {}

    Page<Account> page(int page, int size) {
        return users.page(page, size, clock.instant());
    }

    Set<String> districts() {
        return new TreeSet<>(districts.get());
    }

    Account find(String name) {
        return users.find(name, clock.instant())
                .orElseThrow(() -> Refusal.of(HttpStatus.NOT_FOUND, "There is no user " + name));
    }

    /** Makes an account and gives its first password. */
    String create(String name, Wish wish, Caller by) {
        if (!AccountRules.isName(name)) {
            throw Refusal.notThatWay(
                    "name: 1 to 64 letters, digits, and . _ @ - but not at the beginning");
        }
        check(wish);
        String password = Secrets.random();
        String hash = hash(password);
        transactions.executeWithoutResult(
                status -> {
                    if (!users.create(name, hash, wish)) {
                        throw Refusal.of(
                                HttpStatus.CONFLICT, "There is a user %s already".formatted(name));
                    }
                    note(by, "CREATE_USER", name, told(wish));
                });
        return password;
    }

    /**
     * Changes what an account may do.
     *
     * @param seen version that the caller knows; null: whichever it is
     */
    Account change(String name, Wish wish, @Nullable Integer seen, Caller by) {
        refuseOwn(name, by);
        check(wish);
        transactions.executeWithoutResult(
                status -> {
                    Account before = find(name);
                    if ((seen != null && seen != before.version())
                            || !users.change(name, wish, before.version())) {
                        throw Refusal.of(
                                HttpStatus.PRECONDITION_FAILED,
                                "Somebody was faster: the account is at version %d; load it again"
                                        .formatted(before.version()));
                    }
                    sessions.closeAll(name);
                    note(by, "CHANGE_USER", name, told(wish));
                });
        return find(name);
    }

    void unlock(String name, Caller by) {
        transactions.executeWithoutResult(
                status -> {
                    find(name);
                    tries.forget(name);
                    note(by, "UNLOCK_USER", name, "");
                });
    }

    /** Gives an account a new password, which its owner has to change. */
    String resetPassword(String name, Caller by) {
        refuseOwn(name, by);
        String password = Secrets.random();
        String hash = hash(password);
        transactions.executeWithoutResult(
                status -> {
                    if (find(name).external()) {
                        throw Refusal.of(
                                HttpStatus.CONFLICT,
                                "This account logs in at the provider, which has its password");
                    }
                    users.setPassword(name, hash, true);
                    tries.forget(name);
                    devices.forget(name);
                    sessions.closeAll(name);
                    note(by, "RESET_PASSWORD", name, "");
                });
        return password;
    }

    /** Sets one's own password, whose old one was checked. Other sessions end. */
    void setOwnPassword(Caller caller, String password) {
        String fault = PasswordRules.fault(caller.name(), password);
        if (fault != null) {
            throw Refusal.notThatWay(fault);
        }
        String hash = hash(password);
        transactions.executeWithoutResult(
                status -> {
                    users.setPassword(caller.name(), hash, false);
                    sessions.closeOthers(caller.name(), Objects.requireNonNull(caller.session()));
                    note(caller, "SET_OWN_PASSWORD", caller.name(), "");
                });
    }

    /** Refuses what an account or a token cannot be. */
    void check(Wish wish) {
        String fault = AccountRules.fault(wish.roles, wish.districts, districts.get());
        if (fault != null) {
            throw Refusal.notThatWay(fault);
        }
        if (wish.person != null && !people.test(wish.person)) {
            throw Refusal.notThatWay("person: there is no such person in the directory");
        }
    }

    /** So that nobody shuts the last of them out, and nobody gives themselves more. */
    static void refuseOwn(String name, Caller by) {
        if (name.equals(by.name())) {
            throw ownAccount();
        }
    }

    private static ErrorResponseException ownAccount() {
        return Refusal.of(
                HttpStatus.CONFLICT,
                "This is your own account: another security administrator has to do it");
    }

    private void note(Caller by, String action, String name, String detail) {
        audit.add(clock.instant(), by.name(), action, "user/" + name, detail);
    }

    static String told(Wish wish) {
        return new TreeSet<>(wish.roles)
                + (wish.districts.isEmpty() ? "" : " of " + wish.districts)
                + (wish.person == null ? "" : " for person " + wish.person)
                + (wish.disabled ? ", disabled" : "");
    }

    private String hash(String password) {
        return Objects.requireNonNull(passwords.encode(password));
    }
}
