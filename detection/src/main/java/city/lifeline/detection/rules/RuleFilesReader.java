package city.lifeline.detection.rules;

import city.lifeline.detection.rules.RuleReader.ReadRule;
import city.lifeline.detection.rules.YamlNode.Place;
import city.lifeline.model.registry.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the files of one rule set. */
final class RuleFilesReader {

    static final int MAX_RULES = 20_000;

    private final Faults faults = new Faults();
    private final List<ReadRule> read = new ArrayList<>();
    private final Registry registry;

    RuleFilesReader(Registry registry) {
        this.registry = registry;
    }

    ParsedRules read(String version, Map<String, String> textByFileName) {
        new TreeMap<>(textByFileName).forEach(this::readFile);
        refuseSameIds();
        refuseUnknownRules();
        List<Rule> rules = new ArrayList<>();
        RegistryCheck check = new RegistryCheck(registry, faults);
        for (ReadRule of : read) {
            if (of.rule() != null) {
                rules.add(of.rule());
                check.check(of.rule(), of);
            }
        }
        return faults.count() == 0
                ? new ParsedRules(new RuleSet(version, rules), List.of())
                : new ParsedRules(null, faults.sorted());
    }

    private void readFile(String file, String text) {
        YamlNode root = YamlReader.read(file, text, faults);
        if (root == null) {
            return;
        }
        if (!(root instanceof YamlNode.Mapping mapping)) {
            faults.add(
                    file, root.place(), "", "must begin with 'rules:', but holds " + root.kind());
            return;
        }
        Fields fields =
                new Fields(file, mapping, "", "", Set.of("rules", "zone", "allowNoPoints"), faults);
        fields.require("rules");
        YamlNode rules = mapping.get("rules");
        if (rules == null) {
            return;
        }
        if (!(rules instanceof YamlNode.Sequence sequence)) {
            fields.fault("rules", "must be a list of rules ('- id: …'), not " + rules.kind());
            return;
        }
        RuleReader reader =
                new RuleReader(file, fields.zone("zone"), fields.flag("allowNoPoints"), faults);
        int number = 0;
        for (YamlNode node : sequence.items()) {
            number++;
            if (read.size() == MAX_RULES) {
                faults.add(
                        file,
                        node.place(),
                        "rules",
                        "the set has more than %,d rules".formatted(MAX_RULES));
                return;
            }
            ReadRule rule = reader.read(node, number);
            if (rule != null) {
                read.add(rule);
            }
        }
    }

    /** A group that counts open warnings names rules of single points, of the same set. */
    private void refuseUnknownRules() {
        Map<String, ReadRule> byId = new TreeMap<>();
        read.forEach(
                rule -> {
                    if (rule.id() != null) {
                        byId.putIfAbsent(rule.id(), rule);
                    }
                });
        for (ReadRule rule : read) {
            if (rule.rule() == null) {
                continue;
            }
            if (rule.rule().measure() instanceof Measure.Members members) {
                refuseUnknownRules(
                        rule,
                        (members.share() ? "share" : "members") + ".open",
                        members.open(),
                        byId);
            } else if (rule.rule().measure() instanceof Measure.Inputs inputs) {
                for (Measure.Input input : inputs.inputs()) {
                    String field = input.graded() ? ".grade" : ".open";
                    refuseUnknownRules(rule, "inputs." + input.name() + field, input.open(), byId);
                }
            }
        }
    }

    private void refuseUnknownRules(
            ReadRule rule, String field, Set<String> open, Map<String, ReadRule> byId) {
        for (String named : new TreeSet<>(open)) {
            ReadRule other = byId.get(named);
            String message = null;
            if (other == null) {
                message =
                        "the set has no rule '%s'; %s"
                                .formatted(
                                        named,
                                        Words.nearest(named, byId.keySet())
                                                .map(near -> "did you mean '" + near + "'?")
                                                .orElse("it has " + Words.list(byId.keySet())));
            } else if (other.rule() != null && other.rule().isOfGroup()) {
                message =
                        "'%s' is about a group itself: name rules of single points"
                                .formatted(named);
            }
            if (message != null) {
                faults.add(
                        rule.file(),
                        rule.placeOf(field),
                        "rule " + rule.id() + ", " + field,
                        message);
            }
        }
    }

    private void refuseSameIds() {
        Map<String, ReadRule> byId = new HashMap<>();
        for (ReadRule rule : read) {
            if (rule.id() == null) {
                continue;
            }
            ReadRule earlier = byId.putIfAbsent(rule.id(), rule);
            if (earlier != null) {
                Place first = earlier.place();
                faults.add(
                        rule.file(),
                        rule.place(),
                        "rule " + rule.id() + ", id",
                        "is taken by the rule at %s:%d:%d"
                                .formatted(earlier.file(), first.line(), first.column()));
            }
        }
    }
}
