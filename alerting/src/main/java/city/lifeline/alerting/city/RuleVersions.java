package city.lifeline.alerting.city;

import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules as they were when they raised a warning: its words are theirs, whatever came after. */
public final class RuleVersions {

    private static final int REMEMBERED = 8;

    private final RuleSetStore store;
    private final CurrentCity city;
    private final Map<String, Optional<RuleSet>> known =
            new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Optional<RuleSet>> eldest) {
                    return size() > REMEMBERED;
                }
            };

    public RuleVersions(RuleSetStore store, CurrentCity city) {
        this.store = store;
        this.city = city;
    }

    /**
     * A rule of a version; as it is in force now if that version is not known or does not suit the
     * registry any more.
     *
     * @return null if there is no such rule
     */
    public @Nullable Rule rule(String version, String id) {
        CityOfRecord now = city.get();
        if (version.equals(now.ruleFiles().version())) {
            return now.rules().rule(id);
        }
        Rule then = set(version).map(rules -> rules.rule(id)).orElse(null);
        return then == null ? now.rules().rule(id) : then;
    }

    private synchronized Optional<RuleSet> set(String version) {
        Optional<RuleSet> set = known.get(version);
        if (set == null) {
            set =
                    store.find(version)
                            .flatMap(
                                    files ->
                                            Optional.ofNullable(
                                                    RuleParser.parse(
                                                                    version,
                                                                    files.files(),
                                                                    city.get().registry())
                                                            .rules()));
            known.put(version, set);
        }
        return set;
    }
}
