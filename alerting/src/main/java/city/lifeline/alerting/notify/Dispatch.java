package city.lifeline.alerting.notify;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.maintenance.Window;
import city.lifeline.alerting.maintenance.WindowStore;
import city.lifeline.alerting.people.PeopleStore;
import city.lifeline.alerting.people.Person;
import city.lifeline.alerting.people.Roster;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.alerting.warning.WarningIntake;
import city.lifeline.model.Grade;
import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Decides whom a warning is brought to, and goes on deciding until somebody has answered.
 *
 * <p>The people of the roster's first step are owed a message in the transaction that stores the
 * warning. If nobody has answered by the grade's deadline, those of the next step are owed one too,
 * and so on to the last resort, who are reminded at each further deadline. The grade stays what it
 * is.
 *
 * <p>What a maintenance window silences is at step 0: nobody has been told. When the window is
 * over, the first step is told of what is still bad. A message that was owed before the window
 * began and has not been sent yet is held, and owed anew when the window is over.
 */
public final class Dispatch implements WarningIntake.Follower {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    /** How often what a maintenance window keeps is looked at: it may end long before its time. */
    static final Duration LOOK_AT_HELD = Duration.ofSeconds(30);

    private final TransactionTemplate transactions;
    private final NotificationStore store;
    private final PeopleStore people;
    private final Places places;
    private final WindowStore windows;
    private final Schedule schedule;
    private final Deadlines deadlines;
    private final RunClock runClock;
    private final InstantSource clock;

    public Dispatch(
            TransactionTemplate transactions,
            NotificationStore store,
            PeopleStore people,
            Places places,
            WindowStore windows,
            Schedule schedule,
            Deadlines deadlines,
            RunClock runClock,
            InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.people = people;
        this.places = places;
        this.windows = windows;
        this.schedule = schedule;
        this.deadlines = deadlines;
        this.runClock = runClock;
        this.clock = clock;
    }

    /**
     * Messages that go together: to one person, about one district's lifeline, red apart, and
     * drills apart from what is in earnest.
     */
    private record Envelope(String person, String group, Kind kind) {}

    @Override
    public void changed(List<WarningIntake.Change> changes) {
        Instant now = clock.instant();
        Map<Warning, Kind> news = new LinkedHashMap<>();
        Map<String, String> incidents = new HashMap<>();
        Set<String> drills = new HashSet<>();
        for (WarningIntake.Change change : changes) {
            HandledWarning after = change.after();
            if (!after.warning().run().equals(Runs.LIVE) || !after.isToBeTold(now)) {
                continue;
            }
            HandledWarning before = change.before();
            String incident = after.incident();
            if (incident != null) {
                incidents.put(after.warning().id(), incident);
            }
            if (after.isDrill()) {
                drills.add(after.warning().id());
            }
            if (before == null) {
                news.put(after.warning(), Kind.RAISED);
            } else if (after.warning().peak().isAbove(before.warning().peak())) {
                news.put(after.warning(), Kind.UPGRADED);
            }
        }
        hold(news, now);
        if (news.isEmpty()) {
            return;
        }
        Roster roster = people.roster();
        if (roster.people().isEmpty()) {
            LOG.warn("There is nobody to tell of {} warnings: the directory is empty", news.size());
            return;
        }
        IncidentSteps steps =
                new IncidentSteps(
                        store.told(
                                Set.copyOf(incidents.values()),
                                news.keySet().stream().map(Warning::id).toList()),
                        now);
        Map<Envelope, List<Warning>> envelopes = new LinkedHashMap<>();
        Map<Grade, Map<Integer, List<String>>> begun = new EnumMap<>(Grade.class);
        news.forEach(
                (warning, kind) -> {
                    Roster.Told told = next(roster, 1, warning, now);
                    List<Person> unaware =
                            told.people().stream()
                                    .filter(
                                            person ->
                                                    steps.tells(
                                                            incidents.get(warning.id()),
                                                            person.id(),
                                                            warning.peak(),
                                                            told.step(),
                                                            null))
                                    .toList();
                    put(warning, kind, unaware, drills.contains(warning.id()), envelopes);
                    begun.computeIfAbsent(warning.peak(), grade -> new LinkedHashMap<>())
                            .computeIfAbsent(told.step(), step -> new ArrayList<>())
                            .add(warning.id());
                });
        owe(envelopes, now);
        store.told(steps.noted());
        begun.forEach(
                (grade, bySteps) -> {
                    Instant next = now.plus(deadlines.of(grade));
                    bySteps.forEach(
                            (step, ids) -> {
                                store.progress(ids, grade, step, next);
                                schedule.at(
                                        Schedule.ESCALATE,
                                        ids.stream().map(id -> instance(id, grade)).toList(),
                                        next,
                                        priority(grade));
                            });
                });
    }

    /** Takes out what people are not told of while maintenance goes on. */
    private void hold(Map<Warning, Kind> news, Instant now) {
        List<Window> running = news.isEmpty() ? List.of() : windows.holdRunning(now);
        if (running.isEmpty()) {
            return;
        }
        Map<Window, List<Warning>> held = new LinkedHashMap<>();
        for (Warning warning : news.keySet()) {
            silencing(running, warning, now)
                    .ifPresent(
                            window ->
                                    held.computeIfAbsent(window, one -> new ArrayList<>())
                                            .add(warning));
        }
        held.forEach(
                (window, warnings) -> {
                    windows.silenced(window.id(), warnings.stream().map(Warning::id).toList());
                    for (Warning warning : warnings) {
                        news.remove(warning);
                        store.progress(List.of(warning.id()), warning.peak(), 0, window.until());
                        schedule.at(
                                Schedule.ESCALATE,
                                List.of(instance(warning.id(), warning.peak())),
                                window.until(),
                                priority(warning.peak()));
                    }
                });
    }

    /**
     * What maintenance keeps of a message that was about to be sent.
     *
     * @param until when to look again
     */
    record HeldBack(Set<String> warnings, Instant until) {}

    /**
     * Keeps what a maintenance window that has begun in the meantime silences: the message if that
     * is all of it, else a message of its own, so that the rest is told. The time for an answer
     * begins when it is told.
     *
     * @param toTell what is still to be told of the message's warnings
     * @param handedOver whether one channel has had it already, and this is about the next
     */
    Optional<HeldBack> holdBack(
            NotificationStore.Claim claim, List<Warning> toTell, boolean handedOver) {
        if (toTell.isEmpty() || windows.running(clock.instant()).isEmpty()) {
            return Optional.empty();
        }
        return transactions.execute(
                status -> {
                    Instant now = clock.instant();
                    List<Window> running = windows.holdRunning(now);
                    Map<Warning, Window> held = new LinkedHashMap<>();
                    for (Warning warning : toTell) {
                        silencing(running, warning, now)
                                .ifPresent(window -> held.put(warning, window));
                    }
                    if (held.isEmpty() || !store.holds(claim)) {
                        return Optional.empty();
                    }
                    // Not for the whole window, which may end early: each look puts it off anew.
                    Instant look = now.plus(LOOK_AT_HELD);
                    held.forEach(
                            (warning, window) -> {
                                windows.silenced(window.id(), List.of(warning.id()));
                                Instant over =
                                        look.isBefore(window.until()) ? look : window.until();
                                store.putOff(
                                        warning.id(),
                                        warning.peak(),
                                        over.plus(deadlines.of(warning.peak())));
                            });
                    Set<String> ids =
                            held.keySet().stream().map(Warning::id).collect(Collectors.toSet());
                    Instant until =
                            held.values().stream()
                                    .map(Window::until)
                                    .min(Comparator.naturalOrder())
                                    .orElseThrow();
                    if (held.size() == toTell.size()) {
                        store.move(
                                claim,
                                handedOver ? Notification.State.SUBMITTED : Notification.State.HELD,
                                null);
                    } else {
                        Grade worst =
                                held.keySet().stream()
                                        .map(Warning::peak)
                                        .max(Comparator.naturalOrder())
                                        .orElseThrow();
                        String apart = store.holdApart(claim, worst, ids, now);
                        schedule.at(
                                Schedule.NOTIFY,
                                List.of(apart),
                                look.isBefore(until) ? look : until,
                                priority(worst));
                    }
                    return Optional.of(new HeldBack(ids, until));
                });
    }

    /** Owes anew what maintenance has kept: with what else waits for that person, if anything. */
    void release(NotificationStore.Claim claim, List<Warning> toTell) {
        transactions.executeWithoutResult(
                status -> {
                    Notification held = claim.notification();
                    if (!store.move(
                            claim,
                            Notification.State.DROPPED,
                            "held by maintenance, and told in another message when it was over")) {
                        return;
                    }
                    Instant now = clock.instant();
                    Grade worst =
                            toTell.stream()
                                    .map(Warning::peak)
                                    .max(Comparator.naturalOrder())
                                    .orElseThrow();
                    NotificationStore.Owed owed =
                            store.owe(
                                    held.person(),
                                    held.groupKey(),
                                    held.kind(),
                                    worst,
                                    toTell.stream().map(Warning::id).sorted().toList(),
                                    now);
                    if (owed.isNew()) {
                        schedule.at(
                                Schedule.NOTIFY, List.of(owed.id()), owed.dueAt(), priority(worst));
                    }
                    for (Warning warning : toTell) {
                        Instant next = now.plus(deadlines.of(warning.peak()));
                        store.hasten(List.of(warning.id()), next);
                        schedule.bringForward(
                                Schedule.ESCALATE,
                                List.of(instance(warning.id(), warning.peak())),
                                next);
                    }
                });
    }

    private Optional<Window> silencing(List<Window> running, Warning warning, Instant now) {
        return running.isEmpty()
                ? Optional.empty()
                : Window.silencing(
                        running,
                        places.where(warning.point(), warning.asset()),
                        warning.peak(),
                        now);
    }

    /**
     * Tells the next ones if nobody has answered.
     *
     * @param instance warning and grade, as {@link #instance} has them
     * @param current the warning as it is now; empty if it is gone
     * @return when to look again; empty: never
     */
    Optional<Instant> escalate(String instance, Optional<HandledWarning> current) {
        int slash = instance.indexOf('/');
        Grade grade = Grade.valueOf(instance.substring(slash + 1));
        return transactions.execute(
                status -> {
                    Instant now = clock.instant();
                    // A worse grade has an escalation of its own.
                    if (current.isEmpty()
                            || current.get().warning().peak() != grade
                            || !current.get().isUnanswered()) {
                        return Optional.empty();
                    }
                    Warning warning = current.get().warning();
                    Optional<NotificationStore.Progress> progress =
                            store.progress(warning.id(), grade);
                    if (progress.isEmpty()) {
                        return Optional.empty();
                    }
                    // It was done already, and then this process died.
                    if (progress.get().nextAt().isAfter(now)) {
                        return Optional.of(progress.get().nextAt());
                    }
                    Instant next = now.plus(deadlines.of(grade));
                    boolean held = progress.get().step() == 0;
                    boolean cleared = warning.state() == Warning.State.CLEARED;
                    Optional<Window> window = silencing(windows.holdRunning(now), warning, now);
                    if (window.isPresent()
                            || !current.get().isToBeTold(now)
                            || (held && cleared && !warning.latched())) {
                        // Over, shelved or under maintenance. Each may change.
                        boolean over = cleared && !(warning.latched() && window.isPresent());
                        Instant again =
                                window.map(Window::until)
                                        .filter(until -> held || until.isBefore(next))
                                        .orElse(next);
                        if (!over) {
                            store.progress(
                                    List.of(warning.id()), grade, progress.get().step(), again);
                        }
                        return over ? Optional.empty() : Optional.of(again);
                    }
                    String incident = current.get().incident();
                    if (incident != null
                            && !grade.isAtLeast(Grade.RED)
                            && isAnsweredElsewhere(incident, warning)) {
                        store.progress(List.of(warning.id()), grade, progress.get().step(), next);
                        return Optional.of(next);
                    }
                    Roster roster = people.roster();
                    Roster.Told told = next(roster, progress.get().step() + 1, warning, now);
                    if (told.people().isEmpty()) {
                        LOG.error(
                                "Warning {} ({}) is unanswered and nobody is left to tell",
                                warning.id(),
                                grade);
                    }
                    Map<Envelope, List<Warning>> envelopes = new LinkedHashMap<>();
                    IncidentSteps steps =
                            new IncidentSteps(
                                    incident == null
                                            ? Map.of()
                                            : store.told(List.of(incident), List.of()),
                                    now);
                    List<Person> due =
                            told.people().stream()
                                    .filter(
                                            person ->
                                                    steps.tells(
                                                            incident,
                                                            person.id(),
                                                            grade,
                                                            told.step(),
                                                            // Its own next turn must not be taken
                                                            // for too soon.
                                                            held
                                                                    ? null
                                                                    : deadlines
                                                                            .of(grade)
                                                                            .dividedBy(2)))
                                    .toList();
                    put(
                            warning,
                            held ? Kind.RAISED : Kind.ESCALATED,
                            due,
                            current.get().isDrill(),
                            envelopes);
                    owe(envelopes, now);
                    store.told(steps.noted());
                    store.progress(List.of(warning.id()), grade, told.step(), next);
                    return Optional.of(next);
                });
    }

    /** Whether somebody answers for the same lifeline of the same district in the incident. */
    private boolean isAnsweredElsewhere(String incident, Warning warning) {
        Places.Place place = places.of(warning);
        return store.answered(incident, warning.peak()).stream()
                .anyMatch(asset -> places.of(asset).equals(place));
    }

    /** Some people cannot be reached at all: whoever comes next is told without waiting. */
    void hasten(Notification failed) {
        schedule.bringForward(
                Schedule.ESCALATE,
                failed.warnings().stream()
                        .flatMap(
                                id ->
                                        List.of(Grade.values()).stream()
                                                .map(grade -> instance(id, grade)))
                        .toList(),
                clock.instant());
        store.hasten(failed.warnings(), clock.instant());
    }

    /** Owes one person a message that tries whether it arrives. */
    public String test(Person person) {
        return transactions.execute(
                status -> {
                    Instant now = clock.instant();
                    NotificationStore.Owed owed =
                            store.owe(person.id(), "test", Kind.TEST, Grade.BLUE, List.of(), now);
                    if (owed.isNew()) {
                        schedule.at(
                                Schedule.NOTIFY, List.of(owed.id()), owed.dueAt(), Schedule.NORMAL);
                    }
                    return owed.id();
                });
    }

    private Roster.Told next(Roster roster, int step, Warning warning, Instant now) {
        Places.Place place = places.of(warning);
        Instant cityTime = Micros.instant(runClock.runUs(Micros.of(now)));
        return roster.from(step, place.district(), place.lifeline(), warning.peak(), cityTime);
    }

    private void put(
            Warning warning,
            Kind kind,
            List<Person> told,
            boolean drill,
            Map<Envelope, List<Warning>> envelopes) {
        Places.Place place = places.of(warning);
        String group =
                "%s/%s/%s%s"
                        .formatted(
                                place.district(),
                                place.lifeline(),
                                warning.peak().isAtLeast(Grade.RED) ? "red" : "other",
                                drill ? "/drill" : "");
        for (Person person : told) {
            envelopes
                    .computeIfAbsent(
                            new Envelope(person.id(), group, kind), envelope -> new ArrayList<>())
                    .add(warning);
        }
    }

    private void owe(Map<Envelope, List<Warning>> envelopes, Instant now) {
        // In one order, so that two instances do not wait for each other.
        List<Map.Entry<Envelope, List<Warning>>> ordered =
                envelopes.entrySet().stream()
                        .sorted(
                                Comparator.comparing(
                                                (Map.Entry<Envelope, List<Warning>> entry) ->
                                                        entry.getKey().person)
                                        .thenComparing(entry -> entry.getKey().group)
                                        .thenComparing(entry -> entry.getKey().kind))
                        .toList();
        for (Map.Entry<Envelope, List<Warning>> entry : ordered) {
            Grade worst =
                    entry.getValue().stream()
                            .map(Warning::peak)
                            .max(Comparator.naturalOrder())
                            .orElseThrow();
            NotificationStore.Owed owed =
                    store.owe(
                            entry.getKey().person,
                            entry.getKey().group,
                            entry.getKey().kind,
                            worst,
                            entry.getValue().stream().map(Warning::id).sorted().toList(),
                            now);
            if (owed.isNew()) {
                schedule.at(Schedule.NOTIFY, List.of(owed.id()), owed.dueAt(), priority(worst));
            }
        }
    }

    static String instance(String warning, Grade grade) {
        return warning + '/' + grade.name();
    }

    private static int priority(Grade grade) {
        return grade.isAtLeast(Grade.RED) ? Schedule.URGENT : Schedule.NORMAL;
    }
}
