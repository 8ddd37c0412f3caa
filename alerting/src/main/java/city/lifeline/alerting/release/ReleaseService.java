package city.lifeline.alerting.release;

import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.release.ReleaseState.Action;
import city.lifeline.alerting.warning.Assessment;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.HandlingService;
import city.lifeline.alerting.warning.HandlingStep;
import city.lifeline.alerting.warning.IllegalTransitionException;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.alerting.warning.WarningIntake;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.model.Grade;
import city.lifeline.model.Runs;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Telling the public, and telling it that all is well again: suggested by the system, proposed by
 * one person, approved by another. Each action is one transaction: state, step and audit entry.
 */
public final class ReleaseService implements WarningIntake.Follower {

    /** Who suggests. No account can have this name, as it has a space. */
    public static final String SYSTEM = "the system";

    private final TransactionTemplate transactions;
    private final WarningStore warnings;
    private final ReleaseStore store;
    private final BiPredicate<String, String> samePerson;
    private final ReleaseWords words;
    private final AuditTrail audit;
    private final Publishing publishing;
    private final ReleaseSettings settings;
    private final InstantSource clock;

    public ReleaseService(
            TransactionTemplate transactions,
            WarningStore warnings,
            ReleaseStore store,
            BiPredicate<String, String> samePerson,
            ReleaseWords words,
            AuditTrail audit,
            Publishing publishing,
            ReleaseSettings settings,
            InstantSource clock) {
        this.transactions = transactions;
        this.warnings = warnings;
        this.store = store;
        this.samePerson = samePerson;
        this.words = words;
        this.audit = audit;
        this.publishing = publishing;
        this.settings = settings;
        this.clock = clock;
    }

    /** A warning and what the public knows of it. */
    public record Released(HandledWarning warning, Release release) {}

    /** What an action makes of a release. */
    private interface Change {
        Release of(HandledWarning warning, Release before);
    }

    /** Suggests, in the transaction that stores what it follows from. */
    @Override
    public void changed(List<WarningIntake.Change> changes) {
        List<WarningIntake.Change> own =
                changes.stream().filter(ReleaseService::mayConcernThePublic).toList();
        if (own.isEmpty()) {
            return;
        }
        Map<String, Release> releases =
                store.of(own.stream().map(change -> change.after().warning().id()).toList());
        List<Step> steps = new ArrayList<>();
        for (WarningIntake.Change change : own) {
            Warning warning = change.after().warning();
            Release before = releases.getOrDefault(warning.id(), Release.NONE);
            if (warning.state() == Warning.State.CLEARED) {
                if (before.state().allows(Action.LAPSE)) {
                    steps.add(suggestion(warning, before, Action.LAPSE, null));
                } else if (before.state().allows(Action.SUGGEST_CANCELLATION)) {
                    steps.add(cancellation(warning, before));
                }
            } else if (isWorse(change, before)
                    && settings.suggests(warning.rule(), warning.peak())
                    && before.state().allows(Action.SUGGEST)) {
                steps.add(
                        suggestion(
                                warning,
                                before,
                                Action.SUGGEST,
                                new Release.Proposal(
                                        warning.peak(), null, clock.instant(), words.of(warning))));
            }
        }
        // A flood is thousands of them, and all that else is to be stored waits for it.
        save(steps);
    }

    private static boolean mayConcernThePublic(WarningIntake.Change change) {
        Warning warning = change.after().warning();
        return warning.run().equals(Runs.LIVE)
                && (change.before() == null
                        || warning.peak().isAbove(change.before().warning().peak())
                        || (warning.state() == Warning.State.CLEARED
                                && change.before().warning().state() == Warning.State.RAISED));
    }

    /** What was rejected is suggested again only once it is worse. */
    private static boolean isWorse(WarningIntake.Change change, Release before) {
        Warning warning = change.after().warning();
        Grade released = before.grade();
        return (change.before() == null || warning.peak().isAbove(change.before().warning().peak()))
                && (released == null || warning.peak().isAbove(released));
    }

    private Step cancellation(Warning warning, Release before) {
        return suggestion(
                warning,
                before,
                Action.SUGGEST_CANCELLATION,
                new Release.Proposal(
                        Objects.requireNonNullElse(before.grade(), warning.peak()),
                        null,
                        clock.instant(),
                        null));
    }

    private static Step suggestion(
            Warning warning, Release before, Action action, Release.@Nullable Proposal proposal) {
        Release next =
                new Release(
                        before.state().after(action),
                        before.version() + 1,
                        before.grade(),
                        before.releasedAt(),
                        before.words(),
                        proposal);
        return new Step(
                warning.id(),
                next,
                action,
                SYSTEM,
                HandlingStep.Via.MACHINE,
                null,
                proposal == null ? warning.peak() : proposal.grade());
    }

    public Release of(String warning) {
        return store.of(warning);
    }

    /** The words that a release would have if nobody wrote others. */
    public Words draft(Warning warning) {
        return words.of(warning);
    }

    /**
     * Proposes to tell the public, or to tell it of another grade.
     *
     * @param grade that the public is told
     */
    public Released propose(
            String id,
            HandlingService.Actor actor,
            Grade grade,
            Words said,
            @Nullable String comment) {
        return act(
                id,
                actor,
                Action.PROPOSE,
                comment,
                (handled, before) -> {
                    refuseMachine(actor);
                    ReleaseState next = before.state().after(Action.PROPOSE);
                    refuseWhatIsNotThere(handled);
                    return new Release(
                            next,
                            before.version() + 1,
                            before.grade(),
                            before.releasedAt(),
                            before.words(),
                            new Release.Proposal(grade, actor.person(), clock.instant(), said));
                });
    }

    /** Proposes to tell the public that it is over. */
    public Released proposeCancellation(
            String id, HandlingService.Actor actor, @Nullable String comment) {
        return act(
                id,
                actor,
                Action.PROPOSE_CANCELLATION,
                comment,
                (handled, before) -> {
                    refuseMachine(actor);
                    return new Release(
                            before.state().after(Action.PROPOSE_CANCELLATION),
                            before.version() + 1,
                            before.grade(),
                            before.releasedAt(),
                            before.words(),
                            new Release.Proposal(
                                    Objects.requireNonNullElse(
                                            before.grade(), handled.warning().peak()),
                                    actor.person(),
                                    clock.instant(),
                                    null));
                });
    }

    /** Approves what another person has proposed, which is told to the public from then on. */
    public Released approve(String id, HandlingService.Actor actor, @Nullable String comment) {
        return act(
                id,
                actor,
                Action.APPROVE,
                comment,
                (handled, before) -> {
                    refuseMachine(actor);
                    ReleaseState next = before.state().after(Action.APPROVE);
                    Release.Proposal proposal = Objects.requireNonNull(before.proposal());
                    String proposer = Objects.requireNonNull(proposal.by());
                    if (samePerson.test(proposer, actor.person())) {
                        throw new IllegalTransitionException(
                                "%s has proposed it: the second person must be another"
                                        .formatted(proposer));
                    }
                    if (next == ReleaseState.CANCELLED) {
                        return new Release(next, before.version() + 1, null, null, null, null);
                    }
                    refuseWhatIsNotThere(handled);
                    return new Release(
                            next,
                            before.version() + 1,
                            proposal.grade(),
                            clock.instant(),
                            proposal.words(),
                            null);
                });
    }

    /** Takes back what was proposed or suggested; the proposer may do so too. */
    public Released reject(String id, HandlingService.Actor actor, @Nullable String comment) {
        return act(
                id,
                actor,
                Action.REJECT,
                comment,
                (handled, before) -> {
                    refuseMachine(actor);
                    return new Release(
                            before.state().after(Action.REJECT),
                            before.version() + 1,
                            before.grade(),
                            before.releasedAt(),
                            before.words(),
                            null);
                });
    }

    private static void refuseMachine(HandlingService.Actor actor) {
        if (actor.via() != HandlingStep.Via.DASHBOARD) {
            throw new IllegalTransitionException(
                    "The public is told by people: log in instead of using a token");
        }
    }

    /** Whether there is something that the public could be told of. */
    public static boolean canBeTold(HandledWarning handled) {
        return handled.warning().run().equals(Runs.LIVE)
                && handled.handling().assessment() != Assessment.FALSE
                && handled.isOpen();
    }

    private static void refuseWhatIsNotThere(HandledWarning handled) {
        if (!handled.warning().run().equals(Runs.LIVE)) {
            throw new IllegalTransitionException(
                    "The warning is of a replay: the public is told of the live city only");
        }
        if (handled.handling().assessment() == Assessment.FALSE) {
            throw new IllegalTransitionException(
                    "The warning was assessed as false: assess it anew before the public is told");
        }
        if (!handled.isOpen()) {
            throw new IllegalTransitionException(
                    "The condition is over: there is nothing to tell the public of");
        }
    }

    private Released act(
            String id,
            HandlingService.Actor actor,
            Action action,
            @Nullable String comment,
            Change change) {
        return Objects.requireNonNull(
                transactions.execute(
                        status -> {
                            HandledWarning handled = warnings.lock(List.of(id)).get(id);
                            if (handled == null) {
                                throw new IllegalTransitionException("There is no warning " + id);
                            }
                            Release before = store.of(id);
                            Integer seen = actor.version();
                            if (seen != null && seen != before.version()) {
                                throw new StaleReleaseException(seen, before.version());
                            }
                            Release next = change.of(handled, before);
                            save(
                                    List.of(
                                            new Step(
                                                    id,
                                                    next,
                                                    action,
                                                    actor.person(),
                                                    actor.via(),
                                                    comment,
                                                    grade(handled.warning(), before, next))));
                            if (action == Action.APPROVE) {
                                publishing.approved(
                                        handled,
                                        grade(handled.warning(), before, next),
                                        next.words(),
                                        new Publishing.People(proposer(before), actor.person()),
                                        clock.instant());
                            }
                            // It ended while an update was waiting, so nobody was asked.
                            if (before.state() == ReleaseState.UPDATE_PROPOSED
                                    && next.state() == ReleaseState.RELEASED
                                    && !handled.isOpen()) {
                                Step cancellation = cancellation(handled.warning(), next);
                                save(List.of(cancellation));
                                next = cancellation.release;
                            }
                            return new Released(handled.released(next.grade()), next);
                        }));
    }

    private static String proposer(Release before) {
        Release.Proposal proposal = before.proposal();
        return proposal == null ? SYSTEM : Objects.requireNonNullElse(proposal.by(), SYSTEM);
    }

    private static Grade grade(Warning warning, Release before, Release next) {
        Release.Proposal proposal = next.proposal() == null ? before.proposal() : next.proposal();
        return proposal == null ? warning.peak() : proposal.grade();
    }

    /** What becomes of a warning's release, and by whom. */
    private record Step(
            String warning,
            Release release,
            Action action,
            String person,
            HandlingStep.Via via,
            @Nullable String comment,
            Grade grade) {}

    private void save(List<Step> steps) {
        if (steps.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        store.save(
                steps.stream()
                        .map(
                                step ->
                                        new ReleaseStore.Saved(
                                                step.warning,
                                                step.release,
                                                new ReleaseStep(
                                                        step.release.version(),
                                                        step.action,
                                                        step.person,
                                                        step.via,
                                                        now,
                                                        step.comment,
                                                        step.grade,
                                                        step.release.state())))
                        .toList());
        audit.add(
                steps.stream()
                        .map(
                                step ->
                                        new AuditTrail.Told(
                                                now,
                                                step.person,
                                                "RELEASE_" + step.action,
                                                "warning/" + step.warning,
                                                "via %s, %s, now %s%s"
                                                        .formatted(
                                                                step.via,
                                                                step.grade,
                                                                step.release.state(),
                                                                step.comment == null
                                                                        ? ""
                                                                        : "; " + step.comment)))
                        .toList());
    }

    /** The release is not the one that the caller has seen. */
    public static final class StaleReleaseException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private StaleReleaseException(int seen, int now) {
            super(
                    "Somebody was faster: the release is at version %d, you have seen %d; load it again"
                            .formatted(now, seen));
        }
    }
}
