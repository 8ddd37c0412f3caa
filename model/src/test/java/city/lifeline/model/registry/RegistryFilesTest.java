package city.lifeline.model.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Fault;
import city.lifeline.model.Location;
import city.lifeline.model.Text;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryFilesTest {

    private static final String POINTS_HEADER =
            "id,gateway,asset,quantity,unit,interval,low,high,name_zh,name_en,longitude,latitude,tags,limits\n";

    private final Map<String, String> files =
            new HashMap<>(
                    Map.of(
                            "city.yaml",
                            "name: {zh: 庐城, en: Lucheng}\nzone: Asia/Shanghai\ncentre: {longitude: 117.28, latitude: 31.86}\n",
                            "gateways.csv",
                            "id,name_zh,name_en\nGW-1,网关一,Gateway one\n",
                            "assets.csv",
                            "id,class,name_zh,name_en,district,longitude,latitude,tags\nMH-1,gas-manhole,阀井,Valve pit,北区,117.28,31.86,carriageway;old\n",
                            "points.csv",
                            POINTS_HEADER
                                    + "MH-1-CH4,GW-1,MH-1,methane,%{LEL},30min,0,100,甲烷,Methane,117.28,31.86,a;b,setPoint=0.3;design=120\n"));

    @Test
    void readsEveryField() {
        RegistryFiles.Parsed parsed = RegistryFiles.parse(files);

        assertEquals(List.of(), parsed.faults());
        Registry registry = Objects.requireNonNull(parsed.registry());
        assertEquals(
                new Point(
                        "MH-1-CH4",
                        "GW-1",
                        "MH-1",
                        "methane",
                        "%{LEL}",
                        Duration.ofMinutes(30),
                        OptionalDouble.of(0),
                        OptionalDouble.of(100),
                        new Text("甲烷", "Methane"),
                        new Location(117.28, 31.86),
                        Set.of("a", "b"),
                        Map.of("setPoint", 0.3, "design", 120.0)),
                registry.point("MH-1-CH4"));
        assertEquals(
                new Asset(
                        "MH-1",
                        "gas-manhole",
                        new Text("阀井", "Valve pit"),
                        "北区",
                        new Location(117.28, 31.86),
                        Set.of("carriageway", "old")),
                registry.assets().get("MH-1"));
        assertEquals(
                new City(
                        new Text("庐城", "Lucheng"),
                        ZoneId.of("Asia/Shanghai"),
                        new Location(117.28, 31.86)),
                parsed.city());
    }

    @Test
    void columnsMayStandInAnyOrderAndOptionalOnesMayBeAbsent() {
        files.put(
                "points.csv",
                "name_en,name_zh,interval,unit,quantity,gateway,id\r\nX,,1s,1,state,GW-1,P-1\r\n,,,,,,\r\n");

        RegistryFiles.Parsed parsed = RegistryFiles.parse(files);

        assertEquals(List.of(), parsed.faults());
        Point point =
                Objects.requireNonNull(Objects.requireNonNull(parsed.registry()).point("P-1"));
        assertEquals(new Text("X", "X"), point.name());
        assertEquals("", point.asset());
        assertEquals(OptionalDouble.empty(), point.physicalLow());
        assertNull(point.location());
    }

    @Test
    void aByteOrderMarkIsLeftOut() {
        files.put("gateways.csv", "\uFEFFid,name_zh,name_en\nGW-1,网关一,\n");

        assertEquals(List.of(), RegistryFiles.parse(files).faults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            textBlock =
                    """
                    P 1,GW-1,MH-1,q,1,1s,,,n,n,,,,        | 1  | is not an id
                    P-１,GW-1,MH-1,q,1,1s,,,n,n,,,,        | 1  | is not an id
                    =1+1,GW-1,MH-1,q,1,1s,,,n,n,,,,       | 1  | is not an id
                    ,GW-1,MH-1,q,1,1s,,,n,n,,,,           | 1  | is empty
                    P-1,GW-9,MH-1,q,1,1s,,,n,n,,,,        | 2  | there is no gateway 'GW-9' in gateways.csv
                    P-1,,MH-1,q,1,1s,,,n,n,,,,            | 2  | is empty
                    P-1,GW-1,MH-9,q,1,1s,,,n,n,,,,        | 3  | there is no asset 'MH-9' in assets.csv
                    P-1,GW-1,MH-1,,1,1s,,,n,n,,,,         | 4  | is empty
                    P-1,GW-1,MH-1,q,,1s,,,n,n,,,,         | 5  | UCUM
                    P-1,GW-1,MH-1,q,毫克,1s,,,n,n,,,,      | 5  | UCUM
                    P-1,GW-1,MH-1,q,1,30,,,n,n,,,,        | 6  | is not a duration
                    P-1,GW-1,MH-1,q,1,0s,,,n,n,,,,        | 6  | must be from 1ms to 31d
                    P-1,GW-1,MH-1,q,1,1s,x,,n,n,,,,       | 7  | is not a number
                    P-1,GW-1,MH-1,q,1,1s,NaN,,n,n,,,,     | 7  | is not a number
                    P-1,GW-1,MH-1,q,1,1s,,1e999,n,n,,,,   | 8  | too large
                    P-1,GW-1,MH-1,q,1,1s,,"0,5",n,n,,,,   | 8  | decimal point as a dot
                    P-1,GW-1,MH-1,q,1,1s,5,5,n,n,,,,      | 8  | is not above low
                    P-1,GW-1,MH-1,q,1,1s,,,,,,,,          | 9  | both empty
                    P-1,GW-1,MH-1,q,1,1s,,,a\u202Eb,n,,,,  | 9  | invisible
                    P-1,GW-1,MH-1,q,1,1s,,,n,n,181,31,,   | 11 | from -180 to 180
                    P-1,GW-1,MH-1,q,1,1s,,,n,n,31,117,,   | 12 | swapped
                    P-1,GW-1,MH-1,q,1,1s,,,n,n,117,,,     | 12 | neither
                    P-1,GW-1,MH-1,q,1,1s,,,n,n,,,a b,     | 13 | is not a tag
                    P-1,GW-1,MH-1,q,1,1s,,,n,n,,,,design  | 14 | name=number
                    P-1,GW-1,MH-1,q,1,1s,,,n,n,,,,d=x     | 14 | is not a number
                    P-1,GW-1,MH-1,q,1,1s,,,n,n,,,,d=1;d=2 | 14 | twice
                    """)
    void namesLineColumnAndRemedyOfAFaultyField(String row, int column, String message) {
        files.put("points.csv", POINTS_HEADER + row + "\n");

        RegistryFiles.Parsed parsed = RegistryFiles.parse(files);

        assertNull(parsed.registry());
        assertNull(parsed.city());
        assertEquals(1, parsed.faults().size(), () -> parsed.faults().toString());
        Fault fault = parsed.faults().get(0);
        assertEquals("points.csv", fault.file());
        assertEquals(2, fault.line());
        assertEquals(column, fault.column());
        assertTrue(fault.message().contains(message), fault::toString);
    }

    @Test
    void readsAddressSentinelsAndJump() {
        files.compute("city.yaml", (name, text) -> text + "sentinels: [-9999, 6553.5]\n");
        files.put(
                "points.csv",
                """
                id,gateway,quantity,unit,interval,name_zh,name_en,address,sentinels,jump
                P-1,GW-1,q,1,1s,n,n,boiler-3/pressure,65535; -1e3,0.5
                P-2,GW-1,q,1,1s,n,n,,,
                P-3,GW-1,q,1,1s,n,n,,none,
                """);

        RegistryFiles.Parsed parsed = RegistryFiles.parse(files);

        assertEquals(List.of(), parsed.faults());
        Registry registry = Objects.requireNonNull(parsed.registry());
        Point own = Objects.requireNonNull(registry.point("P-1"));
        assertEquals("boiler-3/pressure", own.address());
        assertEquals(Set.of(65535.0, -1000.0), own.sentinels());
        assertEquals(OptionalDouble.of(0.5), own.jump());
        Point ofCity = Objects.requireNonNull(registry.point("P-2"));
        assertEquals("", ofCity.address());
        assertEquals(Set.of(-9999.0, 6553.5), ofCity.sentinels());
        assertEquals(OptionalDouble.empty(), ofCity.jump());
        assertEquals(Set.of(), Objects.requireNonNull(registry.point("P-3")).sentinels());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            textBlock =
                    """
                    P-2,GW-1,q,1,1s,n,n,a/b,,       | 8  | is already the address of a point of gateway GW-1 in line 2
                    P-2,GW-1,q,1,1s,n,n,P-1,,       | 8  | 'P-1' is the id of another point of gateway GW-1
                    P-2,GW-1,q,1,1s,n,n,a\u200Bb,,  | 8  | invisible
                    P-2,GW-1,q,1,1s,n,n,,65535;x,   | 9  | 'x' is not a number
                    P-2,GW-1,q,1,1s,n,n,,1;;2,      | 9  | '' is not a number
                    P-2,GW-1,q,1,1s,n,n,,,0         | 10 | must be above 0
                    P-2,GW-1,q,1,1s,n,n,,,-1        | 10 | must be above 0
                    """)
    void aFaultOfAnAddressSentinelOrJumpNamesItsField(String line, int column, String message) {
        files.put(
                "points.csv",
                "id,gateway,quantity,unit,interval,name_zh,name_en,address,sentinels,jump\n"
                        + "P-1,GW-1,q,1,1s,n,n,a/b,,\n"
                        + line.replace("\\u200B", "\u200B")
                        + "\n");

        List<Fault> faults = RegistryFiles.parse(files).faults();

        assertEquals(1, faults.size(), faults::toString);
        assertEquals(3, faults.get(0).line());
        assertEquals(column, faults.get(0).column());
        assertTrue(faults.get(0).message().contains(message), faults::toString);
    }

    @Test
    void twoGatewaysMayUseTheSameAddress() {
        files.compute("gateways.csv", (name, text) -> text + "GW-2,b,b\n");
        files.put(
                "points.csv",
                """
                id,gateway,quantity,unit,interval,name_zh,name_en,address
                P-1,GW-1,q,1,1s,n,n,a/b
                P-2,GW-2,q,1,1s,n,n,a/b
                """);

        assertEquals(List.of(), RegistryFiles.parse(files).faults());
    }

    @Test
    void aSentinelOfTheCityThatIsNoNumberIsAFault() {
        files.compute("city.yaml", (name, text) -> text + "sentinels: [\"0xFFFF\"]\n");

        List<Fault> faults = RegistryFiles.parse(files).faults();

        assertEquals(1, faults.size(), faults::toString);
        assertEquals("city.yaml:4:12", faults.get(0).toString().substring(0, 14));
    }

    @Test
    void everyGatewayIsAnAssetWithAPointOfItsClock() {
        Registry registry = Objects.requireNonNull(RegistryFiles.parse(files).registry());

        assertEquals(
                new Asset("GW-1", "gateway", new Text("网关一", "Gateway one"), "", null, Set.of()),
                registry.assets().get("GW-1"));
        Point clock = Objects.requireNonNull(registry.point("GW-1:clock-offset"));
        assertEquals("GW-1", clock.gateway());
        assertEquals("GW-1", clock.asset());
        assertEquals("clock-offset", clock.quantity());
        assertEquals("s", clock.unit());
        assertEquals(Duration.ofSeconds(10), clock.interval());
        assertEquals(new Text("网关一时钟偏差", "Clock offset, Gateway one"), clock.name());
        assertTrue(GatewayPoints.isMeasuredByIngest(clock));
    }

    @Test
    void whatTheFilesSayOfAGatewaysAssetAndClockHolds() {
        files.compute("assets.csv", (name, text) -> text + "GW-1,cabinet,柜,Cabinet,,,,\n");
        files.compute(
                "points.csv",
                (name, text) ->
                        text + "GW-1:clock-offset,GW-1,MH-1,clock-offset,s,1min,,,钟,Clock,,,,\n");

        Registry registry = Objects.requireNonNull(RegistryFiles.parse(files).registry());

        assertEquals("cabinet", Objects.requireNonNull(registry.assets().get("GW-1")).assetClass());
        assertEquals("MH-1", Objects.requireNonNull(registry.point("GW-1:clock-offset")).asset());
    }

    @Test
    void aGatewaysIdLeavesRoomForTheIdsOfItsPoints() {
        String longest = "G".repeat(51);
        files.compute("gateways.csv", (name, text) -> text + longest + ",a,a\n");
        assertEquals(List.of(), RegistryFiles.parse(files).faults());

        files.compute("gateways.csv", (name, text) -> text + longest + "G,a,a\n");
        List<Fault> faults = RegistryFiles.parse(files).faults();

        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).message().contains("longer than 51"), faults::toString);
    }

    @Test
    void namesAllFaultsOfAllFilesAtOnce() {
        files.put("city.yaml", "name: {zh: 城}\nzone: Asia/Beijing\nmayor: x\n");
        files.put("gateways.csv", "id,name_zh,name_en\nGW-1,a,b\nGW-1,c,d\n");
        files.put("assets.csv", "id,class,name_zh,name_en\nMH-1,gas-manhole,a,b,c\n");
        files.put(
                "points.csv",
                POINTS_HEADER
                        + "P-1,GW-1,MH-1,q,1,1s,,,n,n,,,,\nP-1,GW-1,MH-1,q,1,1s,,,n,n,,,,\nP-2,GW-1,MH-1,q,1,1x,9,1,n,n,,,,\n");

        assertEquals(
                List.of(
                        "assets.csv:2:0 ",
                        "city.yaml:1:1 centre",
                        "city.yaml:2:7 zone",
                        "city.yaml:3:1 mayor",
                        "gateways.csv:3:1 id",
                        "points.csv:3:1 id",
                        "points.csv:4:6 interval",
                        "points.csv:4:8 high"),
                RegistryFiles.parse(files).faults().stream()
                        .map(f -> f.file() + ":" + f.line() + ":" + f.column() + " " + f.field())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            textBlock =
                    """
                    id;name_zh;name_en             | separated by semicolons
                    id\\tname_zh\\tname_en           | separated by tabs
                    id,name_zh                     | name_en: the column is missing
                    id,name_zh,name_en,colour      | colour: an unknown column
                    ID,name_zh,name_en             | write id, in lower case
                    id,id,name_zh,name_en          | twice
                    id,name_zh,name_en\\nGW-2,"a,b  | cannot be told apart
                    id,name_zh,name_en\\nGW-2,\uFFFD,b | not UTF-8
                    id,name_zh,name_en\\nGW-2,\\0,b  | UTF-16
                    """)
    void aFileOfTheWrongFormIsRefusedWithoutBlamingOthers(String text, String message) {
        files.put(
                "gateways.csv",
                text.replace("\\t", "\t").replace("\\n", "\n").replace("\\0", "\0"));

        List<Fault> faults = RegistryFiles.parse(files).faults();

        assertTrue(faults.stream().anyMatch(f -> f.toString().contains(message)), faults::toString);
        assertTrue(
                faults.stream()
                        .noneMatch(
                                f -> f.file().equals("assets.csv") || f.file().equals("city.yaml")),
                faults::toString);
    }

    @Test
    void anEmptyOrMissingFileIsNamed() {
        files.put("assets.csv", "");
        files.remove("points.csv");

        List<Fault> faults = RegistryFiles.parse(files).faults();

        assertEquals(2, faults.size(), faults::toString);
        assertEquals("assets.csv", faults.get(0).file());
        assertEquals("points.csv", faults.get(1).file());
        assertNotNull(faults.get(1).message());
    }
}
