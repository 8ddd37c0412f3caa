package city.lifeline.simulators.generate;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** GeoJSON (RFC 7946), longitude before latitude, WGS 84. */
final class Geo {

    private Geo() {}

    static String collection(List<String> features) {
        return "{\"type\":\"FeatureCollection\",\"features\":[\n"
                + String.join(",\n", features)
                + "\n]}\n";
    }

    /** Names come from fixed lists, so that nothing in them needs escaping. */
    static String feature(String id, String zh, String en, String kind, String geometry) {
        return ("{\"type\":\"Feature\",\"id\":\"%s\",\"properties\":{\"name_zh\":\"%s\","
                        + "\"name_en\":\"%s\",\"kind\":\"%s\"},\"geometry\":%s}")
                .formatted(id, zh, en, kind, geometry);
    }

    static String point(double[] at) {
        return "{\"type\":\"Point\",\"coordinates\":%s}".formatted(pair(at));
    }

    static String line(List<double[]> path) {
        return "{\"type\":\"LineString\",\"coordinates\":%s}".formatted(pairs(path));
    }

    static String rectangle(double west, double south, double east, double north) {
        return "{\"type\":\"Polygon\",\"coordinates\":[%s]}"
                .formatted(
                        pairs(
                                List.of(
                                        new double[] {west, south},
                                        new double[] {east, south},
                                        new double[] {east, north},
                                        new double[] {west, north},
                                        new double[] {west, south})));
    }

    private static String pairs(List<double[]> path) {
        return path.stream().map(Geo::pair).collect(Collectors.joining(",", "[", "]"));
    }

    private static String pair(double[] at) {
        return String.format(Locale.ROOT, "[%.5f,%.5f]", at[0], at[1]);
    }
}
