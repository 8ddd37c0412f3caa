package city.lifeline.alerting.maintenance;

import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.maintenance.RefusedWindowException.Why;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** What people do about maintenance windows: each in one transaction with its audit entry. */
public final class Maintenance {

    /** Longer work is for the rules or the registry. */
    public static final Duration LONGEST = Duration.ofDays(30);

    /** How far ahead a window may begin. */
    public static final Duration FARTHEST = Duration.ofDays(180);

    /** What a clock on somebody's desk may be behind. */
    private static final Duration LATE = Duration.ofMinutes(5);

    private static final int MOST_POINTS = 1000;

    private final TransactionTemplate transactions;
    private final WindowStore store;
    private final AuditTrail audit;
    private final Follower follower;
    private final BiPredicate<String, String> samePerson;
    private final InstantSource clock;

    /** What follows from a change, in its transaction. */
    public interface Follower {

        /** It is to be looked at when it begins. */
        void planned(Window window);

        /** It is over: who has not been told is told. */
        void ended(Window window);
    }

    /**
     * Over a store.
     *
     * @param samePerson whether two accounts are one person's
     */
    public Maintenance(
            TransactionTemplate transactions,
            WindowStore store,
            AuditTrail audit,
            Follower follower,
            BiPredicate<String, String> samePerson,
            InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.audit = audit;
        this.follower = follower;
        this.samePerson = samePerson;
        this.clock = clock;
    }

    /**
     * Plans a window.
     *
     * @param from null: now
     * @throws RefusedWindowException if it is too long or lies wrongly
     */
    public Window plan(
            Scope scope, @Nullable Instant from, Instant until, String reason, String by) {
        Instant now = clock.instant();
        Instant begin = from == null || from.isBefore(now) ? now : from;
        if (from != null && from.isBefore(now.minus(LATE))) {
            throw bad("from: is over; leave it out to begin now");
        }
        if (begin.isAfter(now.plus(FARTHEST))) {
            throw bad("from: must be within the next %d days".formatted(FARTHEST.toDays()));
        }
        if (!until.isAfter(begin)) {
            throw bad("until: must be after from and after now");
        }
        if (until.isAfter(begin.plus(LONGEST))) {
            throw bad(
                    "until: a window lasts at most %d days; plan another when it ends"
                            .formatted(LONGEST.toDays()));
        }
        if (scope.ids().isEmpty() || scope.ids().size() > MOST_POINTS) {
            throw bad("targets: name 1 to %d of them".formatted(MOST_POINTS));
        }
        return transactions.execute(
                status -> {
                    long id = store.add(scope, begin, until, reason, by, now);
                    Window window = store.find(id).orElseThrow();
                    audit.add(
                            now,
                            by,
                            "PLAN_MAINTENANCE",
                            "maintenance/" + id,
                            "%s, from %s to %s; %s".formatted(words(scope), begin, until, reason));
                    follower.planned(window);
                    return window;
                });
    }

    private static String words(Scope scope) {
        return "%s %s%s"
                .formatted(
                        scope.kind(),
                        String.join(" ", scope.ids().stream().sorted().limit(20).toList()),
                        scope.ids().size() > 20
                                ? " and %d more".formatted(scope.ids().size() - 20)
                                : scope.lifeline().isEmpty() ? "" : " " + scope.lifeline());
    }

    /**
     * Lets a second person agree, so that red is silent too.
     *
     * @param machine whether no person asks
     */
    public Window confirm(long id, String by, boolean machine, @Nullable Integer version) {
        return change(
                id,
                by,
                version,
                "CONFIRM_MAINTENANCE",
                null,
                window -> {
                    if (samePerson.test(window.plannedBy(), by)) {
                        throw conflict(
                                "%s has planned it: the second person must be another"
                                        .formatted(by));
                    }
                    if (machine) {
                        throw conflict(
                                "The second person must be a person: log in instead of using the machines' token");
                    }
                    if (window.confirmedBy() != null) {
                        throw conflict(
                                "%s has confirmed it already".formatted(window.confirmedBy()));
                    }
                    return new Window(
                            window.id(),
                            window.scope(),
                            window.from(),
                            window.until(),
                            window.reason(),
                            window.plannedBy(),
                            window.plannedAt(),
                            by,
                            clock.instant(),
                            null,
                            null,
                            window.version() + 1);
                });
    }

    /** Ends it early, or calls it off. */
    public Window end(long id, String by, @Nullable String comment, @Nullable Integer version) {
        return transactions.execute(
                status -> {
                    Window ended =
                            change(
                                    id,
                                    by,
                                    version,
                                    "END_MAINTENANCE",
                                    comment,
                                    window ->
                                            new Window(
                                                    window.id(),
                                                    window.scope(),
                                                    window.from(),
                                                    window.until(),
                                                    window.reason(),
                                                    window.plannedBy(),
                                                    window.plannedAt(),
                                                    window.confirmedBy(),
                                                    window.confirmedAt(),
                                                    by,
                                                    clock.instant(),
                                                    window.version() + 1));
                    follower.ended(ended);
                    return ended;
                });
    }

    private Window change(
            long id,
            String by,
            @Nullable Integer version,
            String action,
            @Nullable String comment,
            UnaryOperator<Window> how) {
        return transactions.execute(
                status -> {
                    Window window =
                            store.lock(id)
                                    .orElseThrow(
                                            () ->
                                                    new RefusedWindowException(
                                                            Why.NO_SUCH,
                                                            "There is no maintenance window "
                                                                    + id));
                    if (version != null && version != window.version()) {
                        throw new RefusedWindowException(
                                Why.STALE,
                                "Somebody was faster: the window is at version %d, you have seen %d; load it again"
                                        .formatted(window.version(), version));
                    }
                    Instant now = clock.instant();
                    if (window.state(now) == Window.State.OVER) {
                        throw conflict("The window is over: plan another");
                    }
                    Window next = how.apply(window);
                    store.save(next);
                    audit.add(
                            now,
                            by,
                            action,
                            "maintenance/" + id,
                            words(window.scope()) + (comment == null ? "" : "; " + comment));
                    return next;
                });
    }

    private static RefusedWindowException bad(String message) {
        return new RefusedWindowException(Why.BAD, message);
    }

    private static RefusedWindowException conflict(String message) {
        return new RefusedWindowException(Why.CONFLICT, message);
    }
}
