package city.lifeline.alerting.notify;

import city.lifeline.alerting.people.PeopleStore;
import city.lifeline.alerting.people.Person;
import city.lifeline.alerting.people.Roster;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.alerting.warning.WarningStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends what is owed: reads at the moment of sending whether it is still to be told, hands it to
 * the first channel that takes it, and to the next one if no receipt comes in time.
 *
 * <p>Whoever dies between handing over and noting it has handed over once too often: the message is
 * sent again under the same id and code. Whoever sleeps meanwhile finds on waking that another
 * holds the message.
 */
public final class Sender {

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    /** How long a receipt is waited for before the next channel is tried. */
    static final Duration RECEIPT_PATIENCE = Duration.ofSeconds(45);

    /**
     * How often all channels are tried, within some three seconds, before the next ones are told.
     */
    private static final int ROUNDS = 2;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    /** What is sent so much later than owed says so. */
    private static final Duration DELAYED = Duration.ofMinutes(5);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final TransactionTemplate transactions;
    private final NotificationStore store;
    private final WarningStore warnings;
    private final PeopleStore people;
    private final Places places;
    private final Dispatch dispatch;
    private final Templates templates;
    private final List<Channel> channels;
    private final NotifyMetrics metrics;
    private final RosterWatch roster;
    private final ChannelHealth health;
    private final InstantSource clock;

    public Sender(
            TransactionTemplate transactions,
            NotificationStore store,
            WarningStore warnings,
            PeopleStore people,
            Places places,
            Dispatch dispatch,
            Templates templates,
            List<Channel> channels,
            NotifyMetrics metrics,
            RosterWatch roster,
            ChannelHealth health,
            InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.warnings = warnings;
        this.people = people;
        this.places = places;
        this.dispatch = dispatch;
        this.templates = templates;
        this.channels = List.copyOf(channels);
        this.metrics = metrics;
        this.roster = roster;
        this.health = health;
        this.clock = clock;
    }

    /**
     * Sends a message, as far as it is to be sent now.
     *
     * @return when to look again; empty: never
     */
    Optional<Instant> send(String id) {
        Optional<NotificationStore.Claim> claimed = store.claim(id);
        if (claimed.isEmpty()) {
            return Optional.empty();
        }
        NotificationStore.Claim claim = claimed.get();
        Notification notification = claim.notification();
        Optional<Person> person = people.person(notification.person());
        if (person.isEmpty()) {
            return end(claim, Notification.State.FAILED, "the person is gone");
        }
        List<Delivery> tries = store.deliveries(id);
        Set<String> handedOver =
                tries.stream()
                        .filter(one -> one.submittedAt() != null)
                        .map(Delivery::channel)
                        .collect(Collectors.toSet());
        Instant now = clock.instant();
        List<HandledWarning> unanswered =
                warnings.find(notification.warnings()).stream()
                        .filter(handled -> handled.isToBeTold(now))
                        .toList();
        Optional<Dispatch.HeldBack> held =
                dispatch.holdBack(
                        claim,
                        unanswered.stream().map(HandledWarning::warning).toList(),
                        !handedOver.isEmpty());
        if (held.isPresent() && held.get().warnings().size() == unanswered.size()) {
            return Optional.of(nextLook(now, held.get().until(), Dispatch.LOOK_AT_HELD));
        }
        List<HandledWarning> toTell =
                unanswered.stream()
                        .filter(
                                one ->
                                        held.isEmpty()
                                                || !held.get()
                                                        .warnings()
                                                        .contains(one.warning().id()))
                        .toList();
        if (claim.wasHeld() && !toTell.isEmpty()) {
            dispatch.release(claim, toTell.stream().map(HandledWarning::warning).toList());
            return Optional.empty();
        }
        boolean drill = !toTell.isEmpty() && toTell.stream().allMatch(HandledWarning::isDrill);
        List<Warning> told =
                toTell.stream()
                        .map(HandledWarning::warning)
                        .sorted(
                                Comparator.comparing(Warning::peak)
                                        .reversed()
                                        .thenComparing(Warning::raisedAt))
                        .toList();
        List<Roster.Gap> gaps = notification.kind() == Kind.ROSTER_GAP ? roster.open() : List.of();
        if (told.isEmpty() && gaps.isEmpty() && notification.kind() != Kind.TEST) {
            return handedOver.isEmpty()
                    ? end(claim, Notification.State.DROPPED, "answered or over before it was sent")
                    : end(claim, Notification.State.SUBMITTED, null);
        }
        List<Channel> left =
                channels.stream()
                        .filter(channel -> channel.reaches(person.get()))
                        .filter(channel -> !drill || channel.takesDrills())
                        .filter(channel -> !handedOver.contains(channel.name()))
                        .toList();
        if (left.isEmpty()) {
            boolean undelivered =
                    tries.stream()
                            .filter(one -> one.submittedAt() != null)
                            .allMatch(one -> one.state() == Delivery.State.FAILED);
            if (!undelivered) {
                return end(claim, Notification.State.SUBMITTED, null);
            }
            dispatch.hasten(notification);
            return end(
                    claim,
                    Notification.State.FAILED,
                    handedOver.isEmpty() ? "no channel reaches them" : "it was not delivered");
        }
        Optional<Instant> receiptDue = receiptDue(tries);
        if (receiptDue.isPresent() && now.isBefore(receiptDue.get())) {
            store.move(claim, Notification.State.SUBMITTED, null);
            return Optional.of(nextLook(now, receiptDue.get()));
        }
        return hand(
                claim, message(notification, person.get(), told, gaps, drill, now), left, tries);
    }

    /** By when the receipt of the last channel must have come; empty: none is waited for. */
    private static Optional<Instant> receiptDue(List<Delivery> tries) {
        return tries.stream()
                .filter(one -> one.state() == Delivery.State.SUBMITTED)
                .flatMap(one -> Optional.ofNullable(one.submittedAt()).stream())
                .max(Comparator.naturalOrder())
                .map(at -> at.plus(RECEIPT_PATIENCE));
    }

    /** A receipt that comes while this task is being put back could not bring it forward. */
    private static Instant nextLook(Instant now, Instant due) {
        return nextLook(now, due, LOOK_AGAIN);
    }

    private static Instant nextLook(Instant now, Instant due, Duration atMost) {
        Instant soon = now.plus(atMost);
        return soon.isBefore(due) ? soon : due;
    }

    private Optional<Instant> hand(
            NotificationStore.Claim claim,
            Message message,
            List<Channel> left,
            List<Delivery> tries) {
        Notification notification = claim.notification();
        boolean lasting = true;
        for (int i = 0; i < left.size(); i++) {
            Channel channel = left.get(i);
            long delivery = store.begin(notification.id(), channel.name(), clock.instant());
            // What takes long to get here may have been taken over.
            if (!store.holds(claim)) {
                store.failed(delivery, "another has taken it over", clock.instant());
                return Optional.empty();
            }
            try {
                Channel.Accepted accepted = channel.send(message);
                Instant at = clock.instant();
                transactions.executeWithoutResult(
                        status -> {
                            store.move(claim, Notification.State.SUBMITTED, null);
                            store.submitted(delivery, accepted, at);
                        });
                metrics.submitted(channel.name(), notification, at);
                health.works(channel.name());
                return i + 1 < left.size()
                        ? Optional.of(nextLook(at, at.plus(RECEIPT_PATIENCE)))
                        : Optional.empty();
            } catch (Channel.BadAddressException e) {
                LOG.warn("{} by {}: {}", notification.id(), channel.name(), e.getMessage());
                store.failed(delivery, String.valueOf(e.getMessage()), clock.instant());
                people.unreachable(message.person().id(), channel.name() + ": " + e.getMessage());
                metrics.failed(channel.name());
            } catch (Channel.ChannelDownException e) {
                LOG.warn("{} by {}: {}", notification.id(), channel.name(), e.getMessage());
                store.failed(delivery, String.valueOf(e.getMessage()), clock.instant());
                metrics.failed(channel.name());
                health.failed(channel.name(), String.valueOf(e.getMessage()));
                lasting = false;
            }
        }
        if (lasting) {
            dispatch.hasten(notification);
            return end(claim, Notification.State.FAILED, "no address of theirs is good");
        }
        if (tries.size() / left.size() == ROUNDS) {
            // The next step need not wait for channels that are down for this one; but a connection
            // may just be coming up.
            dispatch.hasten(notification);
        }
        return Optional.of(clock.instant().plus(pause(tries.size())));
    }

    private static Duration pause(int tries) {
        Duration pause = Duration.ofSeconds(1L << Math.min(tries, 5));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private Optional<Instant> end(
            NotificationStore.Claim claim, Notification.State state, @Nullable String reason) {
        store.move(claim, state, reason);
        return Optional.empty();
    }

    private Message message(
            Notification notification,
            Person person,
            List<Warning> told,
            List<Roster.Gap> gaps,
            boolean drill,
            Instant now) {
        boolean delayed =
                now.isAfter(notification.dueAt().plus(DELAYED))
                        || (!told.isEmpty() && told.stream().allMatch(Warning::delayed));
        Templates.Written written =
                !gaps.isEmpty()
                        ? templates.gap(gaps, notification.code(), person.language())
                        : templates.write(
                                notification.kind(),
                                told.stream().map(places::told).toList(),
                                notification.code(),
                                person.language(),
                                delayed,
                                drill);
        return new Message(
                notification.id(),
                notification.code(),
                person,
                notification.grade(),
                told.stream().map(Warning::id).toList(),
                written.subject(),
                written.text(),
                written.plan(),
                written.variables(),
                now);
    }
}
