package city.lifeline.simulators.generate;

import java.util.List;

/** How large an invented city is, after the load to plan for. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are those of List.of
public enum CitySize {
    /** About 300 points: starts at once, and reports often so that there is something to see. */
    SMALL(
            0.055,
            40,
            List.of(
                    new Part(Kinds.gasManhole("30s"), 20),
                    new Part(Kinds.gasStation(), 3),
                    new Part(Kinds.gasCabin("30s"), 4),
                    new Part(Kinds.zone(4, "15s"), 4),
                    new Part(Kinds.booster(), 2),
                    new Part(Kinds.quality(), 3),
                    new Part(Kinds.rainGauge(), 3),
                    new Part(Kinds.underpass(), 4),
                    new Part(Kinds.sewer("60s"), 8),
                    new Part(Kinds.pumpStation(), 2),
                    new Part(Kinds.substation(), 2),
                    new Part(Kinds.room(), 10),
                    new Part(Kinds.bridge(false), 1),
                    new Part(Kinds.elevator(true, "1s"), 6),
                    new Part(Kinds.tunnel(), 3),
                    new Part(Kinds.cover(), 8),
                    new Part(Kinds.tank(), 3),
                    new Part(Kinds.chlorineRoom(), 2))),
    /** About 38,000 points, 2,100 readings and 13,200 samples a second. */
    REFERENCE(
            0.2,
            400,
            List.of(
                    new Part(Kinds.gasManhole("30min"), 2_000),
                    new Part(Kinds.gasStation(), 200),
                    new Part(Kinds.gasCabin("30s"), 1_200),
                    new Part(Kinds.zone(8, "60s"), 50),
                    new Part(Kinds.booster(), 150),
                    new Part(Kinds.quality(), 35),
                    new Part(Kinds.rainGauge(), 40),
                    new Part(Kinds.underpass(), 60),
                    new Part(Kinds.sewer("5min"), 275),
                    new Part(Kinds.pumpStation(), 50),
                    new Part(Kinds.substation(), 300),
                    new Part(Kinds.room(), 5_500),
                    new Part(Kinds.bridge(true), 20),
                    new Part(Kinds.elevator(false, "2s"), 1_000),
                    new Part(Kinds.elevator(false, "60s"), 9_000),
                    new Part(Kinds.tunnel(), 400),
                    new Part(Kinds.cover(), 500),
                    new Part(Kinds.tank(), 240),
                    new Part(Kinds.detectors(), 300))),
    /** About 221,000 points, 12,000 readings and 90,000 samples a second: the scale of Hefei. */
    METROPOLIS(
            0.4,
            1_500,
            List.of(
                    new Part(Kinds.gasManhole("30min"), 30_000),
                    new Part(Kinds.gasStation(), 1_500),
                    new Part(Kinds.gasCabin("30s"), 7_000),
                    new Part(Kinds.zone(8, "60s"), 400),
                    new Part(Kinds.booster(), 1_230),
                    new Part(Kinds.quality(), 285),
                    new Part(Kinds.rainGauge(), 200),
                    new Part(Kinds.underpass(), 460),
                    new Part(Kinds.sewer("5min"), 2_000),
                    new Part(Kinds.pumpStation(), 330),
                    new Part(Kinds.substation(), 880),
                    new Part(Kinds.room(), 32_000),
                    new Part(Kinds.bridge(true), 137),
                    new Part(Kinds.elevator(false, "2s"), 5_000),
                    new Part(Kinds.elevator(false, "60s"), 45_000),
                    new Part(Kinds.tunnel(), 2_000),
                    new Part(Kinds.cover(), 2_670),
                    new Part(Kinds.tank(), 1_500),
                    new Part(Kinds.detectors(), 1_900)));

    final double degrees;
    final int pointsPerGateway;
    final List<Part> parts;

    /** So many assets of a kind. */
    record Part(Kind kind, int count) {}

    CitySize(double degrees, int pointsPerGateway, List<Part> parts) {
        this.degrees = degrees;
        this.pointsPerGateway = pointsPerGateway;
        this.parts = parts;
    }
}
