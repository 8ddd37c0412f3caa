package city.lifeline.alerting.notify;

import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.people.PeopleStore;
import city.lifeline.alerting.people.Person;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.HandlingService;
import city.lifeline.alerting.warning.HandlingStep;
import city.lifeline.alerting.warning.IllegalTransitionException;
import java.text.Normalizer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** What comes back: receipts of providers, and people's answers such as {@code 1 4711}. */
public final class Replies implements Incoming {

    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    private static final Pattern ANSWER = Pattern.compile("1[\\s,.:;、，。#-]*([0-9]{4})");

    private final TransactionTemplate transactions;
    private final NotificationStore store;
    private final PeopleStore people;
    private final HandlingService handling;
    private final AuditTrail audit;
    private final Schedule schedule;
    private final Consumer<List<HandledWarning>> changed;
    private final InstantSource clock;

    public Replies(
            TransactionTemplate transactions,
            NotificationStore store,
            PeopleStore people,
            HandlingService handling,
            AuditTrail audit,
            Schedule schedule,
            Consumer<List<HandledWarning>> changed,
            InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.people = people;
        this.handling = handling;
        this.audit = audit;
        this.schedule = schedule;
        this.changed = changed;
        this.clock = clock;
    }

    @Override
    public void receipt(String provider, String receipt, boolean delivered, String status) {
        transactions.executeWithoutResult(
                ignored -> {
                    Instant now = clock.instant();
                    Optional<String> undelivered =
                            store.receipt(provider, receipt, delivered, status, now);
                    // The next channel need not wait for a receipt that has come.
                    undelivered.ifPresent(
                            id -> {
                                schedule.bringForward(Schedule.NOTIFY, List.of(id), now);
                                schedule.at(Schedule.NOTIFY, List.of(id), now, Schedule.URGENT);
                            });
                });
    }

    /** How an answer was understood. */
    public enum Understood {
        ACKNOWLEDGED,
        /** Somebody had before, or the warning has ended. */
        NOTHING_LEFT,
        NO_SUCH_CODE,
        NOT_UNDERSTOOD,
        UNKNOWN_SENDER
    }

    @Override
    public Understood answer(String from, String text) {
        String number = from.startsWith("+") ? from : "+" + from;
        Optional<Person> sender = people.byPhone(number);
        if (sender.isEmpty()) {
            transactions.executeWithoutResult(
                    status ->
                            audit.add(
                                    clock.instant(),
                                    "unknown sender",
                                    "SMS_REFUSED",
                                    "sms",
                                    "from a number that ends in %s"
                                            .formatted(
                                                    number.substring(
                                                            Math.max(0, number.length() - 3)))));
            LOG.warn("An SMS of an unknown number was refused");
            return Understood.UNKNOWN_SENDER;
        }
        Person person = sender.get();
        Matcher answer = ANSWER.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC).strip());
        if (!answer.matches()) {
            LOG.info("{} wrote what is no answer", person);
            return Understood.NOT_UNDERSTOOD;
        }
        Optional<Notification> about = store.byCode(person.id(), answer.group(1), clock.instant());
        if (about.isEmpty()) {
            LOG.info("{} answered with an unknown code", person);
            return Understood.NO_SUCH_CODE;
        }
        List<HandledWarning> acknowledged = new ArrayList<>();
        for (String warning : about.get().warnings()) {
            try {
                acknowledged.add(
                        handling.acknowledge(
                                warning,
                                new HandlingService.Actor(
                                        person.name(), HandlingStep.Via.SMS, null),
                                null));
            } catch (IllegalTransitionException e) {
                LOG.info("{} answered {}: {}", person, warning, e.getMessage());
            }
        }
        store.answered(about.get().id(), clock.instant());
        if (!acknowledged.isEmpty()) {
            changed.accept(acknowledged);
        }
        return acknowledged.isEmpty() && about.get().kind() != Kind.TEST
                ? Understood.NOTHING_LEFT
                : Understood.ACKNOWLEDGED;
    }
}
