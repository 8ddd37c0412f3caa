package city.lifeline.simulators.generate;

import city.lifeline.simulators.city.ZoneNetwork;
import city.lifeline.simulators.hydraulics.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Invents a city: the same size and seed give the same files, byte by byte. */
public final class CityGenerator {

    private static final double LONGITUDE = 117.29;
    private static final double LATITUDE = 31.86;
    private static final double DEGREE_M = 111_000;
    private static final double STREET_EVERY_M = 400;
    private static final double CELL_M = 1_000;
    private static final int MOST_STREETS = 60;
    private static final String[][] DISTRICTS = {
        {"湖滨区", "Hubin"}, {"北城区", "Beicheng"}, {"东岸区", "Dong'an"},
        {"西园区", "Xiyuan"}, {"南陌区", "Nanmo"}, {"云台区", "Yuntai"}
    };
    private static final String[][] FIRST = {
        {"云帆", "Yunfan"}, {"梧桐", "Wutong"}, {"石榴", "Shiliu"}, {"春晓", "Chunxiao"},
        {"雁栖", "Yanqi"}, {"长桥", "Changqiao"}, {"清溪", "Qingxi"}, {"松涛", "Songtao"},
        {"月华", "Yuehua"}, {"枫林", "Fenglin"}, {"听雨", "Tingyu"}, {"晨曦", "Chenxi"},
        {"海棠", "Haitang"}, {"竹影", "Zhuying"}, {"望湖", "Wanghu"}, {"紫薇", "Ziwei"}
    };
    private static final String[][] SECOND = {
        {"路", "Road"}, {"街", "Street"}, {"大道", "Avenue"}, {"巷", "Lane"}
    };

    private final CitySize size;
    private final long seed;
    private final SplittableRandom random;
    private final double widthM;
    private final int streets;
    private final StringBuilder assets =
            new StringBuilder("id,class,name_zh,name_en,district,longitude,latitude,tags\n");
    private final StringBuilder points =
            new StringBuilder(
                    "id,gateway,asset,quantity,unit,interval,low,high,name_zh,name_en,longitude,"
                            + "latitude,tags,limits\n");
    private final Map<String, String> gateways = new LinkedHashMap<>();
    private final Map<String, Integer> used = new LinkedHashMap<>();
    private final List<String> assetFeatures = new ArrayList<>();
    private final SortedMap<String, String> networks = new TreeMap<>();
    private final List<String> pipes = new ArrayList<>();
    private final @Nullable Imported imported;
    private int pointCount;

    /** A network that somebody has, as a file and as it was read. */
    private record Imported(String text, Network network) {}

    private CityGenerator(CitySize size, long seed, @Nullable Imported imported) {
        this.size = size;
        this.imported = imported;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.widthM = size.degrees * DEGREE_M;
        this.streets = (int) Math.min(MOST_STREETS, widthM / STREET_EVERY_M);
    }

    /** Text of the city's files by name, with forward slashes. */
    public static SortedMap<String, String> generate(CitySize size, long seed) {
        return new CityGenerator(size, seed, null).files();
    }

    /**
     * Text of the city's files, with a given network as its first pressure zone.
     *
     * @param text of EPANET's input file that holds it
     */
    public static SortedMap<String, String> generate(
            CitySize size, long seed, String text, Network network) {
        return new CityGenerator(size, seed, new Imported(text, network)).files();
    }

    private SortedMap<String, String> files() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (CitySize.Part part : size.parts) {
            for (int i = 0; i < part.count(); i++) {
                int number = numbers.merge(part.kind().code(), 1, Integer::sum);
                asset(part.kind(), number);
            }
        }
        SortedMap<String, String> files = new TreeMap<>();
        files.put("city.yaml", city());
        files.put("simulation.yaml", simulation());
        files.put("gateways.csv", gatewaysCsv());
        files.put("assets.csv", assets.toString());
        files.put("points.csv", points.toString());
        files.put("map/assets.geojson", Geo.collection(assetFeatures));
        files.put("map/districts.geojson", Geo.collection(districts()));
        files.put("map/streets.geojson", Geo.collection(streetLines()));
        files.put("map/river.geojson", Geo.collection(List.of(river())));
        files.put("map/water.geojson", Geo.collection(pipes));
        files.putAll(networks);
        files.put("map/grid.geojson", Geo.collection(grid()));
        return files;
    }

    private void asset(Kind kind, int number) {
        boolean alongRiver = kind.assetClass().equals("bridge");
        int street = random.nextInt(streets);
        boolean eastWest = random.nextBoolean();
        double along = random.nextDouble() * widthM;
        double x = eastWest ? along : street * widthM / streets;
        double y = eastWest ? street * widthM / streets : along;
        if (alongRiver) {
            y = riverY(x);
        }
        // Beside the carriageway, not in the middle of the crossing.
        x += (random.nextDouble() - 0.5) * 30;
        y += (random.nextDouble() - 0.5) * 30;
        double[] at = place(x, y);
        String[] name = streetName(street, eastWest);
        String[] district = DISTRICTS[district(x, y)];
        String id = "%s-%05d".formatted(kind.code(), number);
        String zh = name[0] + " " + number + " 号" + kind.zh();
        String en =
                "%s%s %d, %s"
                        .formatted(
                                kind.en().substring(0, 1).toUpperCase(Locale.ROOT),
                                kind.en().substring(1),
                                number,
                                name[1]);
        boolean carriageway = kind.assetClass().equals("manhole-cover") && random.nextInt(3) == 0;
        assets.append(
                String.format(
                        Locale.ROOT,
                        "%s,%s,%s,\"%s\",%s,%.6f,%.6f,%s\n",
                        id,
                        kind.assetClass(),
                        zh,
                        en,
                        district[0],
                        at[0],
                        at[1],
                        carriageway ? "carriageway" : ""));
        assetFeatures.add(Geo.feature(id, zh, en, kind.assetClass(), Geo.point(at)));
        if (kind.assetClass().equals("water-pressure-zone")) {
            network(kind, id, number, x, y);
        }
        String gateway = gateway(kind, kind.points().size());
        for (Kind.Measured point : kind.points()) {
            pointCount++;
            points.append(
                    "%s-%s,%s,%s,%s,%s,%s,%s,\"%s%s\",\"%s, %s\",,,,%s\n"
                            .formatted(
                                    id,
                                    point.code(),
                                    gateway,
                                    id,
                                    point.quantity(),
                                    point.unit(),
                                    point.interval(),
                                    point.range(),
                                    zh,
                                    point.zh(),
                                    point.en(),
                                    en,
                                    point.limits()));
        }
    }

    /** The pipes of a pressure zone, along the streets around it. */
    private void network(Kind kind, String id, int number, double x, double y) {
        List<String> ends = new ArrayList<>();
        String inlet = id;
        for (Kind.Measured point : kind.points()) {
            if (point.quantity().equals("end-pressure")) {
                ends.add(id + '-' + point.code());
            } else if (point.quantity().equals("inlet-pressure")) {
                inlet = id + '-' + point.code();
            }
        }
        double streetM = widthM / streets;
        Pipes laid =
                number == 1 && imported != null
                        ? Pipes.of(imported.text, imported.network, x, y, inlet, ends)
                        // Of its own, so that what else is invented stays as it is.
                        : Pipes.invent(
                                new SplittableRandom(seed * 1_000_003 + number),
                                corner(x, streetM),
                                corner(y, streetM),
                                streetM,
                                inlet,
                                ends);
        networks.put(ZoneNetwork.DIRECTORY + '/' + id + ".inp", laid.text());
        for (List<double[]> line : laid.lines()) {
            pipes.add(
                    Geo.feature(
                            "%s-P%d".formatted(id, pipes.size() + 1),
                            "供水管",
                            "Water pipe",
                            "water-pipe",
                            Geo.line(line.stream().map(at -> place(at[0], at[1])).toList())));
        }
    }

    /** A crossing from which a square of streets lies within the city. */
    private double corner(double at, double streetM) {
        long street = Math.round(at / streetM) - 2;
        return Math.max(0, Math.min(streets - 6, street)) * streetM;
    }

    /** The gateway of a group that still has room; a bridge has one of its own. */
    private String gateway(Kind kind, int wanted) {
        int room = kind.group().equals("BRI") ? 1 : size.pointsPerGateway;
        int taken = used.getOrDefault(kind.group(), 0);
        long count =
                gateways.keySet().stream()
                        .filter(id -> id.startsWith("GW-" + kind.group()))
                        .count();
        if (count == 0 || taken + wanted > room) {
            count++;
            taken = 0;
            String id = "GW-%s-%03d".formatted(kind.group(), count);
            gateways.put(id, kind.group());
        }
        used.put(kind.group(), taken + wanted);
        return "GW-%s-%03d".formatted(kind.group(), count);
    }

    private String gatewaysCsv() {
        Map<String, String[]> names =
                Map.of(
                        "GAS", new String[] {"燃气网关", "Gas gateway"},
                        "WAT", new String[] {"供水网关", "Water gateway"},
                        "DRN", new String[] {"排水网关", "Drainage gateway"},
                        "HEA", new String[] {"供热网关", "Heating gateway"},
                        "BRI", new String[] {"桥梁网关", "Bridge gateway"},
                        "LIF", new String[] {"电梯网关", "Elevator gateway"},
                        "DUC", new String[] {"管廊网关", "Duct gateway"},
                        "HAZ", new String[] {"危险源网关", "Major hazard gateway"});
        StringBuilder csv = new StringBuilder("id,name_zh,name_en\n");
        gateways.forEach(
                (id, group) -> {
                    String[] name = names.getOrDefault(group, new String[] {group, group});
                    String number = id.substring(id.lastIndexOf('-') + 1);
                    csv.append("%s,%s %s,%s %s\n".formatted(id, name[0], number, name[1], number));
                });
        return csv.toString();
    }

    private String city() {
        String name = size.name().toLowerCase(Locale.ROOT);
        return String.format(
                Locale.ROOT,
                """
                # Written by lifeline city generate %s --seed %d: %d points. See docs/cities.md.
                name:
                  zh: 庐州模拟城（%s）
                  en: Luzhou, simulated (%s)
                zone: Asia/Shanghai
                centre:
                  longitude: %s
                  latitude: %s
                """,
                name,
                seed,
                pointCount,
                name,
                name,
                LONGITUDE,
                LATITUDE);
    }

    private String simulation() {
        return """
                # The same seed gives the same readings, at any speed and after any restart.
                seed: %d
                gateways: all

                # How often something mild happens by itself.
                happenings:
                  perHour: %d

                # Share of the samples that never arrive.
                sensors:
                  lost: 0.0005
                """
                .formatted(seed & Integer.MAX_VALUE, size == CitySize.SMALL ? 6 : 20);
    }

    private double[] place(double x, double y) {
        return new double[] {
            LONGITUDE + (x - widthM / 2) / (DEGREE_M * Math.cos(Math.toRadians(LATITUDE))),
            LATITUDE + (y - widthM / 2) / DEGREE_M
        };
    }

    private String[] streetName(int street, boolean eastWest) {
        int index = street * 2 + (eastWest ? 0 : 1);
        String[] first = FIRST[index % FIRST.length];
        String[] second = SECOND[index / FIRST.length % SECOND.length];
        int round = index / (FIRST.length * SECOND.length);
        String again = round == 0 ? "" : " " + (round + 1);
        return new String[] {first[0] + second[0] + again, first[1] + " " + second[1] + again};
    }

    /** Three columns of two. */
    private int district(double x, double y) {
        int column = (int) Math.max(0, Math.min(2, x / widthM * 3));
        int row = (int) Math.max(0, Math.min(1, y / widthM * 2));
        return row * 3 + column;
    }

    private List<String> districts() {
        List<String> features = new ArrayList<>();
        for (int i = 0; i < DISTRICTS.length; i++) {
            int column = i % 3;
            int row = i / 3;
            double[] southWest = place(column * widthM / 3, row * widthM / 2);
            double[] northEast = place((column + 1) * widthM / 3, (row + 1) * widthM / 2);
            features.add(
                    Geo.feature(
                            "D" + (i + 1),
                            DISTRICTS[i][0],
                            DISTRICTS[i][1],
                            "district",
                            Geo.rectangle(southWest[0], southWest[1], northEast[0], northEast[1])));
        }
        return features;
    }

    private List<String> streetLines() {
        List<String> features = new ArrayList<>();
        for (int i = 0; i < streets; i++) {
            double at = i * widthM / streets;
            for (boolean eastWest : new boolean[] {true, false}) {
                String[] name = streetName(i, eastWest);
                features.add(
                        Geo.feature(
                                "S" + i + (eastWest ? "E" : "N"),
                                name[0],
                                name[1],
                                "street",
                                Geo.line(
                                        eastWest
                                                ? List.of(place(0, at), place(widthM, at))
                                                : List.of(place(at, 0), place(at, widthM)))));
            }
        }
        return features;
    }

    private double riverY(double x) {
        return widthM * (0.55 + 0.12 * Math.sin(2 * Math.PI * x / widthM + seed % 7));
    }

    private String river() {
        List<double[]> path = new ArrayList<>();
        for (int i = 0; i <= 48; i++) {
            double x = widthM * i / 48;
            path.add(place(x, riverY(x)));
        }
        return Geo.feature("R1", "清溪河", "Qingxi River", "river", Geo.line(path));
    }

    private List<String> grid() {
        List<String> features = new ArrayList<>();
        int cells = (int) Math.ceil(widthM / CELL_M);
        for (int row = 0; row < cells; row++) {
            for (int column = 0; column < cells; column++) {
                double[] southWest = place(column * CELL_M, row * CELL_M);
                double[] northEast = place((column + 1) * CELL_M, (row + 1) * CELL_M);
                String id = "C%02d%02d".formatted(row, column);
                features.add(
                        Geo.feature(
                                id,
                                "网格 " + id,
                                "Cell " + id,
                                "grid-cell",
                                Geo.rectangle(
                                        southWest[0], southWest[1], northEast[0], northEast[1])));
            }
        }
        return features;
    }
}
