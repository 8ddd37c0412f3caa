package city.lifeline.alerting.city;

import city.lifeline.alerting.incident.JoinRules;
import city.lifeline.alerting.map.MapLayers;
import city.lifeline.alerting.plan.Plans;
import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Fault;
import city.lifeline.model.registry.City;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryFiles;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a city's files come to: a city that can be put into force whole, or faults. */
public sealed interface ParsedCity {

    /** Nothing is wrong with it. */
    record Valid(
            City city,
            Registry registry,
            RuleSet rules,
            Map<String, String> ruleTexts,
            Map<String, String> mapLayers,
            Map<String, String> others)
            implements ParsedCity {
        public Valid {
            ruleTexts = Map.copyOf(ruleTexts);
            mapLayers = Map.copyOf(mapLayers);
            others = Map.copyOf(others);
        }
    }

    /** All that is wrong with it. */
    record Faulty(List<Fault> faults) implements ParsedCity {
        public Faulty {
            faults = List.copyOf(faults);
        }
    }

    static ParsedCity of(CityFiles files) {
        List<Fault> faults = new ArrayList<>(files.faults());
        RegistryFiles.Parsed parsed = RegistryFiles.parse(files.registry());
        faults.addAll(parsed.faults());
        Registry registry = parsed.registry();
        // Without a registry the rules are still read, so that all faults are told at once.
        ParsedRules rules =
                RuleParser.parse(
                        version(files.rules()),
                        files.rules(),
                        registry == null ? Registry.EMPTY : registry);
        faults.addAll(rules.faults());
        MapLayers.Parsed map = MapLayers.parse(files.map());
        faults.addAll(map.faults());
        String joins = files.others().get(JoinRules.FILE);
        if (joins != null) {
            JoinRules.parse(JoinRules.FILE, joins, faults);
        }
        String plans = files.others().get(Plans.FILE);
        if (plans != null) {
            Plans.parse(Plans.FILE, plans, faults);
        }
        City city = parsed.city();
        if (city == null || registry == null || rules.rules() == null || !faults.isEmpty()) {
            return new Faulty(faults);
        }
        return new Valid(
                city, registry, rules.rules(), files.rules(), map.layers(), files.others());
    }

    /** The first 12 hexadecimal digits of the SHA-256 of the files' names and texts. */
    static String version(Map<String, String> textByFileName) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        new TreeMap<>(textByFileName)
                .forEach(
                        (name, text) -> {
                            digest.update(name.getBytes(StandardCharsets.UTF_8));
                            digest.update((byte) 0);
                            digest.update(text.getBytes(StandardCharsets.UTF_8));
                            digest.update((byte) 0);
                        });
        return HexFormat.of().formatHex(digest.digest(), 0, 6);
    }
}
