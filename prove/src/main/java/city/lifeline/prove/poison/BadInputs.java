package city.lifeline.prove.poison;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.prove.poison.BadInput.Letter;
import city.lifeline.prove.poison.BadInput.Reading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * Each row of the collection of bad inputs that a message over MQTT can be, as a class of inputs:
 * each call makes another member.
 */
final class BadInputs {

    private static final int MIB = 1 << 20;
    private static final long MINUTE_MS = 60_000;

    private final Random random;
    private long lastMs;
    private final String gateway;
    private final List<String> points;
    private final String ghostGateway;
    private final Map<String, List<Supplier<BadInput>>> rows = new TreeMap<>();
    private int made;

    /**
     * The classes, for one gateway.
     *
     * @param points of that gateway
     * @param ghostGateway may publish, but is not registered
     */
    BadInputs(Random random, String gateway, List<String> points, String ghostGateway) {
        this.random = random;
        this.gateway = gateway;
        this.points = points;
        this.ghostGateway = ghostGateway;
        ids();
        encodings();
        formats();
        sizes();
        numbers();
        times();
    }

    /** Rows of the collection. */
    Set<String> rows() {
        return rows.keySet();
    }

    /** A member of each kind of input of each row. */
    List<BadInput> oneOfEach() {
        return rows.values().stream().flatMap(List::stream).map(Supplier::get).toList();
    }

    private void ids() {
        add(
                "M020",
                () ->
                        whole(
                                "id_mismatch",
                                "{\"gateway\":\"%s\",%s}".formatted(other(), readings())));
        add("M021", () -> element("unknown_device", "point", quoted("NOBODY-" + number())));
        add(
                "M021",
                () -> {
                    BadInput known = good("{%s}".formatted(readings()));
                    return new BadInput(
                            "",
                            ghostGateway,
                            known.payload(),
                            null,
                            List.of(letter(-1, "unknown_device")),
                            List.of());
                });
        badId("M022", () -> "../" + other());
        badId("M022", () -> other() + "%2f" + number());
        badId("M022", () -> other() + "/../" + other());
        badId("M023", () -> "\u0421" + number());
        badId("M023", () -> "G\uFF11\uFF12-" + number());
        badId("M085", () -> "");
        badId("M085", () -> "x".repeat(65 + random.nextInt(1_000)));
        for (String each : List.of(" ", "'", "\\\"", "\\n", ",", "=", "\\t", "\\u0000", "/", "#")) {
            badId("M085", () -> "a" + each + number());
        }
        for (String each :
                List.of(
                        "=cmd|calc",
                        "<script>alert(1)</script>",
                        "' OR 1=1--",
                        "${jndi:ldap://127.0.0.1/x}",
                        "{{7*7}}",
                        "%n%s")) {
            badId("M086", () -> each + number());
        }
        add("M082", this::newBoot);
        add("M078", this::sameTwice);
    }

    private void encodings() {
        for (byte[] each :
                List.of(
                        bytes(0xC0, 0xAF),
                        bytes(0xED, 0xA0, 0x80),
                        bytes(0xF5, 0x80, 0x80, 0x80),
                        bytes(0xE4, 0xBD),
                        bytes(0x80))) {
            add("M027", () -> raw(withName(each), "encoding"));
        }
        add("M029", () -> raw(text("{%s}".formatted(readings()), UTF_16LE), "encoding"));
        add("M030", () -> raw(withName("燃气".getBytes(Charset.forName("GBK"))), "encoding"));
        add("M031", () -> raw(gzip("{%s}".formatted(readings()).getBytes(UTF_8)), "encoding"));
        add(
                "M032",
                () -> {
                    byte[] bomb = gzip(new byte[(9 + random.nextInt(8)) * MIB + made]);
                    return declaredGzip(bomb, "decompress_limit");
                });
        add("M032", () -> declaredGzip(lyingBomb(), "decompress_limit", "encoding"));
    }

    private void formats() {
        add("M033", () -> raw(noise(), "parse", "encoding"));
        add("M034", () -> whole("parse", "%s".formatted(cut("{" + readings() + "}"))));
        add("M035", () -> whole("trailing_data", "{%s}{%s}".formatted(readings(), readings())));
        add("M035", () -> whole("trailing_data", "{%s} %d".formatted(readings(), number())));
        add("M036", () -> whole("parse", "{%s,}".formatted(readings())));
        add("M036", () -> whole("parse", "{'readings':[],'n':%d}".formatted(number())));
        add("M036", () -> whole("parse", "{%s/* %d */}".formatted(readings(), number())));
        add("M036", () -> whole("parse", "{// %d\n%s}".formatted(number(), readings())));
        add("M037", () -> element("dup_key", "value", "1,\"value\":" + number()));
        add(
                "M037",
                () ->
                        whole(
                                "dup_key",
                                "{\"seq\":%d,\"seq\":1,%s}".formatted(number(), readings())));
        add("M039", () -> whole("shape", "[%d]".formatted(number())));
        add("M039", () -> whole("shape", "\"%d\"".formatted(number())));
        add("M039", () -> whole("shape", "%snull".formatted(" ".repeat(1 + number()))));
        for (String each : List.of("value", "time", "point")) {
            add("M041", () -> without(each));
        }
        add("M042", () -> whole("version", "{\"v\":%d,%s}".formatted(2 + number(), readings())));
        for (String each : List.of("@type", "@class", "class", "$type")) {
            add("M043", () -> unknownField(each, "\"javax.script.ScriptEngineManager\""));
        }
        add("M044", () -> raw(serialized(), "parse", "encoding"));
        for (String each : List.of("__proto__", "constructor", "prototype")) {
            add("M045", () -> unknownField(each, "{\"polluted\":true}"));
        }
    }

    private void sizes() {
        add("M046", () -> raw(padded(MIB + 1 + random.nextInt(1_000)), "size"));
        add("M047", () -> raw(batch(10_001).getBytes(UTF_8), "batch_size"));
        add("M048", this::oneBadOf500);
        add("M049", () -> good("{\"readings\":[],\"note\":%d}".formatted(number())));
        for (String each : List.of("point", "unit", "quality")) {
            add("M050", () -> wholeOf(each, quoted(longText()), "field_size"));
        }
        add("M050", () -> wholeOf("\"boot\":" + quoted(longText()), "field_size"));
    }

    private void numbers() {
        for (String each : List.of("\"NaN\"", "\"Infinity\"", "\"-Infinity\"")) {
            add("M051", () -> element("nan_inf", "value", each));
        }
        for (String each : List.of("NaN", "Infinity", "-Infinity")) {
            add("M051", () -> wholeOf("value", each, "nan_inf", "parse"));
        }
        add("M052", () -> element("overflow", "value", "1e" + (309 + random.nextInt(9_000))));
        add("M052", () -> accepted("1e-" + (400 + random.nextInt(9_000)), 0));
        add("M053", () -> element("type", "value", quoted("12." + number())));
        for (String each : List.of("0x1F", "1_000", "+5", ".5", "5.", "01", "1e", "--1")) {
            add("M055", () -> wholeOf("value", each, "parse"));
        }
        add("M056", () -> wholeOf("value", "9".repeat(10_000), "number_length"));
        add("M056", () -> wholeOf("value", "0." + "1".repeat(10_000), "number_length"));
        add("M058", () -> accepted("-0.0", 0));
        add("M059", () -> wholeOf("\"seq\":9223372036854775808", "range"));
        add("M059", this::exactSequence);
    }

    private void times() {
        long now = System.currentTimeMillis();
        add("M066", () -> element("ts_range", "time", Long.toString(now / 1_000 + number())));
        add("M067", () -> element("ts_range", "time", Long.toString(now * 1_000 + number())));
        add("M067", () -> element("ts_range", "time", now + "00000" + (1 + random.nextInt(9))));
        for (String each :
                List.of("0", "-1", Long.toString(Long.MIN_VALUE), Long.toString(Long.MAX_VALUE))) {
            add("M068", () -> element("ts_range", "time", each));
        }
        add("M069", () -> at(Duration.ofSeconds(1 + random.nextInt(50)), Quality.GOOD, Lane.LIVE));
        add(
                "M071",
                () -> element("ts_future", "time", quoted("2099-01-01T00:00:" + sixty() + "Z")));
        add(
                "M072",
                () -> at(Duration.ofMinutes(-360 - random.nextInt(60)), Quality.GOOD, Lane.LATE));
        add(
                "M073",
                () ->
                        element(
                                "ts_too_old",
                                "time",
                                Long.toString(now - (400L * 24 * 60 + 5) * MINUTE_MS - number())));
        add("M075", () -> iso("+08:00"));
        add("M075", () -> iso("Z"));
        add("M075", () -> iso("z"));
        add(
                "M075",
                () ->
                        element(
                                "ts_format",
                                "time",
                                quoted("2026-11-21T24:00:00.%03dZ".formatted(made % 1_000))));
        add("M075", this::leapSecond);
    }

    private interface Maker {
        BadInput make();
    }

    private void add(String row, Maker maker) {
        rows.computeIfAbsent(row, each -> new ArrayList<>())
                .add(
                        () -> {
                            made++;
                            BadInput input = maker.make();
                            return new BadInput(
                                    row,
                                    input.gateway(),
                                    input.payload(),
                                    input.contentType(),
                                    input.letters(),
                                    input.readings());
                        });
    }

    private void badId(String row, Supplier<String> id) {
        add(row, () -> element("bad_id", "point", quoted(id.get())));
    }

    private int number() {
        return made;
    }

    private String sixty() {
        return "%02d".formatted(made % 60);
    }

    private String other() {
        return "OTHER-" + made;
    }

    private String point() {
        return points.get(random.nextInt(points.size()));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static Letter letter(int index, String... reasons) {
        return new Letter(index, Set.of(reasons));
    }

    /** Now, and never the same twice: a value that comes again for a time is a repeat. */
    private long freshMs() {
        lastMs = Math.max(lastMs + 1, System.currentTimeMillis());
        return lastMs;
    }

    /** Fields of a good reading of now. */
    private Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("point", quoted(point()));
        fields.put("time", Long.toString(freshMs()));
        fields.put("value", Integer.toString(1 + random.nextInt(1_000)));
        return fields;
    }

    private static String object(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> quoted(field.getKey()) + ":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private String readings() {
        return "\"note\":%d,\"readings\":[%s]".formatted(made, object(fields()));
    }

    private BadInput message(String json, List<Letter> letters, List<Reading> readings) {
        return new BadInput("", gateway, json.getBytes(UTF_8), null, letters, readings);
    }

    private BadInput good(String json, Reading... readings) {
        return message(json, List.of(), List.of(readings));
    }

    private BadInput whole(String reason, String json) {
        return message(json, List.of(letter(-1, reason)), List.of());
    }

    private BadInput raw(byte[] payload, String... reasons) {
        return new BadInput("", gateway, payload, null, List.of(letter(-1, reasons)), List.of());
    }

    private BadInput declaredGzip(byte[] payload, String... reasons) {
        return new BadInput(
                "", gateway, payload, "application/gzip", List.of(letter(-1, reasons)), List.of());
    }

    /** One good reading with one field changed, which is refused alone. */
    private BadInput element(String reason, String field, String value) {
        Map<String, String> fields = fields();
        fields.put(field, value);
        return message(
                "{\"note\":%d,\"readings\":[%s]}".formatted(made, object(fields)),
                List.of(letter(0, reason)),
                List.of());
    }

    /** One good reading with one field changed, so that nothing of the message can be read. */
    private BadInput wholeOf(String field, String value, String... reasons) {
        Map<String, String> fields = fields();
        fields.put(field, value);
        return message(
                "{\"note\":%d,\"readings\":[%s]}".formatted(made, object(fields)),
                List.of(letter(-1, reasons)),
                List.of());
    }

    private BadInput wholeOf(String head, String reason) {
        return whole(reason, "{%s,%s}".formatted(head, readings()));
    }

    private BadInput without(String field) {
        Map<String, String> fields = fields();
        fields.remove(field);
        return message(
                "{\"note\":%d,\"readings\":[%s]}".formatted(made, object(fields)),
                List.of(letter(0, "missing_field")),
                List.of());
    }

    private static String cut(String json) {
        return json.substring(0, json.length() / 2);
    }

    /** A reading that is taken as it is, though its value is odd. */
    private BadInput accepted(String value, double kept) {
        Map<String, String> fields = fields();
        fields.put("value", value);
        return good(
                "{\"note\":%d,\"readings\":[%s]}".formatted(made, object(fields)),
                reading(fields, kept));
    }

    private static Reading reading(Map<String, String> fields, double value) {
        return new Reading(
                Objects.requireNonNull(fields.get("point")).replace("\"", ""),
                Long.parseLong(fields.get("time")) * 1_000,
                value,
                Quality.GOOD,
                Lane.LIVE);
    }

    private BadInput unknownField(String name, String value) {
        Map<String, String> fields = fields();
        double kept = Double.parseDouble(fields.get("value"));
        Map<String, String> more = new LinkedHashMap<>();
        more.put(name, value);
        more.putAll(fields);
        return good(
                "{\"%s\":%s,\"note\":%d,\"readings\":[%s]}"
                        .formatted(name, value, made, object(more)),
                reading(fields, kept));
    }

    private BadInput newBoot() {
        Map<String, String> fields = fields();
        return good(
                "{\"boot\":\"boot-%d\",\"seq\":0,\"readings\":[%s]}"
                        .formatted(made, object(fields)),
                reading(fields, Double.parseDouble(fields.get("value"))));
    }

    private BadInput exactSequence() {
        Map<String, String> fields = fields();
        return good(
                "{\"boot\":\"exact-%d\",\"seq\":9007199254740993,\"readings\":[%s]}"
                        .formatted(made, object(fields)),
                reading(fields, Double.parseDouble(fields.get("value"))));
    }

    private BadInput sameTwice() {
        Map<String, String> fields = fields();
        Reading once = reading(fields, Double.parseDouble(fields.get("value")));
        return good(
                "{\"note\":%d,\"readings\":[%s,%s]}"
                        .formatted(made, object(fields), object(fields)),
                once);
    }

    private BadInput at(Duration ahead, Quality quality, Lane lane) {
        Map<String, String> fields = fields();
        long timeMs = freshMs() + ahead.toMillis();
        fields.put("time", Long.toString(timeMs));
        return good(
                "{\"note\":%d,\"readings\":[%s]}".formatted(made, object(fields)),
                new Reading(
                        Objects.requireNonNull(fields.get("point")).replace("\"", ""),
                        timeMs * 1_000,
                        Double.parseDouble(fields.get("value")),
                        quality,
                        lane));
    }

    private BadInput iso(String zone) {
        Map<String, String> fields = fields();
        long timeMs = Long.parseLong(fields.get("time"));
        Instant time = Instant.ofEpochMilli(timeMs);
        ZoneOffset offset = zone.startsWith("+") ? ZoneOffset.of(zone) : ZoneOffset.UTC;
        Map<String, String> written = new LinkedHashMap<>(fields);
        written.put(
                "time",
                quoted(
                        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS")
                                        .format(time.atOffset(offset))
                                + zone));
        return good(
                "{\"note\":%d,\"readings\":[%s]}".formatted(made, object(written)),
                reading(fields, Double.parseDouble(fields.get("value"))));
    }

    /** Taken as the last moment of its minute. */
    private BadInput leapSecond() {
        Map<String, String> fields = fields();
        Instant minute =
                Instant.now()
                        .truncatedTo(ChronoUnit.MINUTES)
                        .minus(2 + made % 2, ChronoUnit.MINUTES);
        fields.put("time", quoted(minute.toString().substring(0, 17) + "60Z"));
        long endUs = (minute.toEpochMilli() + MINUTE_MS) * 1_000 - 1;
        return good(
                "{\"note\":%d,\"readings\":[%s]}".formatted(made, object(fields)),
                new Reading(
                        Objects.requireNonNull(fields.get("point")).replace("\"", ""),
                        endUs,
                        Double.parseDouble(fields.get("value")),
                        Quality.GOOD,
                        Lane.LIVE));
    }

    private BadInput oneBadOf500() {
        int bad = random.nextInt(500);
        long base = System.currentTimeMillis() - 1_000;
        String point = point();
        List<String> objects = new ArrayList<>();
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Map<String, String> fields = fields();
            fields.put("point", quoted(point));
            fields.put("time", Long.toString(base + i));
            if (i == bad) {
                fields.put("value", "\"high\"");
            } else {
                readings.add(reading(fields, Double.parseDouble(fields.get("value"))));
            }
            objects.add(object(fields));
        }
        return message(
                "{\"note\":%d,\"readings\":[%s]}".formatted(made, String.join(",", objects)),
                List.of(letter(bad, "type")),
                readings);
    }

    private String batch(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> object(fields()))
                .collect(Collectors.joining(",", "{\"note\":" + made + ",\"readings\":[", "]}"));
    }

    private String longText() {
        return "x".repeat((64 << 10) + random.nextInt(100));
    }

    private byte[] padded(int size) {
        byte[] head = ("{" + readings() + "}").getBytes(UTF_8);
        byte[] padded = Arrays.copyOf(head, size);
        Arrays.fill(padded, head.length, size, (byte) ' ');
        return padded;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private byte[] withName(byte[] name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("{\"name\":\"".getBytes(ISO_8859_1));
        bytes.writeBytes(name);
        bytes.writeBytes(("\"," + readings() + "}").getBytes(UTF_8));
        return bytes.toByteArray();
    }

    private static byte[] text(String text, Charset charset) {
        return text.getBytes(charset);
    }

    private byte[] noise() {
        byte[] noise = new byte[1_024];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Claims to be small. */
    private byte[] lyingBomb() {
        byte[] bomb = gzip(new byte[12 * MIB + made]);
        Arrays.fill(bomb, bomb.length - 4, bomb.length, (byte) 0);
        bomb[bomb.length - 4] = 100;
        return bomb;
    }

    private byte[] serialized() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new ArrayList<>(List.of("poison", made)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
