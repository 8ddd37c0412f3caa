package city.lifeline.alerting.incident;

import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.warning.IllegalTransitionException;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.alerting.warning.WarningIntake;
import city.lifeline.model.ShortHash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts warnings into incidents: new ones by the city's {@link JoinRules}, in the transaction that
 * stores them, and as people say, in one of their own with its entry in the audit trail.
 */
public final class Incidents implements WarningIntake.Joiner {

    private final TransactionTemplate transactions;
    private final IncidentStore store;
    private final AuditTrail audit;
    private final CurrentCity city;
    private final KnownFacts facts = new KnownFacts();
    // Its first warning names an incident.
    private final Placing placing;
    private final JoinRules rules;
    private final InstantSource clock;
    private @Nullable CityOfRecord neighbourhoodOf;
    private @Nullable Neighbourhood neighbourhood;

    public Incidents(
            TransactionTemplate transactions,
            IncidentStore store,
            AuditTrail audit,
            CurrentCity city,
            JoinRules rules,
            InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.audit = audit;
        this.city = city;
        this.rules = rules;
        this.placing = new Placing(rules, UnaryOperator.identity());
        this.clock = clock;
    }

    /** There is no such incident. */
    public static final class NoSuchIncidentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NoSuchIncidentException(String id) {
            super("There is no incident " + id);
        }
    }

    @Override
    public Joined join(List<Warning> fresh, Set<String> drills) {
        Instant now = clock.instant();
        Map<String, String> homes = new HashMap<>();
        Map<String, String> merged = new HashMap<>();
        fresh.stream()
                .collect(
                        Collectors.groupingBy(
                                warning -> new Kind(warning.run(), drills.contains(warning.id()))))
                .forEach(
                        (kind, warnings) -> {
                            Placing.Plan plan = place(kind, warnings);
                            store.store(kind.run, plan, now);
                            plan.placed().forEach(one -> homes.put(one.warning(), one.incident()));
                            plan.merges().forEach(one -> merged.put(one.from(), one.into()));
                        });
        return new Joined(homes, merged);
    }

    /** What is never of one incident: another run, and a drill beside what is in earnest. */
    private record Kind(String run, boolean drill) {}

    private Placing.Plan place(Kind kind, List<Warning> fresh) {
        store.lock(kind.run);
        CityOfRecord now = city.get();
        List<Candidate> candidates =
                fresh.stream()
                        .map(
                                warning ->
                                        new Candidate(
                                                warning.id(),
                                                facts.of(
                                                        warning.rule(),
                                                        warning.point(),
                                                        warning.asset(),
                                                        now),
                                                warning.raisedAt(),
                                                warning.state() == Warning.State.RAISED,
                                                null))
                        .toList();
        Set<String> ids = fresh.stream().map(Warning::id).collect(Collectors.toSet());
        List<Candidate> known =
                store
                        .known(
                                kind.run,
                                placing.since(candidates),
                                neighbourhood(now).around(candidates))
                        .stream()
                        .filter(one -> one.drill() == kind.drill)
                        .filter(one -> !ids.contains(one.id()))
                        .map(
                                one ->
                                        new Candidate(
                                                one.id(),
                                                facts.of(one.rule(), one.point(), one.asset(), now),
                                                one.raisedAt(),
                                                one.holds(),
                                                one.home()))
                        .toList();
        return placing.place(known, candidates);
    }

    @SuppressWarnings("ReferenceEquality") // Another one may be equal, which only costs time.
    private synchronized Neighbourhood neighbourhood(CityOfRecord now) {
        Neighbourhood known = neighbourhood;
        if (known == null || neighbourhoodOf != now) {
            known = new Neighbourhood(rules, now.registry());
            neighbourhood = known;
            neighbourhoodOf = now;
        }
        return known;
    }

    /** Makes another incident part of this one. */
    public Incident merge(String id, String other, String person, String reason) {
        return act(
                id,
                incident -> {
                    Incident from = open(other);
                    if (incident.id().equals(from.id())) {
                        throw new IllegalTransitionException("An incident cannot join itself");
                    }
                    if (!incident.run().equals(from.run())) {
                        throw new IllegalTransitionException(
                                "The two are of different runs: %s and %s"
                                        .formatted(incident.run(), from.run()));
                    }
                    if (incident.drill() != from.drill()) {
                        throw new IllegalTransitionException(
                                "One of the two is a drill and the other in earnest: they stay"
                                        + " apart");
                    }
                    Instant now = clock.instant();
                    store.move(from.id(), id, person, reason, now, "JOINED");
                    audit.add(
                            now,
                            person,
                            "INCIDENT_JOIN",
                            "incident/" + id,
                            "%d warnings of incident %s; %s"
                                    .formatted(from.warnings(), from.id(), reason));
                    return id;
                });
    }

    /**
     * Takes warnings out of an incident.
     *
     * @return the new one, which they make up
     */
    public Incident split(String id, List<String> warnings, String person, String reason) {
        return act(
                id,
                incident -> {
                    Set<String> members =
                            store.members(id).stream()
                                    .map(Membership::warning)
                                    .collect(Collectors.toSet());
                    List<String> taken = warnings.stream().distinct().sorted().toList();
                    for (String warning : taken) {
                        if (!members.contains(warning)) {
                            throw new IllegalTransitionException(
                                    "Warning %s is not in incident %s".formatted(warning, id));
                        }
                    }
                    if (taken.size() == members.size()) {
                        throw new IllegalTransitionException(
                                "Those are all of its warnings: leave at least one in it");
                    }
                    Instant now = clock.instant();
                    String next = taken.get(0);
                    for (int n = incident.version(); store.exists(next); n++) {
                        next =
                                ShortHash.of(
                                        "split/%s/%d"
                                                .formatted(taken.get(0), n)
                                                .getBytes(StandardCharsets.UTF_8));
                    }
                    store.split(id, next, incident.run(), taken, person, reason, now);
                    audit.add(
                            now,
                            person,
                            "INCIDENT_SPLIT",
                            "incident/" + id,
                            "%d warnings into incident %s; %s"
                                    .formatted(taken.size(), next, reason));
                    return next;
                });
    }

    private Incident act(String id, java.util.function.Function<Incident, String> action) {
        return transactions.execute(
                status -> {
                    Incident found =
                            store.find(id, null).orElseThrow(() -> new NoSuchIncidentException(id));
                    store.lock(found.run());
                    return store.find(action.apply(open(id)), null).orElseThrow();
                });
    }

    private Incident open(String id) {
        Incident incident = store.find(id, null).orElseThrow(() -> new NoSuchIncidentException(id));
        if (incident.mergedInto() != null) {
            throw new IllegalTransitionException(
                    "Incident %s has become part of %s meanwhile"
                            .formatted(id, incident.mergedInto()));
        }
        return incident;
    }
}
