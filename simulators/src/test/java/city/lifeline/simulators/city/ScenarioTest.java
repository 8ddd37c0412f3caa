package city.lifeline.simulators.city;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.simulators.SimulatedCityFiles;
import city.lifeline.simulators.replay.SampleCity;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ScenarioTest {

    private static final long MINUTE_US = 60_000_000L;
    private static final long ONSET_US =
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-11-24T06:00:00Z"));

    @Test
    void everyScenarioOfTheSampleCityCanTakePlaceThere() throws IOException {
        SimulatedCity city = city();

        assertTrue(city.scenarios().size() >= 40);
        for (Scenario scenario : city.scenarios().values()) {
            assertFalse(city.stage().assetsFor(scenario).isEmpty(), scenario.id());
        }
    }

    @Test
    void aBurstDrawsWaterAndTakesThePressure() throws IOException {
        SimulatedCity burst = started("burst-main", "WAT-PZ-01", 180);
        SimulatedCity calm = city();

        assertTrue(
                at(burst, "WAT-PZ-01-FLOW", 30) > at(calm, "WAT-PZ-01-FLOW", 30) + 250,
                "inflow rises");
        assertTrue(
                at(burst, "WAT-PZ-01-PEND1", 30) < at(calm, "WAT-PZ-01-PEND1", 30) - 0.05,
                "pressure falls");
        assertEquals(at(calm, "WAT-PZ-01-FLOW", 200), at(burst, "WAT-PZ-01-FLOW", 200));
    }

    @Test
    void aGirderThatBeginsToOverturnLiftsOffItsBearingAndTilts() throws IOException {
        SimulatedCity leaning = started("bridge-overturning", "BRI-01", 30);
        SimulatedCity calm = city();

        assertTrue(at(leaning, "BRI-01-BRG-1", 10) > at(calm, "BRI-01-BRG-1", 10) + 2.5);
        assertTrue(at(leaning, "BRI-01-TILT-1", 10) > at(calm, "BRI-01-TILT-1", 10) + 0.15);
        assertEquals(at(calm, "BRI-01-BRG-1", 60), at(leaning, "BRI-01-BRG-1", 60));
    }

    @Test
    void aLooseCableHasLessForceThanAsBuilt() throws IOException {
        SimulatedCity loose = started("cable-force-loss", "BRI-01", 720);

        double left =
                Math.min(
                        at(loose, "BRI-01-CAB-1", 300) / 3_200,
                        at(loose, "BRI-01-CAB-2", 300) / 3_350);
        assertTrue(left < 0.9, () -> "left " + left);
        assertEquals(1, at(city(), "BRI-01-CAB-1", 300) / 3_200, 0.02);
    }

    @Test
    void gasReachesThePitsBesideATunnelOneAfterTheOther() throws IOException {
        SimulatedCity leak = started("gas-beside-tunnel", "DUC-PT-01", 90);

        assertTrue(at(leak, "GAS-MH-04-CH4", 60) > 20);
        assertTrue(at(leak, "GAS-MH-05-CH4", 60) > 20);
        assertEquals(at(city(), "GAS-MH-02-CH4", 60), at(leak, "GAS-MH-02-CH4", 60));
    }

    @Test
    void whatIsOnlyAboutNeighboursTakesPlaceOnlyWhereThereAreSome() throws IOException {
        SimulatedCity city = city();

        Scenario scenario = Objects.requireNonNull(city.scenarios().get("gas-beside-sewer"));
        assertEquals(
                List.of("DRN-MH-02"),
                city.stage().assetsFor(scenario).stream().map(asset -> asset.id()).toList());
    }

    @Test
    void wornDoorsReportFaultsAndOthersHardlyEver() throws IOException {
        SimulatedCity worn = started("door-wear", "LIF-01", 720);

        assertTrue(secondsWithAFault(worn, "LIF-01-FAULT") > 30);
        assertTrue(secondsWithAFault(worn, "LIF-02-FAULT") < 15);
    }

    @Test
    void aStormFillsGaugesSewersAndTheUnderpassOneAfterTheOther() throws IOException {
        SimulatedCity storm = started("storm", "DRN-UP-01", 180);

        assertTrue(at(storm, "DRN-RG-01-RAIN", 30) > 0.5);
        assertTrue(at(storm, "DRN-UP-01-DEPTH", 5) < 2, "it runs off with a lag");
        assertTrue(at(storm, "DRN-UP-01-DEPTH", 70) > 20);
        assertTrue(at(storm, "DRN-MH-01-LEVEL", 70) > 1.2);
    }

    @Test
    void aPowerCutReachesElevatorsAndPumpsOfTheDistrictAlone() throws IOException {
        SimulatedCity dark = started("blackout", "DUC-PT-01", 50);
        SimulatedCity light = city();

        for (int minute = 5; minute < 45; minute++) {
            assertEquals(0, at(dark, "LIF-01-SPEED", minute));
        }
        assertEquals(4.5, at(dark, "LIF-02-FLOOR", 20));
        assertEquals(at(light, "DRN-PS-01-PUMP", 20), at(dark, "DRN-PS-01-PUMP", 20));
    }

    @Test
    void cablesCoolWithALagOfHoursWhenTheLoadIsGone() throws IOException {
        SimulatedCity dark = started("blackout", "DUC-PT-01", 50);
        SimulatedCity light = city();

        double after = at(light, "DUC-PT-01-TJ1", 45) - at(dark, "DUC-PT-01-TJ1", 45);
        assertTrue(after > 3 && after < 25, () -> "cooled by " + after);
    }

    @Test
    void aHeavyLorryLeavesItsPulseInStrain() throws IOException {
        SimulatedPoint heavy = point(started("overloaded-lorry", "BRI-01", 2), "BRI-01-DEFL-1");
        SimulatedPoint calm = point(city(), "BRI-01-DEFL-1");
        double most = 0;
        for (int second = 0; second < 14; second++) {
            long start = heavy.firstStartUs(ONSET_US + second * 1_000_000L);
            for (int i = 0; i < heavy.block(start).size(); i++) {
                most = Math.max(most, heavy.block(start).value(i) - calm.block(start).value(i));
            }
        }
        double found = most;
        assertTrue(found > 12 && found < 15.5, () -> "millimetres " + found);
    }

    @Test
    void aStuckSensorReadsTheSameAndALostOneNothing() throws IOException {
        SimulatedCity stuck = started("stuck-sensor", "GAS-RS-01", 360);
        Occurrence occurrence = occurrence("stuck-sensor", "GAS-RS-01", 360);
        assertEquals(1, stuck.pointsOf(occurrence).size());
        String id = stuck.pointsOf(occurrence).get(0);
        double frozen = at(stuck, id, 1);
        for (int minute = 2; minute < 300; minute += 7) {
            assertEquals(frozen, at(stuck, id, minute));
        }

        SimulatedCity lost = started("lost-sensor", "HAZ-TK-01", 180);
        List<String> silent = lost.pointsOf(occurrence("lost-sensor", "HAZ-TK-01", 180));
        SimulatedPoint point = point(lost, silent.get(0));
        assertTrue(point.isLost(point.firstStartUs(ONSET_US + MINUTE_US)));
        assertFalse(point.isLost(point.firstStartUs(ONSET_US + 181 * MINUTE_US)));
    }

    @Test
    void aGatewayIsOutForAsLongAsTheScenarioLasts() throws IOException {
        SimulatedCity city = started("gateway-lost", "GW-HEAT-01", 60);

        assertTrue(city.trouble("GW-HEAT-01", ONSET_US + MINUTE_US).isOut());
        assertFalse(city.trouble("GW-HEAT-01", ONSET_US + 61 * MINUTE_US).isOut());
        assertFalse(city.trouble("GW-GAS-01", ONSET_US + MINUTE_US).isOut());
    }

    @Test
    void whatBeginsLaterChangesNothingBefore() throws IOException {
        SimulatedCity city = started("storm-over-everything", "BRI-01", 360);
        SimulatedCity calm = city();
        for (SimulatedPoint point :
                calm.pointsByGateway().values().stream().flatMap(List::stream).toList()) {
            long start = point.firstStartUs(ONSET_US - 90 * MINUTE_US);
            assertEquals(
                    point.block(start),
                    point(city, point.point().id()).block(start),
                    point.point().id());
        }
    }

    @Test
    void faultsAreNamedByFileAndField() {
        ScenarioFiles.Parsed parsed =
                ScenarioFiles.parse(
                        Map.of(
                                "odd.yaml",
                                """
                                name: {zh: 甲, en: Odd}
                                cause: {zh: 乙, en: odd}
                                asset: bridge
                                duration: [3h, 1h]
                                effects:
                                  - {quantity: strain, drive: leak, add: 1, times: 2}
                                  - {quantity: strain, add: much}
                                  - {quantity: strain, reach: near, add: 1}
                                expected:
                                  - {rule: B4, grade: purple, within: 10min}
                                """));

        assertEquals(0, parsed.scenarios().size());
        List<String> said = new ArrayList<>();
        parsed.faults().forEach(fault -> said.add(fault.toString()));
        assertEquals(6, said.size(), said::toString);
        assertTrue(said.stream().allMatch(text -> text.startsWith("odd.yaml:")), said::toString);
    }

    private static SimulatedCity city() throws IOException {
        return SimulatedCityFiles.read(SampleCity.directory());
    }

    private static SimulatedCity started(String scenario, String asset, int minutes)
            throws IOException {
        SimulatedCity city = city();
        Occurrence occurrence = occurrence(scenario, asset, minutes);
        assertNotEquals(List.of(), city.stage().assetsFor(city.scenario(occurrence)));
        city.start(occurrence);
        return city;
    }

    private static Occurrence occurrence(String scenario, String asset, int minutes) {
        return new Occurrence(
                "d1", scenario, asset, ONSET_US, ONSET_US + minutes * MINUTE_US, 0.6, true);
    }

    private static double at(SimulatedCity city, String id, int minute) {
        SimulatedPoint point = point(city, id);
        return point.block(point.firstStartUs(ONSET_US + minute * MINUTE_US)).value(0);
    }

    private static int secondsWithAFault(SimulatedCity city, String id) {
        SimulatedPoint point = point(city, id);
        int seconds = 0;
        for (long t = point.firstStartUs(ONSET_US + MINUTE_US);
                t < ONSET_US + 480 * MINUTE_US;
                t += point.stepUs()) {
            seconds += point.block(t).value(0) > 0 ? 1 : 0;
        }
        return seconds;
    }

    private static SimulatedPoint point(SimulatedCity city, String id) {
        return city.pointsByGateway().values().stream()
                .flatMap(List::stream)
                .filter(point -> point.point().id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
