package city.lifeline.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LoadCityTest {

    private static List<String[]> lines(String csv) {
        return csv.lines().skip(1).map(line -> line.split(",", -1)).toList();
    }

    private static SortedMap<String, String> files(LoadCity city) {
        SortedMap<String, String> files = new TreeMap<>();
        files.put("assets.csv", "id,class,name_zh,name_en,district,longitude,latitude,tags\n");
        files.put(
                "points.csv",
                "id,gateway,asset,quantity,unit,interval,low,high,name_zh,name_en,longitude,latitude,tags,limits\n");
        files.put("gateways.csv", "id,name_zh,name_en\n");
        city.addTo(files);
        return files;
    }

    @Test
    void hasAsManyPointsAsTheLoadNeeds() {
        assertEquals(new LoadCity(120_000, 900), LoadCity.of(12_000, 90_000));
        assertEquals(new LoadCity(10, 1), LoadCity.of(1, 1));
        assertEquals(new LoadCity(10, 0), LoadCity.of(1, 0));
    }

    @Test
    void everyPointHasItsAssetAndItsGateway() {
        SortedMap<String, String> files = files(new LoadCity(1_010, 205));
        List<String[]> assets = lines(files.get("assets.csv"));
        List<String[]> points = lines(files.get("points.csv"));
        Set<String> gateways =
                lines(files.get("gateways.csv")).stream()
                        .map(line -> line[0])
                        .collect(Collectors.toSet());
        Set<String> known = assets.stream().map(line -> line[0]).collect(Collectors.toSet());

        assertEquals(1_215, points.size());
        assertEquals(1_215, known.size());
        assertEquals(3 + 3, gateways.size());
        for (String[] point : points) {
            assertEquals(14, point.length, point[0]);
            assertTrue(gateways.contains(point[1]), point[1]);
            assertTrue(known.contains(point[2]), point[2]);
        }
    }
}
