package city.lifeline.alerting.city;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.map.MapStore;
import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Fault;
import city.lifeline.model.RuleFiles;
import city.lifeline.model.registry.Registry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts a city's files of record, if they differ from what is. */
public final class CityImport {

    private static final Logger LOG = LoggerFactory.getLogger(CityImport.class);

    /** Author of the sets that come from a city's directory. */
    private static final String DIRECTORY = "city directory";

    private static final RuleFiles NO_RULES =
            new RuleFiles(ParsedCity.version(Map.of()), "", "nothing applied yet", 0, Map.of());

    private final TransactionTemplate transactions;
    private final RegistryStore registries;
    private final RuleSetStore ruleSets;
    private final MapStore map;
    private final InstantSource clock;

    public CityImport(
            TransactionTemplate transactions,
            RegistryStore registries,
            RuleSetStore ruleSets,
            MapStore map,
            InstantSource clock) {
        this.transactions = transactions;
        this.registries = registries;
        this.ruleSets = ruleSets;
        this.map = map;
        this.clock = clock;
    }

    /** Makes a city that was read from files the one of record, whole or not at all. */
    public CityOfRecord put(ParsedCity.Valid city) {
        return transactions.execute(
                status -> {
                    ruleSets.lock();
                    RegistryDiff diff =
                            RegistryDiff.between(
                                    RegistryDiff.entries(registries.load()), city.registry());
                    if (!diff.isEmpty()) {
                        registries.apply(diff);
                        LOG.info(
                                "Registry: {} entries put, {} removed",
                                diff.put().size(),
                                diff.removed().size());
                    }
                    map.put(city.city(), city.mapLayers());
                    map.putTexts(city.others());
                    CityOfRecord put = withRules(city, map.rulesRead());
                    map.rulesRead(city.rules().version());
                    return put;
                });
    }

    /**
     * The city of record where no files are given.
     *
     * @throws FaultyCityException if its rules are not rules to this version of the program
     */
    public CityOfRecord load() {
        Registry registry = registries.load();
        RuleFiles files = ruleSets.current().orElse(NO_RULES);
        if (files.files().isEmpty()) {
            return new CityOfRecord(registry, new RuleSet(files.version(), List.of()), files);
        }
        ParsedRules parsed = RuleParser.parse(files.version(), files.files(), registry);
        RuleSet rules = parsed.rules();
        if (rules == null) {
            List<Fault> faults = parsed.faults();
            throw new FaultyCityException(faults);
        }
        return new CityOfRecord(registry, rules, files);
    }

    /**
     * The directory's rules, if they are others than when it was last read; else what was applied
     * since, which a restart must not undo.
     */
    private CityOfRecord withRules(ParsedCity.Valid city, Optional<String> fromDirectory) {
        Optional<RuleFiles> current = ruleSets.current();
        String version = city.rules().version();
        if (current.isPresent() && current.get().version().equals(version)) {
            return new CityOfRecord(city.registry(), city.rules(), current.get());
        }
        if (current.isPresent() && fromDirectory.equals(Optional.of(version))) {
            RuleFiles applied = current.get();
            ParsedRules parsed =
                    RuleParser.parse(applied.version(), applied.files(), city.registry());
            RuleSet rules = parsed.rules();
            if (rules == null) {
                throw new FaultyCityException(parsed.faults());
            }
            LOG.info(
                    "Rules: version {} stays, applied by {}; the city's directory has the older {}",
                    applied.version(),
                    applied.author(),
                    version);
            return new CityOfRecord(city.registry(), rules, applied);
        }
        RuleFiles next =
                new RuleFiles(
                        version,
                        DIRECTORY,
                        "read from the city directory at start",
                        Micros.of(clock.instant()),
                        city.ruleTexts());
        ruleSets.add(next);
        LOG.info("Rules: version {} with {} rules", next.version(), city.rules().rules().size());
        return new CityOfRecord(city.registry(), city.rules(), next);
    }
}
