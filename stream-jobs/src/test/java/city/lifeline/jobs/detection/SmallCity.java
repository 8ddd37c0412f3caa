package city.lifeline.jobs.detection;

import city.lifeline.model.KafkaTopics;
import city.lifeline.model.RuleFiles;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.RegistryEntry;
import city.lifeline.model.wire.RegistryCodec;
import city.lifeline.model.wire.RuleFilesCodec;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Rules and registry of a city with methane points, as records of the compacted topics. */
final class SmallCity {

    private SmallCity() {}

    /** Points {@code P-0} to {@code P-(n-1)} of one manhole, under {@link #rules(long, String)}. */
    static CompactedTopics of(int points) {
        return (consumer, complete) -> {
            consumer.accept(asset(0, "A-1", "gas-manhole"));
            for (int i = 0; i < points; i++) {
                consumer.accept(point(i + 1, "P-" + i));
            }
            consumer.accept(rules(0, "v1"));
        };
    }

    static CompactedRecord rules(long offset, String version) {
        return rules(offset, version, 1.0, "gas-manhole");
    }

    /** Blue from {@code blue}, yellow 0.2, orange 0.5 and red 1.0 above it. */
    static CompactedRecord rules(long offset, String version, double blue, String assetClass) {
        return rulesText(
                offset,
                version,
                """
                rules:
                  - id: G1
                    name: {zh: 甲烷, en: Methane}
                    applies: {quantity: methane, assetClass: %s}
                    unit: "%%{vol}"
                    raise: above
                    grades:
                      blue: {raise: %s, clear: %s}
                      yellow: {raise: %s, clear: %s}
                      orange: {raise: %s, clear: %s}
                      red: {raise: %s, clear: %s}
                    certainty: likely
                    source: for tests
                    verified: false
                """
                        .formatted(
                                assetClass,
                                blue,
                                blue - 0.1,
                                blue + 0.2,
                                blue + 0.1,
                                blue + 0.5,
                                blue + 0.4,
                                blue + 1.0,
                                blue + 0.8));
    }

    /**
     * Points {@code P-0} to {@code P-(n-1)} of one manhole, under two rules of groups: how many lie
     * at 1.5 or more, and how many have a warning of {@code G1} open; and {@code G1} itself.
     */
    static CompactedTopics ofGroups(int points) {
        return (consumer, complete) -> {
            consumer.accept(asset(0, "A-1", "gas-manhole"));
            for (int i = 0; i < points; i++) {
                consumer.accept(point(i + 1, "P-" + i));
            }
            consumer.accept(rulesText(0, "v1", GROUPS));
        };
    }

    static final String GROUPS =
            """
            rules:
              - id: COUNT
                name: {zh: 多点甲烷, en: Methane at several points}
                applies: {quantity: methane}
                unit: "%{vol}"
                group: {by: asset}
                members: {above: 1.5, window: 2s}
                grades:
                  yellow: {raise: 2, clear: 2, offDelay: 1s}
                  red: {raise: 4, clear: 4, onDelay: 2s, offDelay: 1s}
                source: for tests
              - id: G1
                name: {zh: 甲烷, en: Methane}
                applies: {quantity: methane}
                unit: "%{vol}"
                raise: above
                grades:
                  blue: {raise: 1.5, clear: 1.2}
                source: for tests
              - id: SHARE
                name: {zh: 多点甲烷, en: Methane at several points}
                applies: {quantity: methane}
                group: {by: asset}
                share: {open: [G1]}
                grades:
                  orange: {raise: 50, clear: 40}
                source: for tests
              - id: INPUTS
                name: {zh: 多量, en: Several quantities}
                group: {by: asset}
                inputs:
                  top: {quantity: methane, unit: "%{vol}", of: max}
                  swing: {quantity: methane, unit: "%{vol}", swing: {window: 5s}, of: mean}
                  open: {quantity: methane, open: [G1], of: count}
                grades:
                  yellow: {raise: swing >= 0.9, clear: swing < 0.85 || open < 2}
                  red: {raise: top >= 2.3 && open >= 3, clear: top < 2.25, onDelay: 1s}
                source: for tests
              - id: ORDER
                name: {zh: 依次, en: One after the other}
                applies: {quantity: methane}
                unit: "%{vol}"
                group: {by: asset}
                members: {above: 1.8, window: 8s, order: {along: chainage, within: 3s}}
                grades:
                  yellow: {raise: 2, clear: 2, offDelay: 1s}
                  red: {raise: 3, clear: 3, offDelay: 1s}
                source: for tests
              - id: GRADE
                name: {zh: 等级, en: Grades}
                group: {by: asset}
                inputs:
                  worst: {points: [P-0, P-1, P-2], grade: [G1], of: sum}
                grades:
                  yellow: {raise: worst >= 2 * blue, clear: worst < 2 * blue}
                source: for tests
              - id: RESIDUAL
                name: {zh: 残差, en: What is left}
                group: {by: asset}
                inputs:
                  top: {quantity: methane, unit: "%{vol}", of: max}
                  middle: {quantity: methane, unit: "%{vol}", of: mean}
                  left: {residual: {of: top, after: [middle], every: 1s, learn: 24s, floor: 0.05}}
                value: left
                grades:
                  yellow: {raise: left >= 0.2 || left <= -0.2, clear: left < 0.1 && left > -0.1}
                source: for tests
            """;

    static CompactedRecord rulesText(long offset, String version, String text) {
        return new CompactedRecord(
                KafkaTopics.RULES,
                0,
                offset,
                KafkaTopics.RULES_KEY,
                RuleFilesCodec.encode(
                        new RuleFiles(version, "tester", "", 0, Map.of("gas.yaml", text))));
    }

    static CompactedRecord point(long offset, String id) {
        return point(offset, id, Duration.ofSeconds(1));
    }

    static CompactedRecord point(long offset, String id, Duration interval) {
        return entry(
                offset,
                new RegistryEntry.OfPoint(
                        new Point(
                                id,
                                "GW-1",
                                "A-1",
                                "methane",
                                "%{vol}",
                                interval,
                                OptionalDouble.empty(),
                                OptionalDouble.empty(),
                                new Text("测点", "point"),
                                null,
                                Set.of(),
                                Map.of("chainage", 1_000.0 * id.charAt(id.length() - 1)))));
    }

    static CompactedRecord asset(long offset, String id, String assetClass) {
        return entry(
                offset,
                new RegistryEntry.OfAsset(
                        new Asset(id, assetClass, new Text("井", "manhole"), "", null, Set.of())));
    }

    static CompactedRecord removed(long offset, String key) {
        return new CompactedRecord(KafkaTopics.REGISTRY, 0, offset, key, null);
    }

    private static CompactedRecord entry(long offset, RegistryEntry entry) {
        return new CompactedRecord(
                KafkaTopics.REGISTRY, 0, offset, entry.key(), RegistryCodec.encode(entry));
    }
}
