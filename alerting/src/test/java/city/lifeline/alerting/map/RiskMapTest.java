package city.lifeline.alerting.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.warning.OpenAtPlace;
import city.lifeline.model.Grade;
import city.lifeline.model.Location;
import city.lifeline.model.PointStatus;
import city.lifeline.model.Quality;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RiskMapTest {

    private static final long NOW_US = 1_700_000_000_000_000L;
    private static final long MINUTE_US = 60_000_000L;

    private final Map<String, Asset> assets = new HashMap<>();
    private final Map<String, Point> points = new HashMap<>();
    private final Map<String, PointStatus> statuses = new HashMap<>();

    private void point(String id, String district, @Nullable Location at, Duration interval) {
        assets.put(
                "A-" + id,
                new Asset("A-" + id, "gas-manhole", new Text(id, id), district, at, Set.of()));
        points.put(
                id,
                new Point(
                        id,
                        "GW",
                        "A-" + id,
                        "methane",
                        "1",
                        interval,
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        new Text(id, id),
                        null,
                        Set.of(),
                        Map.of()));
    }

    private void heard(String id, long minutesAgo) {
        statuses.put(id, new PointStatus(id, NOW_US - minutesAgo * MINUTE_US, 1, Quality.GOOD));
    }

    private RiskMap map(OpenAtPlace... open) {
        return RiskMap.of(
                new Registry(Map.of(), assets, points), statuses::get, List.of(open), NOW_US);
    }

    @Test
    void aPlaceHasTheHighestGradeOfItsWarningsAndCountsEach() {
        point("P1", "North", new Location(117.2801, 31.8601), Duration.ofSeconds(30));
        point("P2", "North", new Location(117.2802, 31.8602), Duration.ofSeconds(30));
        heard("P1", 0);
        heard("P2", 0);

        RiskMap map =
                map(
                        new OpenAtPlace("A-P1", "P1", Grade.YELLOW, 2),
                        new OpenAtPlace("A-P2", "P2", Grade.RED, 1));

        assertEquals(1, map.cells().size());
        RiskMap.Figures figures = map.cells().get(0).figures();
        assertEquals(Grade.RED, figures.grade());
        assertEquals(Map.of(Grade.YELLOW, 2, Grade.RED, 1), figures.open());
        assertEquals(2, figures.points());
        assertEquals("A-P2", map.assets().get(0).asset());
        assertEquals(Grade.RED, map.districts().get(0).figures().grade());
        RiskMap.Cell cell = map.cells().get(0);
        assertTrue(cell.west() <= 117.2801 && 117.2802 < cell.east());
        assertTrue(cell.south() <= 31.8601 && 31.8602 < cell.north());
    }

    @Test
    void aCellHasTheGravestHazardOfItsAssetsWhateverHappens() {
        Location here = new Location(117.2801, 31.8601);
        for (String tag : List.of("hazard-blue", "hazard-orange", "hazard-purple", "carriageway")) {
            assets.put(
                    tag,
                    new Asset(tag, "gas-pipe", new Text(tag, tag), "North", here, Set.of(tag)));
        }
        assets.put(
                "NOWHERE",
                new Asset(
                        "NOWHERE",
                        "gas-pipe",
                        new Text("", ""),
                        "North",
                        null,
                        Set.of("hazard-red")));
        RiskMap map = map(new OpenAtPlace("hazard-blue", "P", Grade.YELLOW, 1));
        assertEquals(Grade.ORANGE, map.cells().get(0).hazard());
        assertEquals(Grade.YELLOW, map.cells().get(0).figures().grade());
        assertFalse(map.cells().get(0).blind(), "there is nothing that could be silent");
        point("P1", "South", new Location(117.5, 31.9), Duration.ofSeconds(30));
        assertNull(map().cells().get(1).hazard());
    }

    @Test
    void silentAfterThreeIntervalsAndNotBeforeAQuarterOfAnHour() {
        point("FAST", "A", null, Duration.ofSeconds(10));
        point("SLOW", "B", null, Duration.ofMinutes(30));
        heard("FAST", 14);
        heard("SLOW", 89);
        assertEquals(List.of(false, false), blind(map()));

        heard("FAST", 16);
        assertEquals(List.of(true, false), blind(map()));

        heard("SLOW", 91);
        assertEquals(List.of(true, true), blind(map()));
    }

    @Test
    void threeInTenPointsMakeAPlaceBlindAndNoWarningMakesItSeeing() {
        for (int i = 0; i < 10; i++) {
            point("P" + i, "North", null, Duration.ofSeconds(10));
            if (i >= 2) {
                heard("P" + i, 0);
            }
        }
        assertFalse(map().districts().get(0).blind());

        heard("P9", 60);
        RiskMap.District north =
                map(new OpenAtPlace("A-P5", "P5", Grade.BLUE, 1)).districts().get(0);
        assertTrue(north.blind());
        assertEquals(2, north.figures().unheard());
        assertEquals(1, north.figures().silent());
        assertEquals(Grade.BLUE, north.figures().grade());
    }

    @Test
    void aWarningOfNothingRegisteredIsStillListed() {
        RiskMap map = map(new OpenAtPlace("GONE", "GONE-1", Grade.ORANGE, 1));

        assertEquals("GONE", map.assets().get(0).asset());
        assertNull(map.assets().get(0).location());
        assertTrue(map.cells().isEmpty());
    }

    private static List<Boolean> blind(RiskMap map) {
        return map.districts().stream().map(RiskMap.District::blind).toList();
    }
}
