package city.lifeline.alerting.city;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Fault;
import city.lifeline.model.RuleFiles;
import city.lifeline.model.registry.Registry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts rule sets in force, whole or not at all. PostgreSQL has what is of record; whoever follows
 * {@link CurrentCity} brings it to the detection.
 */
public final class RulesOfRecord {

    private static final Logger LOG = LoggerFactory.getLogger(RulesOfRecord.class);

    private final TransactionTemplate transactions;
    private final RuleSetStore store;
    private final RegistryStore registries;
    private final AuditTrail audit;
    private final CurrentCity city;
    private final InstantSource clock;
    // Of the registry that this process has; before the first look it may be an older one.
    private long registryVersion = -1;

    public RulesOfRecord(
            TransactionTemplate transactions,
            RuleSetStore store,
            RegistryStore registries,
            AuditTrail audit,
            CurrentCity city,
            InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.registries = registries;
        this.audit = audit;
        this.city = city;
        this.clock = clock;
    }

    /**
     * What a set would be.
     *
     * @param version of its content
     * @param rules null iff there are faults
     * @param faults all of them, by file and line
     * @param changes against the set in force; empty where there are faults
     */
    public record Checked(
            String version, @Nullable RuleSet rules, List<Fault> faults, List<RuleChange> changes) {
        public Checked {
            faults = List.copyOf(faults);
            changes = List.copyOf(changes);
        }
    }

    /** Somebody else has put another set in force than the one that the caller has seen. */
    public static final class OtherRulesException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private OtherRulesException(String seen, RuleFiles now) {
            super(
                    "Version %s is in force, applied by %s, and not %s, which you have seen; compare again"
                            .formatted(now.version(), now.author(), seen));
        }
    }

    /** Reads a set as it would be in force now, and changes nothing. */
    public Checked check(Map<String, String> files) {
        CityOfRecord now = city.get();
        String version = ParsedCity.version(files);
        ParsedRules parsed = RuleParser.parse(version, files, now.registry());
        RuleSet rules = parsed.rules();
        return new Checked(
                version,
                rules,
                parsed.faults(),
                rules == null ? List.of() : RuleChange.between(now.rules(), rules, now.registry()));
    }

    /**
     * Puts a set in force. The one that is in force already stays as it is, with who applied it.
     *
     * @param seen version that the caller has compared it with; null: whichever it is
     * @param author whom people shall ask about it
     * @param person who does it, for the audit trail
     * @throws FaultyCityException if anything is wrong with it; the set before stays in force
     * @throws OtherRulesException if {@code seen} is not in force any more
     */
    public RuleFiles apply(
            Map<String, String> files,
            String author,
            String reason,
            @Nullable String seen,
            String person) {
        Checked checked = check(files);
        RuleSet rules = checked.rules();
        if (rules == null) {
            throw new FaultyCityException(checked.faults());
        }
        Instant at = clock.instant();
        RuleFiles next = new RuleFiles(checked.version(), author, reason, Micros.of(at), files);
        RuleFiles inForce =
                transactions.execute(
                        status -> {
                            store.lock();
                            RuleFiles current = store.current().orElse(city.get().ruleFiles());
                            if (seen != null && !seen.equals(current.version())) {
                                throw new OtherRulesException(seen, current);
                            }
                            if (current.version().equals(next.version())) {
                                return current;
                            }
                            store.add(next);
                            audit.add(
                                    at,
                                    person,
                                    "APPLY_RULES",
                                    next.version(),
                                    "author %s, reason %s, before %s"
                                            .formatted(author, reason, current.version()));
                            return next;
                        });
        refresh();
        return inForce;
    }

    /**
     * Follows what another process has put of record: a registry, rules, or both. Without the
     * registry, this process would write its old one to Kafka at the next change of the rules.
     */
    public void refresh() {
        synchronized (this) {
            CityOfRecord known = city.get();
            // Before it is read: a change that comes between is seen the next time.
            long registryNow = registries.version();
            Registry registry =
                    registryNow == registryVersion ? known.registry() : registries.load();
            registryVersion = registryNow;
            String newest = store.newestVersion().orElse(known.ruleFiles().version());
            boolean sameRules = newest.equals(known.ruleFiles().version());
            if (sameRules && registry.equals(known.registry())) {
                return;
            }
            RuleFiles files = sameRules ? known.ruleFiles() : store.current().orElseThrow();
            if (files.files().isEmpty()) {
                city.set(new CityOfRecord(registry, known.rules(), files));
                return;
            }
            ParsedRules parsed = RuleParser.parse(files.version(), files.files(), registry);
            RuleSet rules = parsed.rules();
            if (rules == null) {
                LOG.error(
                        "Rule set {} of record has faults here: {}",
                        files.version(),
                        parsed.faults().get(0));
                return;
            }
            city.set(new CityOfRecord(registry, rules, files));
            LOG.info(
                    "City of record: {} points; rules: version {} with {} rules, by {}",
                    registry.points().size(),
                    files.version(),
                    rules.rules().size(),
                    files.author());
        }
    }
}
