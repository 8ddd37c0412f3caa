package city.lifeline.alerting.warning;

import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.warning.HandlingState.Action;
import city.lifeline.alerting.warning.RefusedPhotoException.Why;
import city.lifeline.model.Grade;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What people do about warnings. Each action is one transaction: the new state, the step that led
 * to it and its entry in the audit trail.
 *
 * <p>The condition is the detection's and is never changed here.
 */
public final class HandlingService {

    /** Longer silences are for the rule to be changed. */
    public static final Duration LONGEST_SHELVING = Duration.ofDays(7);

    /** More than these show nothing new, and somebody has to look at them. */
    public static final int MOST_PHOTOS = 6;

    /** Of one warning; each may be a megabyte in the database. */
    public static final int MOST_PHOTOS_OF_A_WARNING = 60;

    private final TransactionTemplate transactions;
    private final WarningStore warnings;
    private final PhotoStore photos;
    private final AuditTrail audit;
    private final BiPredicate<String, String> samePerson;
    private final InstantSource clock;

    /**
     * Over stores.
     *
     * @param samePerson whether two accounts are one person's
     */
    public HandlingService(
            TransactionTemplate transactions,
            WarningStore warnings,
            PhotoStore photos,
            AuditTrail audit,
            BiPredicate<String, String> samePerson,
            InstantSource clock) {
        this.transactions = transactions;
        this.warnings = warnings;
        this.photos = photos;
        this.audit = audit;
        this.samePerson = samePerson;
        this.clock = clock;
    }

    /**
     * Who acts.
     *
     * @param version of the handling that they have seen; null: whichever it is
     */
    public record Actor(String person, HandlingStep.Via via, @Nullable Integer version) {}

    /** The handling is not the one that the caller has seen. */
    public static final class StaleHandlingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private StaleHandlingException(int seen, int now) {
            super(
                    "Somebody was faster: the handling is at version %d, you have seen %d; load it again"
                            .formatted(now, seen));
        }
    }

    /** There is no such warning. */
    public static final class NoSuchWarningException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NoSuchWarningException(String id) {
            super("There is no warning " + id);
        }
    }

    /** Takes note that somebody has seen it and takes it on. */
    public HandledWarning acknowledge(String id, Actor actor, @Nullable String comment) {
        return act(
                id,
                actor,
                Action.ACKNOWLEDGE.name(),
                comment,
                null,
                handled -> {
                    Handling before = handled.handling();
                    Grade peak = handled.warning().peak();
                    if (before.state().allows(Action.ACKNOWLEDGE) && before.answers(peak)) {
                        throw new IllegalTransitionException(
                                "%s has acknowledged it at %s"
                                        .formatted(
                                                before.acknowledgedBy(), before.acknowledgedAt()));
                    }
                    return before.acknowledge(actor.person, clock.instant(), comment, peak);
                });
    }

    public HandledWarning assess(
            String id, Actor actor, Assessment assessment, @Nullable String comment) {
        return act(
                id,
                actor,
                Action.ASSESS.name(),
                comment,
                assessment.name(),
                handled -> handled.handling().assess(assessment));
    }

    /** Has somebody put it right. */
    public HandledWarning order(String id, Actor actor, String assignee, String order) {
        return act(
                id,
                actor,
                Action.ORDER.name(),
                order,
                assignee,
                handled -> {
                    Handling next = handled.handling().order(assignee, order);
                    if (next.assessment() == Assessment.FALSE) {
                        throw new IllegalTransitionException(
                                "The warning was assessed as false, so there is nothing to put right:"
                                        + " assess it anew or close it");
                    }
                    return next;
                });
    }

    /**
     * Tells how it goes.
     *
     * @param shown photos that were uploaded for it ({@link #photo}), by their hashes
     * @throws RefusedPhotoException if one of them is none of those
     */
    public HandledWarning feedback(String id, Actor actor, String text, List<String> shown) {
        List<String> distinct = shown.stream().distinct().toList();
        if (distinct.size() > MOST_PHOTOS) {
            throw new RefusedPhotoException(
                    Why.TOO_MANY, "photos: at most %d with a feedback".formatted(MOST_PHOTOS));
        }
        return act(
                id,
                actor,
                Action.FEEDBACK.name(),
                text,
                distinct.isEmpty()
                        ? null
                        : distinct.stream()
                                .map(HandlingService::hash)
                                .collect(Collectors.joining(" ")),
                handled -> {
                    Handling next = handled.handling().move(Action.FEEDBACK);
                    if (!distinct.isEmpty()
                            && photos.send(id, next.version(), distinct) != distinct.size()) {
                        throw new RefusedPhotoException(
                                Why.UNKNOWN,
                                "photos: one of them was not uploaded for this warning, or was"
                                        + " sent with another feedback; upload it first");
                    }
                    return next;
                });
    }

    /**
     * Takes a photo that is to be sent with the next feedback. The same once more is the same
     * photo.
     *
     * @param uploaded JPEG or PNG; kept is what it shows, not what else is in it
     * @throws RefusedPhotoException if it is no photo, one too many, or came with a feedback
     */
    public Photo photo(String id, Actor actor, byte[] uploaded) {
        Picture picture = Picture.of(uploaded);
        return transactions.execute(
                status -> {
                    HandledWarning handled = warnings.lock(List.of(id)).get(id);
                    if (handled == null) {
                        throw new NoSuchWarningException(id);
                    }
                    // Only its refusal is wanted.
                    handled.handling().state().after(Action.FEEDBACK);
                    Instant now = clock.instant();
                    List<Photo> there = photos.of(id);
                    for (Photo one : there) {
                        if (!one.sha256().equals(picture.sha256())) {
                            continue;
                        }
                        if (one.step() != null) {
                            throw new RefusedPhotoException(
                                    Why.SENT,
                                    "photo: step %d has it already; leave it out"
                                            .formatted(one.step()));
                        }
                        // What is tidied away meanwhile is added anew.
                        if (photos.touch(id, one.sha256(), now)) {
                            return new Photo(
                                    one.sha256(),
                                    null,
                                    one.width(),
                                    one.height(),
                                    one.person(),
                                    now);
                        }
                    }
                    if (there.size() >= MOST_PHOTOS_OF_A_WARNING) {
                        throw new RefusedPhotoException(
                                Why.TOO_MANY,
                                "photo: the warning has %d already, which is the most"
                                        .formatted(there.size()));
                    }
                    photos.add(id, picture, actor.person, now);
                    audit.add(
                            now,
                            actor.person,
                            "PHOTO",
                            "warning/" + id,
                            "via %s; %s; %d × %d; uploaded as %d bytes"
                                    .formatted(
                                            actor.via,
                                            hash(picture.sha256()),
                                            picture.width(),
                                            picture.height(),
                                            uploaded.length));
                    return new Photo(
                            picture.sha256(),
                            null,
                            picture.width(),
                            picture.height(),
                            actor.person,
                            now);
                });
    }

    private static String hash(String sha256) {
        return "sha256:" + sha256;
    }

    /** Closes it, which is refused while the value is still bad. */
    public HandledWarning close(String id, Actor actor, @Nullable String comment) {
        return act(
                id,
                actor,
                Action.CLOSE.name(),
                comment,
                null,
                handled -> {
                    Handling next = handled.handling().close(clock.instant());
                    Warning warning = handled.warning();
                    if (warning.state() == Warning.State.RAISED) {
                        throw new IllegalTransitionException(
                                "The condition still holds: %s at %s %s%s. It can be closed once the value is good again"
                                        .formatted(
                                                Objects.requireNonNullElse(
                                                                warning.grade(), warning.peak())
                                                        .name()
                                                        .toLowerCase(Locale.ROOT),
                                                warning.value(),
                                                warning.unit(),
                                                Double.isFinite(warning.limit())
                                                        ? ", limit " + warning.limit()
                                                        : ""));
                    }
                    if (!handled.handling().answers(warning.peak())) {
                        throw new IllegalTransitionException(
                                "It has become worse since it was acknowledged: acknowledge that first");
                    }
                    return next;
                });
    }

    public HandledWarning archive(String id, Actor actor) {
        return act(
                id,
                actor,
                Action.ARCHIVE.name(),
                null,
                null,
                handled -> handled.handling().move(Action.ARCHIVE));
    }

    /** Silences it until then; red is silent only once a second person has confirmed. */
    public HandledWarning shelve(String id, Actor actor, String reason, Instant until) {
        Instant now = clock.instant();
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST_SHELVING))) {
            throw new IllegalTransitionException(
                    "A warning is shelved until a moment within the next %d days"
                            .formatted(LONGEST_SHELVING.toDays()));
        }
        return act(
                id,
                actor,
                "SHELVE",
                reason,
                until.toString(),
                handled -> {
                    refuseAtEnd(handled.handling());
                    return handled.handling()
                            .shelve(new Shelving(actor.person, reason, until, null));
                });
    }

    public HandledWarning confirmShelving(String id, Actor actor) {
        return act(
                id,
                actor,
                "CONFIRM_SHELVING",
                null,
                null,
                handled -> {
                    Shelving shelving = handled.handling().shelving();
                    if (shelving == null || !clock.instant().isBefore(shelving.until())) {
                        throw new IllegalTransitionException("The warning is not shelved");
                    }
                    if (samePerson.test(shelving.by(), actor.person)) {
                        throw new IllegalTransitionException(
                                "%s has shelved it: the second person must be another"
                                        .formatted(shelving.by()));
                    }
                    if (actor.via == HandlingStep.Via.MACHINE) {
                        throw new IllegalTransitionException(
                                "The second person must be a person: log in instead of using the machines' token");
                    }
                    if (shelving.confirmedBy() != null) {
                        throw new IllegalTransitionException(
                                "%s has confirmed it already".formatted(shelving.confirmedBy()));
                    }
                    return handled.handling()
                            .shelve(
                                    new Shelving(
                                            shelving.by(),
                                            shelving.reason(),
                                            shelving.until(),
                                            actor.person));
                });
    }

    public HandledWarning unshelve(String id, Actor actor, @Nullable String comment) {
        return act(
                id,
                actor,
                "UNSHELVE",
                comment,
                null,
                handled -> {
                    if (handled.handling().shelving() == null) {
                        throw new IllegalTransitionException("The warning is not shelved");
                    }
                    return handled.handling().shelve(null);
                });
    }

    private static void refuseAtEnd(Handling handling) {
        if (handling.state() == HandlingState.CLOSED
                || handling.state() == HandlingState.ARCHIVED) {
            throw new IllegalTransitionException(
                    "The warning is closed: there is nothing left to silence");
        }
    }

    private HandledWarning act(
            String id,
            Actor actor,
            String action,
            @Nullable String comment,
            @Nullable String detail,
            Function<HandledWarning, Handling> change) {
        return transactions.execute(
                status -> {
                    HandledWarning before = warnings.lock(List.of(id)).get(id);
                    if (before == null) {
                        throw new NoSuchWarningException(id);
                    }
                    Integer seen = actor.version;
                    if (seen != null && seen != before.handling().version()) {
                        throw new StaleHandlingException(seen, before.handling().version());
                    }
                    Handling next = change.apply(before);
                    Instant now = clock.instant();
                    warnings.save(
                            id,
                            next,
                            new HandlingStep(
                                    next.version(),
                                    action,
                                    actor.person,
                                    actor.via,
                                    now,
                                    comment,
                                    detail,
                                    next.state()));
                    audit.add(
                            now,
                            actor.person,
                            action,
                            "warning/" + id,
                            told(actor.via, next.state(), detail, comment));
                    return before.with(next);
                });
    }

    private static String told(
            HandlingStep.Via via,
            HandlingState state,
            @Nullable String detail,
            @Nullable String comment) {
        return "via %s, now %s%s%s"
                .formatted(
                        via,
                        state,
                        detail == null ? "" : "; " + detail,
                        comment == null ? "" : "; " + comment);
    }
}
