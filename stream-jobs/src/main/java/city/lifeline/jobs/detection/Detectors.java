package city.lifeline.jobs.detection;

import city.lifeline.detection.GroupDetector;
import city.lifeline.detection.Lateness;
import city.lifeline.detection.MemberWatch;
import city.lifeline.detection.PointDetector;
import city.lifeline.detection.rules.Groups;
import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Fault;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.RuleFiles;
import city.lifeline.model.registry.MutableRegistry;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryEntry;
import city.lifeline.model.wire.RegistryCodec;
import city.lifeline.model.wire.RuleFilesCodec;
import city.lifeline.model.wire.UndecodableException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The detectors of all points, under the rules and the registry in force. Follows both topics
 * record by record; a record that was seen before, or is older than one that was, changes nothing.
 *
 * <p>Groups are of many points, and are worked out anew after a change of any. While much of the
 * registry changes, as in an import, that is done so seldom that it takes little of the time; until
 * then the groups from before are in force. Rules and their groups always change together.
 */
final class Detectors {

    private static final String POINT_PREFIX = "point/";
    private static final String GATEWAY_PREFIX = "gateway/";

    /** For how long groups may be worked out at once, after a time without changes. */
    private static final long MOST_OWED_NS = 1_000_000_000L;

    /** What one time that takes long costs at most, so that groups are never old for a minute. */
    private static final long MOST_OVERDRAWN_NS = 2_000_000_000L;

    /** One part in so many of the time goes into working out groups. */
    private static final int SHARE = 20;

    private final String run;
    private final Lateness lateness;
    private final MutableRegistry registry = new MutableRegistry();
    private final Map<String, Long> seen = new HashMap<>();
    private final Map<String, PointDetector> compiled = new HashMap<>();
    private final Map<String, MemberWatch> watches = new HashMap<>();
    private final Map<String, GroupDetector> groupDetectors = new HashMap<>();
    private @Nullable RuleSet rules;

    /**
     * Null until they are asked for, after each change of the rules, and when it is time to work
     * out those of a changed registry.
     */
    private @Nullable Groups groups;

    /** Whether the registry has changed since they were worked out. */
    private boolean groupsAreOld;

    private final LongSupplier nowNs;

    /** Since when, and for how long from then on, groups may be worked out. */
    private long owedSinceNs;

    private long owedNs = MOST_OWED_NS;

    Detectors(String run, Lateness lateness) {
        this(run, lateness, System::nanoTime);
    }

    /** With the time that working out groups takes measured by a clock. */
    Detectors(String run, Lateness lateness, LongSupplier nowNs) {
        this.nowNs = nowNs;
        owedSinceNs = nowNs.getAsLong();
        this.run = run;
        this.lateness = lateness;
    }

    /**
     * Takes a record over.
     *
     * @return why it was refused; null if it was not
     */
    @Nullable String apply(CompactedRecord record) {
        String partition = record.topic() + '-' + record.partition();
        Long newest = seen.get(partition);
        if (newest != null && record.offset() <= newest) {
            return null;
        }
        seen.put(partition, record.offset());
        try {
            return record.topic().equals(KafkaTopics.RULES)
                    ? applyRules(record)
                    : applyRegistry(record);
        } catch (UndecodableException e) {
            return "%s: %s".formatted(record, e.getMessage());
        }
    }

    boolean hasRules() {
        return rules != null;
    }

    /** Version of the rules in force; empty before there are any. */
    String rulesVersion() {
        return rules == null ? "" : rules.version();
    }

    /** The detector of a point; null if the registry has no such point. */
    @Nullable PointDetector of(String point) {
        PointDetector detector = compiled.get(point);
        if (detector == null) {
            Point registered = registry.point(point);
            if (registered == null) {
                return null;
            }
            detector =
                    PointDetector.compile(
                            run,
                            rules == null ? RuleSet.EMPTY : rules,
                            registered,
                            registry.assetOf(registered));
            compiled.put(point, detector);
        }
        return detector;
    }

    /** What a point must tell the groups that it is a member of. */
    MemberWatch watchOf(String point) {
        renewGroups();
        return watches.computeIfAbsent(point, id -> MemberWatch.compile(groups(), id, lateness));
    }

    /** The detector of a group; null if there is no such group any more. */
    @Nullable GroupDetector ofGroup(String key) {
        renewGroups();
        GroupDetector detector = groupDetectors.get(key);
        if (detector == null) {
            Groups.Group group = groups().group(key);
            if (group == null) {
                return null;
            }
            detector = GroupDetector.compile(run, rulesVersion(), group);
            groupDetectors.put(key, detector);
        }
        return detector;
    }

    /** Whether groups are to be worked out anew, so that one that is not there may be soon. */
    boolean areGroupsOld() {
        return groupsAreOld;
    }

    private Groups groups() {
        Groups found = groups;
        if (found == null) {
            long beganNs = nowNs.getAsLong();
            found = rules == null ? Groups.NONE : Groups.of(rules, registry.snapshot());
            owedNs = Math.max(-MOST_OVERDRAWN_NS, owedNs - (nowNs.getAsLong() - beganNs));
            groups = found;
        }
        return found;
    }

    private void renewGroups() {
        if (!groupsAreOld) {
            return;
        }
        long ns = nowNs.getAsLong();
        owedNs = Math.min(MOST_OWED_NS, owedNs + (ns - owedSinceNs) / SHARE);
        owedSinceNs = ns;
        if (owedNs > 0) {
            forgetGroups();
        }
    }

    /** Whether an entry, as it is registered now, may make a difference to any group. */
    private boolean isOfGroup(String key) {
        RuleSet now = rules;
        if (now == null || !now.hasGroups() || key.startsWith(GATEWAY_PREFIX)) {
            return false;
        }
        if (!key.startsWith(POINT_PREFIX)) {
            return true;
        }
        Point point = registry.point(key.substring(POINT_PREFIX.length()));
        return point != null
                && now.matching(point, registry.assetOf(point)).stream().anyMatch(Rule::isOfGroup);
    }

    private void forgetGroups() {
        groups = null;
        groupsAreOld = false;
        watches.clear();
        groupDetectors.clear();
    }

    private @Nullable String applyRules(CompactedRecord record) throws UndecodableException {
        if (record.value() == null || !record.key().equals(KafkaTopics.RULES_KEY)) {
            return "%s: not a rule set".formatted(record);
        }
        RuleFiles files = RuleFilesCodec.decode(record.value());
        // Whether the rules fit the registry was checked by the one who put them in force.
        ParsedRules parsed = RuleParser.parse(files.version(), files.files(), Registry.EMPTY);
        if (parsed.rules() == null) {
            return "rule set %s: %s"
                    .formatted(
                            files.version(),
                            parsed.faults().stream()
                                    .map(Fault::toString)
                                    .collect(Collectors.joining("; ")));
        }
        rules = parsed.rules();
        compiled.clear();
        forgetGroups();
        return null;
    }

    private @Nullable String applyRegistry(CompactedRecord record) throws UndecodableException {
        // Groups are of many points: they are not worked out anew for a point that is in none.
        boolean ofGroup = isOfGroup(record.key());
        if (record.value() == null) {
            registry.remove(record.key());
        } else {
            RegistryEntry entry = RegistryCodec.decode(record.value());
            registry.put(entry);
        }
        if (ofGroup || isOfGroup(record.key())) {
            groupsAreOld = true;
        }
        if (record.key().startsWith(POINT_PREFIX)) {
            compiled.remove(record.key().substring(POINT_PREFIX.length()));
        } else if (!record.key().startsWith(GATEWAY_PREFIX)) {
            // An asset: any number of points may belong to it.
            compiled.clear();
        }
        return null;
    }
}
