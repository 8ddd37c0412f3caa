package city.lifeline.detection.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Location;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GroupsTest {

    private static final double METRE = Math.toDegrees(1.0 / 6_371_000);

    private static RuleSet rule(String group) {
        return Objects.requireNonNull(
                RuleParser.parse(
                                "1",
                                Map.of(
                                        "gas.yaml",
                                        """
                                        rules:
                                          - id: G3
                                            name: {zh: 相邻甲烷, en: Neighbours}
                                            applies: {quantity: methane}
                                            unit: m
                                            group: %s
                                            members: {above: 20}
                                            grades: {orange: {raise: 2, clear: 1}}
                                            source: test
                                        """
                                                .formatted(group)),
                                Registry.EMPTY)
                        .rules());
    }

    private static Point point(
            String id, String asset, @Nullable Location location, Set<String> tags) {
        return new Point(
                id,
                "GW",
                asset,
                "methane",
                "m",
                Duration.ofSeconds(1),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                new Text("点", "Point"),
                location,
                tags,
                Map.of());
    }

    private static Registry registry(List<Asset> assets, List<Point> points) {
        Map<String, Asset> assetsById = new HashMap<>();
        assets.forEach(asset -> assetsById.put(asset.id(), asset));
        Map<String, Point> pointsById = new HashMap<>();
        points.forEach(point -> pointsById.put(point.id(), point));
        return new Registry(Map.of(), assetsById, pointsById);
    }

    private static Set<String> groups(String group, Registry registry) {
        Groups groups = Groups.of(rule(group), registry);
        Set<String> found = new TreeSet<>();
        for (String point : registry.points().keySet()) {
            for (Groups.Group of : groups.ofPoint(point)) {
                found.add(String.join(" ", of.members().stream().map(Point::id).toList()));
                assertEquals(of, groups.group(of.key()));
            }
        }
        return found;
    }

    @Test
    void pointsOfOneAssetDistrictOrTagBelongTogether() {
        Registry registry =
                registry(
                        List.of(
                                asset("X", "North", null, Set.of("estate:one")),
                                asset("Y", "North", null, Set.of("estate:two")),
                                asset("Z", "", null, Set.of("estate"))),
                        List.of(
                                point("A", "X", null, Set.of()),
                                point("B", "X", null, Set.of()),
                                point("C", "Y", null, Set.of("estate:one")),
                                point("D", "Z", null, Set.of()),
                                point("E", "", null, Set.of())));
        assertEquals(Set.of("A B", "C", "D"), groups("{by: asset}", registry));
        assertEquals(Set.of("A B C"), groups("{by: district}", registry));
        assertEquals(Set.of("A B C", "C"), groups("{tag: estate}", registry));
    }

    @Test
    void aPointLiesWhereItIsRegisteredOrElseWhereItsAssetDoes() {
        Location here = new Location(117, 31);
        Location near = new Location(117, 31 + 99 * METRE);
        Location far = new Location(117, 31 + 101 * METRE);
        Registry registry =
                registry(
                        List.of(
                                asset("X", "", here, Set.of()),
                                asset("Y", "", far, Set.of()),
                                asset("Z", "", null, Set.of())),
                        List.of(
                                point("A", "X", null, Set.of()),
                                point("B", "Y", near, Set.of()),
                                point("C", "Y", null, Set.of()),
                                point("D", "Z", null, Set.of())));
        assertEquals(Set.of("A B", "B C"), groups("{within: 100m}", registry));
    }

    @Test
    void neighbourhoodsAreTheLargestSetsOfWhichAllLieNearEachOther() {
        for (int seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Location place =
                        new Location(
                                117 + random.nextDouble(400) * METRE / 0.85,
                                31 + random.nextDouble(400) * METRE);
                points.add(point(String.valueOf((char) ('A' + i)), "", place, Set.of()));
            }
            assertEquals(
                    naive(points),
                    groups("{within: 150m}", registry(List.of(), points)),
                    "seed " + seed);
        }
    }

    /** All subsets, one after the other. */
    private static Set<String> naive(List<Point> points) {
        List<Integer> near = new ArrayList<>();
        for (int set = 1; set < 1 << points.size(); set++) {
            if (Integer.bitCount(set) > 1 && allNear(points, set)) {
                near.add(set);
            }
        }
        Set<String> found = new TreeSet<>();
        for (int set : near) {
            if (near.stream().noneMatch(other -> other != set && (other & set) == set)) {
                List<String> ids = new ArrayList<>();
                for (int i = 0; i < points.size(); i++) {
                    if ((set >> i & 1) != 0) {
                        ids.add(points.get(i).id());
                    }
                }
                found.add(String.join(" ", ids));
            }
        }
        return found;
    }

    private static boolean allNear(List<Point> points, int set) {
        for (int i = 0; i < points.size(); i++) {
            for (int j = 0; j < i; j++) {
                if ((set >> i & 1) != 0
                        && (set >> j & 1) != 0
                        && Groups.metresBetween(
                                        Objects.requireNonNull(points.get(i).location()),
                                        Objects.requireNonNull(points.get(j).location()))
                                > 150) {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void aWholeCityOfManholesIsNoMatter() {
        List<Point> points = new ArrayList<>();
        for (int row = 0; row < 200; row++) {
            for (int column = 0; column < 200; column++) {
                points.add(
                        point(
                                "P" + (1_000 + row) + (1_000 + column),
                                "",
                                new Location(column * 60 * METRE, row * 60 * METRE),
                                Set.of()));
            }
        }
        // Fours in a square lie within 60 m times the root of two.
        List<Groups.Group> found =
                Groups.find(
                        rule("{within: 100m}").rules().get(0), points, registry(List.of(), points));
        assertEquals(199 * 199, Objects.requireNonNull(found).size());
        assertTrue(found.stream().allMatch(group -> group.members().size() == 4));
    }

    /** With work for each pair of them it would take minutes, and is meant to take a second. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES)
    void inputsOfAWholeCityOfAssetsAreFoundForEachAssetAlone() {
        RuleSet rules =
                Objects.requireNonNull(
                        RuleParser.parse(
                                        "1",
                                        Map.of(
                                                "gas.yaml",
                                                """
                                                rules:
                                                  - id: M5
                                                    name: {zh: 物料, en: Balance}
                                                    group: {by: asset}
                                                    inputs:
                                                      low: {quantity: methane, unit: m}
                                                      high: {quantity: methane, unit: m}
                                                    grades:
                                                      orange: {raise: low > 20 && high > 20, clear: low < 10}
                                                    source: test
                                                """),
                                        Registry.EMPTY)
                                .rules());
        List<Asset> assets = new ArrayList<>();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            assets.add(asset("A" + i, "", null, Set.of()));
            points.add(point("P" + i + "-1", "A" + i, null, Set.of()));
            points.add(point("P" + i + "-2", "A" + i, null, Set.of()));
        }
        Groups groups = Groups.of(rules, registry(assets, points));
        for (int i = 0; i < 30_000; i++) {
            List<Groups.Group> found = groups.ofPoint("P" + i + "-1");
            assertEquals(1, found.size());
            assertEquals(
                    List.of("P" + i + "-1", "P" + i + "-2"),
                    found.get(0).members().stream().map(Point::id).toList());
        }
    }

    @Test
    void groupsThatCannotBeToldApartInUsefulTimeAreNotFound() {
        List<Point> points = new ArrayList<>();
        // Each lies within reach of all but the one on the other side.
        for (int i = 0; i < 60; i++) {
            double angle = 2 * Math.PI * i / 60;
            points.add(
                    point(
                            "P" + (100 + i),
                            "",
                            new Location(
                                    50.03 * METRE * Math.cos(angle),
                                    50.03 * METRE * Math.sin(angle)),
                            Set.of()));
        }
        RuleSet rules = rule("{within: 100m}");
        assertNull(Groups.find(rules.rules().get(0), points, registry(List.of(), points)));
        assertTrue(Groups.of(rules, registry(List.of(), points)).isEmpty());
    }

    private static Asset asset(
            String id, String district, @Nullable Location location, Set<String> tags) {
        return new Asset(id, "manhole", new Text("井", "Manhole"), district, location, tags);
    }
}
