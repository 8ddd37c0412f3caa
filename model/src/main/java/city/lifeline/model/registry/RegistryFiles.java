package city.lifeline.model.registry;

import city.lifeline.model.Fault;
import city.lifeline.model.Ids;
import city.lifeline.model.Location;
import city.lifeline.model.Text;
import city.lifeline.model.files.CsvTable;
import city.lifeline.model.files.Durations;
import city.lifeline.model.files.FileTexts;
import city.lifeline.model.files.Numbers;
import city.lifeline.model.files.YamlMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The registry as plain files of a city directory: {@value #CITY}, {@value #GATEWAYS}, {@value
 * #ASSETS} and {@value #POINTS}.
 */
public final class RegistryFiles {

    public static final String CITY = "city.yaml";
    public static final String GATEWAYS = "gateways.csv";
    public static final String ASSETS = "assets.csv";
    public static final String POINTS = "points.csv";

    private static final int MAX_NAME_LENGTH = 200;
    private static final Duration MIN_INTERVAL = Duration.ofMillis(1);
    private static final Duration MAX_INTERVAL = Duration.ofDays(31);
    private static final Pattern LIMIT_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final Pattern UNIT = Pattern.compile("[!-~]{1,40}");

    private static final int MAX_ADDRESS_LENGTH = 256;
    private static final String NO_SENTINELS = "none";

    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, Gateway> gateways = new LinkedHashMap<>();
    private final Map<String, Asset> assets = new LinkedHashMap<>();
    private final Map<String, Point> points = new LinkedHashMap<>();

    /**
     * What the files hold.
     *
     * @param registry null iff there are faults
     * @param city null iff there are faults
     * @param faults all of them, by file and line
     */
    public record Parsed(@Nullable Registry registry, @Nullable City city, List<Fault> faults) {
        public Parsed {
            faults = List.copyOf(faults);
        }
    }

    private RegistryFiles() {}

    /**
     * Parses the registry.
     *
     * @param textByFileName text of the files by name, without directory; other files are left
     *     alone
     */
    public static Parsed parse(Map<String, String> textByFileName) {
        return new RegistryFiles().parseAll(textByFileName);
    }

    private Parsed parseAll(Map<String, String> texts) {
        Set<Double> sentinels = new LinkedHashSet<>();
        City city = city(texts.get(CITY), sentinels);
        @Nullable Set<String> knownGateways = readGateways(texts.get(GATEWAYS));
        @Nullable Set<String> knownAssets = readAssets(texts.get(ASSETS));
        readPoints(texts.get(POINTS), knownGateways, knownAssets, sentinels);
        if (!faults.isEmpty()) {
            faults.sort(
                    Comparator.comparing(Fault::file)
                            .thenComparing(Fault::line)
                            .thenComparing(Fault::column));
            return new Parsed(null, null, faults);
        }
        gateways.values().forEach(this::addBuiltIn);
        return new Parsed(new Registry(gateways, assets, points), city, List.of());
    }

    /** What every gateway has, unless the files say it otherwise. */
    private void addBuiltIn(Gateway gateway) {
        assets.putIfAbsent(gateway.id(), GatewayPoints.asset(gateway));
        Point clockOffset = GatewayPoints.clockOffset(gateway);
        points.putIfAbsent(clockOffset.id(), clockOffset);
    }

    private @Nullable City city(@Nullable String text, Set<Double> sentinels) {
        if (text == null) {
            missing(CITY);
            return null;
        }
        YamlMap yaml = YamlMap.parse(CITY, text, faults);
        if (yaml == null) {
            return null;
        }
        yaml.allow("name", "zone", "centre", "sentinels");
        for (String sentinel : yaml.texts("sentinels")) {
            try {
                sentinels.add(Numbers.parse(sentinel));
            } catch (IllegalArgumentException e) {
                yaml.fault("sentinels", "'%s' %s".formatted(sentinel, e.getMessage()));
            }
        }
        Text name = null;
        YamlMap names = yaml.map("name");
        if (names == null) {
            yaml.fault("name", "needs zh and en: the city's name in Chinese and in English");
        } else {
            names.allow("zh", "en");
            String zh = names.text("zh", "").strip();
            String en = names.text("en", "").strip();
            checkName(zh, problem -> names.fault("zh", problem));
            checkName(en, problem -> names.fault("en", problem));
            if (zh.isEmpty() && en.isEmpty()) {
                yaml.fault("name", "needs zh or en");
            }
            name = text(zh, en);
        }
        ZoneId zone = null;
        String zoneText = yaml.required("zone");
        if (zoneText != null) {
            try {
                zone = ZoneId.of(zoneText);
            } catch (DateTimeException e) {
                yaml.fault(
                        "zone",
                        "'%s' is not a time zone: write one such as Asia/Shanghai or +08:00"
                                .formatted(zoneText));
            }
        }
        Location centre = null;
        YamlMap centreMap = yaml.map("centre");
        if (centreMap == null) {
            yaml.fault("centre", "needs longitude and latitude: where the map opens");
        } else {
            centreMap.allow("longitude", "latitude");
            centreMap.required("longitude");
            centreMap.required("latitude");
            centre =
                    new Location(
                            centreMap.number("longitude", 0, -180, 180),
                            centreMap.number("latitude", 0, -90, 90));
        }
        return name == null || zone == null || centre == null ? null : new City(name, zone, centre);
    }

    /** Ids that points may refer to; null if the file cannot be read. */
    private @Nullable Set<String> readGateways(@Nullable String text) {
        if (text == null) {
            missing(GATEWAYS);
            return null;
        }
        CsvTable table =
                CsvTable.parse(
                        GATEWAYS, text, List.of("id", "name_zh", "name_en"), List.of(), faults);
        if (!table.hasRows()) {
            return null;
        }
        Set<String> known = new HashSet<>(table.malformedIds());
        Map<String, Integer> lines = new HashMap<>();
        for (CsvTable.Row row : table.rows()) {
            String id = id(row, lines);
            known.add(row.text("id"));
            Text name = name(row);
            if (id != null && id.length() > GatewayPoints.MAX_GATEWAY_LENGTH) {
                row.fault(
                        "id",
                        "%s is longer than %d characters: the points that every gateway has are named after it"
                                .formatted(id, GatewayPoints.MAX_GATEWAY_LENGTH));
            } else if (id != null) {
                gateways.put(id, new Gateway(id, name));
            }
        }
        return known;
    }

    /** Ids that points may refer to; null if the file cannot be read. */
    private @Nullable Set<String> readAssets(@Nullable String text) {
        if (text == null) {
            missing(ASSETS);
            return null;
        }
        CsvTable table =
                CsvTable.parse(
                        ASSETS,
                        text,
                        List.of("id", "class", "name_zh", "name_en"),
                        List.of("district", "longitude", "latitude", "tags"),
                        faults);
        if (!table.hasRows()) {
            return null;
        }
        Set<String> known = new HashSet<>(table.malformedIds());
        Map<String, Integer> lines = new HashMap<>();
        for (CsvTable.Row row : table.rows()) {
            String id = id(row, lines);
            known.add(row.text("id"));
            String assetClass = word(row, "class", "such as gas-manhole");
            Text name = name(row);
            String district = row.text("district");
            checkName(district, problem -> row.fault("district", problem));
            Location location = location(row);
            Set<String> tags = tags(row);
            if (id != null) {
                assets.put(id, new Asset(id, assetClass, name, district, location, tags));
            }
        }
        return known;
    }

    private void readPoints(
            @Nullable String text,
            @Nullable Set<String> knownGateways,
            @Nullable Set<String> knownAssets,
            Set<Double> citySentinels) {
        if (text == null) {
            missing(POINTS);
            return;
        }
        CsvTable table =
                CsvTable.parse(
                        POINTS,
                        text,
                        List.of(
                                "id",
                                "gateway",
                                "quantity",
                                "unit",
                                "interval",
                                "name_zh",
                                "name_en"),
                        List.of(
                                "asset",
                                "low",
                                "high",
                                "longitude",
                                "latitude",
                                "tags",
                                "limits",
                                "address",
                                "sentinels",
                                "jump"),
                        faults);
        Map<String, Integer> lines = new HashMap<>();
        Map<List<String>, CsvTable.Row> addresses = new LinkedHashMap<>();
        for (CsvTable.Row row : table.rows()) {
            int before = faults.size();
            String id = id(row, lines);
            String gateway = reference(row, "gateway", knownGateways, GATEWAYS);
            if (gateway.isEmpty()) {
                row.fault("gateway", "is empty: write the id of the gateway that publishes it");
            }
            String asset = reference(row, "asset", knownAssets, ASSETS);
            String quantity = word(row, "quantity", "such as methane");
            String unit = unit(row);
            Duration interval = interval(row);
            OptionalDouble low = row.number("low");
            OptionalDouble high = row.number("high");
            if (low.isPresent() && high.isPresent() && low.getAsDouble() >= high.getAsDouble()) {
                row.fault(
                        "high",
                        "%s is not above low %s: values below low and above high are impossible"
                                .formatted(row.text("high"), row.text("low")));
            }
            Text name = name(row);
            Location location = location(row);
            Set<String> tags = tags(row);
            Map<String, Double> limits = limits(row);
            String address = address(row, gateway, addresses);
            Set<Double> sentinels = sentinels(row, citySentinels);
            OptionalDouble jump = row.number("jump");
            if (jump.isPresent() && !(jump.getAsDouble() > 0)) {
                row.fault("jump", "%s must be above 0".formatted(row.text("jump")));
            }
            if (id != null && faults.size() == before) {
                points.put(
                        id,
                        new Point(
                                id, gateway, asset, quantity, unit, interval, low, high, name,
                                location, tags, limits, address, sentinels, jump));
            }
        }
        addresses.forEach(
                (of, row) -> {
                    Point hidden = points.get(of.get(1));
                    if (hidden != null
                            && hidden.gateway().equals(of.get(0))
                            && !hidden.id().equals(row.text("id"))) {
                        row.fault(
                                "address",
                                "'%s' is the id of another point of gateway %s"
                                        .formatted(of.get(1), of.get(0)));
                    }
                });
    }

    private static String address(
            CsvTable.Row row, String gateway, Map<List<String>, CsvTable.Row> taken) {
        String address = row.text("address");
        if (address.isEmpty()) {
            return address;
        }
        if (!FileTexts.isPresentable(address)) {
            row.fault("address", "holds invisible or control characters: type it again");
        } else if (address.length() > MAX_ADDRESS_LENGTH) {
            row.fault("address", "is longer than %d characters".formatted(MAX_ADDRESS_LENGTH));
        }
        CsvTable.Row first = taken.putIfAbsent(List.of(gateway, address), row);
        if (first != null) {
            row.fault(
                    "address",
                    "'%s' is already the address of a point of gateway %s in line %d"
                            .formatted(address, gateway, first.line()));
        }
        return address;
    }

    /** The point's own, or the city's if it has none of its own. */
    private static Set<Double> sentinels(CsvTable.Row row, Set<Double> ofCity) {
        String text = row.text("sentinels");
        if (text.isEmpty()) {
            return ofCity;
        }
        if (text.equals(NO_SENTINELS)) {
            return Set.of();
        }
        Set<Double> sentinels = new LinkedHashSet<>();
        for (String part : text.split(";", -1)) {
            try {
                sentinels.add(Numbers.parse(part.strip()));
            } catch (IllegalArgumentException e) {
                row.fault(
                        "sentinels",
                        "'%s' %s; separate them by semicolons, such as 65535;-9999, or write none"
                                .formatted(part.strip(), e.getMessage()));
            }
        }
        return sentinels;
    }

    private void missing(String file) {
        faults.add(
                new Fault(
                        file,
                        0,
                        0,
                        "",
                        "the file is missing: a city directory holds %s, %s, %s and %s"
                                .formatted(CITY, GATEWAYS, ASSETS, POINTS)));
    }

    /** Null, with a fault, if the id is invalid or taken. */
    private static @Nullable String id(CsvTable.Row row, Map<String, Integer> lines) {
        String id = row.text("id");
        if (!Ids.isValid(id)) {
            row.fault("id", invalidId(id));
            return null;
        }
        Integer first = lines.putIfAbsent(id, row.line());
        if (first != null) {
            row.fault("id", "%s is already used in line %d: ids are unique".formatted(id, first));
            return null;
        }
        return id;
    }

    private static String reference(
            CsvTable.Row row, String column, @Nullable Set<String> known, String file) {
        String id = row.text(column);
        if (!id.isEmpty() && known != null && !known.contains(id)) {
            row.fault(column, "there is no %s '%s' in %s".formatted(column, id, file));
        }
        return id;
    }

    private static String word(CsvTable.Row row, String column, String example) {
        String word = row.text(column);
        if (!Ids.isValid(word)) {
            row.fault(
                    column,
                    word.isEmpty()
                            ? "is empty: write a word " + example
                            : "'%s' is not a word %s: use A-Z a-z 0-9 _ . : -"
                                    .formatted(word, example));
        }
        return word;
    }

    private static String unit(CsvTable.Row row) {
        String unit = row.text("unit");
        if (!UNIT.matcher(unit).matches()) {
            row.fault(
                    "unit",
                    unit.isEmpty()
                            ? "is empty: write a UCUM code such as kPa, %{LEL} or 1"
                            : "'%s' is not a UCUM code such as kPa, %%{LEL} or Cel"
                                    .formatted(unit));
        }
        return unit;
    }

    private static Duration interval(CsvTable.Row row) {
        String text = row.text("interval");
        Duration interval;
        try {
            interval = Durations.parse(text);
        } catch (IllegalArgumentException e) {
            row.fault("interval", "'%s' %s".formatted(text, e.getMessage()));
            return MIN_INTERVAL;
        }
        if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
            row.fault("interval", "'%s' must be from 1ms to 31d".formatted(text));
        }
        return interval;
    }

    private static Text name(CsvTable.Row row) {
        String zh = row.text("name_zh");
        String en = row.text("name_en");
        checkName(zh, problem -> row.fault("name_zh", problem));
        checkName(en, problem -> row.fault("name_en", problem));
        if (zh.isEmpty() && en.isEmpty()) {
            row.fault("name_zh", "name_zh and name_en are both empty: write at least one");
        }
        return text(zh, en);
    }

    private static Text text(String zh, String en) {
        return new Text(zh.isEmpty() ? en : zh, en.isEmpty() ? zh : en);
    }

    private static void checkName(String name, Consumer<String> problems) {
        if (name.isEmpty()) {
            return;
        }
        if (!FileTexts.isPresentable(name)) {
            problems.accept("holds invisible or control characters: type it again");
        } else if (name.length() > MAX_NAME_LENGTH) {
            problems.accept("is longer than %d characters".formatted(MAX_NAME_LENGTH));
        }
    }

    private static @Nullable Location location(CsvTable.Row row) {
        OptionalDouble longitude = row.number("longitude");
        OptionalDouble latitude = row.number("latitude");
        boolean longitudeGiven = !row.text("longitude").isEmpty();
        boolean latitudeGiven = !row.text("latitude").isEmpty();
        if (longitudeGiven != latitudeGiven) {
            row.fault(
                    longitudeGiven ? "latitude" : "longitude",
                    "is empty: write both longitude and latitude, or neither");
        }
        checkRange(row, "longitude", longitude, 180);
        checkRange(row, "latitude", latitude, 90);
        return longitude.isPresent() && latitude.isPresent()
                ? new Location(longitude.getAsDouble(), latitude.getAsDouble())
                : null;
    }

    private static void checkRange(
            CsvTable.Row row, String column, OptionalDouble degrees, int max) {
        if (degrees.isPresent() && Math.abs(degrees.getAsDouble()) > max) {
            row.fault(
                    column,
                    "%s must be from -%d to %d degrees; are longitude and latitude swapped?"
                            .formatted(row.text(column), max, max));
        }
    }

    private static Set<String> tags(CsvTable.Row row) {
        Set<String> tags = new LinkedHashSet<>();
        for (String part : row.text("tags").split(";", -1)) {
            String tag = part.strip();
            if (!tag.isEmpty() && !Ids.isValid(tag)) {
                row.fault(
                        "tags",
                        "'%s' is not a tag: use A-Z a-z 0-9 _ . : -, and separate tags by semicolons"
                                .formatted(tag));
            } else if (!tag.isEmpty()) {
                tags.add(tag);
            }
        }
        return tags;
    }

    private static Map<String, Double> limits(CsvTable.Row row) {
        Map<String, Double> limits = new LinkedHashMap<>();
        for (String part : row.text("limits").split(";", -1)) {
            if (part.isBlank()) {
                continue;
            }
            int equals = part.indexOf('=');
            String name = equals < 0 ? part.strip() : part.substring(0, equals).strip();
            if (equals < 0 || !LIMIT_NAME.matcher(name).matches()) {
                row.fault(
                        "limits",
                        "'%s' is not a limit: write name=number, separated by semicolons, such as setPoint=0.3;design=120"
                                .formatted(part.strip()));
                continue;
            }
            String number = part.substring(equals + 1).strip();
            try {
                if (limits.putIfAbsent(name, Numbers.parse(number)) != null) {
                    row.fault("limits", "%s is there twice".formatted(name));
                }
            } catch (IllegalArgumentException e) {
                row.fault("limits", "%s: '%s' %s".formatted(name, number, e.getMessage()));
            }
        }
        return limits;
    }

    private static String invalidId(String id) {
        return id.isEmpty()
                ? "is empty"
                : "'%s' is not an id: use 1 to %d of A-Z a-z 0-9 _ . : -"
                        .formatted(id, Ids.MAX_LENGTH);
    }
}
