package city.lifeline.simulators.hydraulics;

import city.lifeline.model.Fault;
import city.lifeline.simulators.hydraulics.Network.Control;
import city.lifeline.simulators.hydraulics.Network.Demand;
import city.lifeline.simulators.hydraulics.Network.Link;
import city.lifeline.simulators.hydraulics.Network.LinkKind;
import city.lifeline.simulators.hydraulics.Network.Node;
import city.lifeline.simulators.hydraulics.Network.NodeKind;
import city.lifeline.simulators.hydraulics.Network.PumpCurve;
import city.lifeline.simulators.hydraulics.Network.Tank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * EPANET's input file, as far as flows and pressures go: junctions, reservoirs, cylindrical tanks,
 * pipes by Hazen–Williams, pumps with a curve of one or three points, reducing valves, throttles,
 * demands, patterns, emitters, and controls by level or pressure. What is left out of a file (water
 * quality, energy, reports) is passed over; what would change the flows and is not known is a
 * fault.
 */
public final class InpFile {

    private static final double FOOT = 0.3048;
    private static final double INCH = 0.0254;
    private static final double PSI_M = 0.70307;
    private final String file;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, List<Row>> sections = new HashMap<>();
    private final Map<String, Integer> nodeOf = new HashMap<>();
    private final Map<String, Integer> linkOf = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Control> controls = new ArrayList<>();
    private double flowUnit = 1.0 / 3_600;
    private double lengthUnit = 1;
    private double diameterUnit = 0.001;
    private double pressureUnit = 1;
    private double demandFactor = 1;
    private double exponent = 0.5;
    private double stepS = 3_600;
    private double patternStepS = 3_600;
    private String defaultPattern = "1";

    private record Row(int line, String[] cells) {
        String cell(int i) {
            return i < cells.length ? cells[i] : "";
        }
    }

    /**
     * A file as read.
     *
     * @param network null iff there are faults
     */
    public record Parsed(@Nullable Network network, List<Fault> faults) {
        public Parsed {
            faults = List.copyOf(faults);
        }
    }

    private InpFile(String file) {
        this.file = file;
    }

    /**
     * Reads one.
     *
     * @param file as faults name it
     */
    public static Parsed parse(String file, String text) {
        return new InpFile(file).parse(text);
    }

    private Parsed parse(String text) {
        split(text);
        options();
        times();
        Map<String, double[]> patterns = patterns();
        nodes(patterns);
        links();
        status();
        controls();
        if (faults.isEmpty() && nodes.stream().allMatch(n -> n.kind() == NodeKind.JUNCTION)) {
            fault(0, "there is no reservoir and no tank, so that nothing holds the pressure");
        }
        return faults.isEmpty()
                ? new Parsed(
                        new Network(
                                nodes, links, patterns, controls, patternStepS, stepS, exponent),
                        List.of())
                : new Parsed(null, faults);
    }

    private void split(String text) {
        String section = "";
        int number = 0;
        for (String raw : text.split("\\R", -1)) {
            number++;
            int comment = raw.indexOf(';');
            String line = (comment < 0 ? raw : raw.substring(0, comment)).strip();
            if (line.isEmpty()) {
                continue;
            }
            if (line.startsWith("[")) {
                section = line.replaceAll("[\\[\\]]", "").strip().toUpperCase(Locale.ROOT);
                continue;
            }
            if (!section.equals("TITLE")) {
                sections.computeIfAbsent(section, key -> new ArrayList<>())
                        .add(new Row(number, line.split("\\s+")));
            }
        }
        for (String known :
                List.of(
                        "JUNCTIONS",
                        "RESERVOIRS",
                        "TANKS",
                        "PIPES",
                        "PUMPS",
                        "VALVES",
                        "DEMANDS",
                        "STATUS",
                        "PATTERNS",
                        "CURVES",
                        "CONTROLS",
                        "EMITTERS",
                        "TIMES",
                        "OPTIONS")) {
            sections.computeIfAbsent(known, key -> new ArrayList<>());
        }
        for (Map.Entry<String, List<Row>> one : sections.entrySet()) {
            if (one.getKey().equals("RULES") && !one.getValue().isEmpty()) {
                fault(
                        one.getValue().get(0).line,
                        "[RULES] are not read; write them as [CONTROLS] or remove them");
            }
        }
    }

    private List<Row> rows(String section) {
        return sections.getOrDefault(section, List.of());
    }

    private void options() {
        String units = "GPM";
        for (Row row : rows("OPTIONS")) {
            String key = row.cell(0).toUpperCase(Locale.ROOT);
            String value = row.cell(1).toUpperCase(Locale.ROOT);
            switch (key) {
                case "UNITS" -> units = value;
                case "HEADLOSS" -> {
                    if (!value.equals("H-W")) {
                        fault(row.line, "Headloss is H-W, '%s' is not read".formatted(value));
                    }
                }
                case "PATTERN" -> defaultPattern = row.cell(1);
                case "DEMAND" -> {
                    if (value.equals("MULTIPLIER")) {
                        demandFactor = number(row, 2);
                    } else if (value.equals("MODEL") && !row.cell(2).equalsIgnoreCase("DDA")) {
                        fault(row.line, "Demand Model is DDA, nothing else is read");
                    }
                }
                case "EMITTER" -> {
                    if (value.equals("EXPONENT")) {
                        exponent = number(row, 2);
                    }
                }
                default -> {
                    // Of no consequence here.
                }
            }
        }
        boolean metric = true;
        switch (units) {
            case "CMH" -> flowUnit = 1.0 / 3_600;
            case "LPS" -> flowUnit = 0.001;
            case "LPM" -> flowUnit = 0.001 / 60;
            case "MLD" -> flowUnit = 1_000.0 / 86_400;
            case "CMD" -> flowUnit = 1.0 / 86_400;
            case "CMS" -> flowUnit = 1;
            case "GPM" -> {
                flowUnit = 3.785411784e-3 / 60;
                metric = false;
            }
            case "CFS" -> {
                flowUnit = FOOT * FOOT * FOOT;
                metric = false;
            }
            case "MGD" -> {
                flowUnit = 3_785.411784 / 86_400;
                metric = false;
            }
            default ->
                    fault(
                            0,
                            "[OPTIONS] Units: CMH, LPS, LPM, MLD, CMD, CMS, GPM, CFS or MGD, not"
                                    + " '%s'".formatted(units));
        }
        if (!metric) {
            lengthUnit = FOOT;
            diameterUnit = INCH;
            pressureUnit = PSI_M;
        }
    }

    private void times() {
        for (Row row : rows("TIMES")) {
            String key = (row.cell(0) + ' ' + row.cell(1)).toUpperCase(Locale.ROOT);
            if (key.equals("HYDRAULIC TIMESTEP")) {
                stepS = seconds(row, 2);
            } else if (key.equals("PATTERN TIMESTEP")) {
                patternStepS = seconds(row, 2);
            }
        }
    }

    /** {@code 1:30}, {@code 1:30:00}, or hours, or a number and its unit. */
    private double seconds(Row row, int at) {
        String[] parts = row.cell(at).split(":", -1);
        try {
            if (parts.length > 1) {
                double seconds = 0;
                for (int i = 0; i < 3; i++) {
                    seconds = seconds * 60 + (i < parts.length ? Double.parseDouble(parts[i]) : 0);
                }
                return Math.max(1, seconds);
            }
            String unit = row.cell(at + 1).toUpperCase(Locale.ROOT);
            double factor =
                    unit.startsWith("SEC")
                            ? 1
                            : unit.startsWith("MIN") ? 60 : unit.startsWith("DAY") ? 86_400 : 3_600;
            return Math.max(1, Double.parseDouble(parts[0]) * factor);
        } catch (NumberFormatException e) {
            fault(row.line, "'%s' is no time such as 0:05".formatted(row.cell(at)));
            return 3_600;
        }
    }

    private Map<String, double[]> patterns() {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        for (Row row : rows("PATTERNS")) {
            List<Double> all = values.computeIfAbsent(row.cell(0), key -> new ArrayList<>());
            for (int i = 1; i < row.cells.length; i++) {
                all.add(number(row, i));
            }
        }
        Map<String, double[]> patterns = new HashMap<>();
        values.forEach(
                (id, all) ->
                        patterns.put(id, all.stream().mapToDouble(Double::doubleValue).toArray()));
        return patterns;
    }

    private void nodes(Map<String, double[]> patterns) {
        Map<String, List<Demand>> drawn = new HashMap<>();
        for (Row row : rows("DEMANDS")) {
            drawn.computeIfAbsent(row.cell(0), key -> new ArrayList<>())
                    .add(demand(row, 1, patterns));
        }
        Map<String, Double> emitters = new HashMap<>();
        for (Row row : rows("EMITTERS")) {
            emitters.put(row.cell(0), number(row, 1) * flowUnit / Math.pow(pressureUnit, exponent));
        }
        Map<String, double[]> places = new HashMap<>();
        for (Row row : rows("COORDINATES")) {
            places.put(row.cell(0), new double[] {number(row, 1), number(row, 2)});
        }
        Map<String, String> tags = new HashMap<>();
        for (Row row : rows("TAGS")) {
            if (row.cell(0).equalsIgnoreCase("NODE")) {
                tags.put(row.cell(1), row.cell(2));
            }
        }
        for (Row row : rows("JUNCTIONS")) {
            List<Demand> own = drawn.remove(row.cell(0));
            add(
                    row,
                    NodeKind.JUNCTION,
                    own != null
                            ? own
                            : row.cell(2).isEmpty() ? List.of() : List.of(demand(row, 2, patterns)),
                    null,
                    emitters.getOrDefault(row.cell(0), 0.0),
                    null,
                    places,
                    tags);
        }
        for (Row row : rows("RESERVOIRS")) {
            String pattern = row.cell(2);
            if (!pattern.isEmpty() && !patterns.containsKey(pattern)) {
                fault(row.line, "there is no pattern '%s'".formatted(pattern));
            }
            add(
                    row,
                    NodeKind.RESERVOIR,
                    List.of(),
                    pattern.isEmpty() ? null : pattern,
                    0,
                    null,
                    places,
                    tags);
        }
        for (Row row : rows("TANKS")) {
            double diameter = number(row, 5) * lengthUnit;
            add(
                    row,
                    NodeKind.TANK,
                    List.of(),
                    null,
                    0,
                    new Tank(
                            number(row, 2) * lengthUnit,
                            number(row, 3) * lengthUnit,
                            number(row, 4) * lengthUnit,
                            Math.max(1e-3, Math.PI / 4 * diameter * diameter)),
                    places,
                    tags);
        }
        for (String unknown : drawn.keySet()) {
            fault(0, "[DEMANDS] there is no junction '%s'".formatted(unknown));
        }
    }

    private Demand demand(Row row, int at, Map<String, double[]> patterns) {
        String pattern = row.cell(at + 1);
        if (pattern.isEmpty()) {
            pattern = patterns.containsKey(defaultPattern) ? defaultPattern : "";
        } else if (!patterns.containsKey(pattern)) {
            fault(row.line, "there is no pattern '%s'".formatted(pattern));
        }
        return new Demand(
                number(row, at) * flowUnit * demandFactor, pattern.isEmpty() ? null : pattern);
    }

    private void add(
            Row row,
            NodeKind kind,
            List<Demand> demands,
            @Nullable String headPattern,
            double emitter,
            @Nullable Tank tank,
            Map<String, double[]> places,
            Map<String, String> tags) {
        String id = row.cell(0);
        if (nodeOf.putIfAbsent(id, nodes.size()) != null) {
            fault(row.line, "node '%s' is there twice".formatted(id));
            return;
        }
        double[] place = places.getOrDefault(id, new double[] {Double.NaN, Double.NaN});
        nodes.add(
                new Node(
                        id,
                        kind,
                        number(row, 1) * lengthUnit,
                        demands,
                        headPattern,
                        emitter,
                        tank,
                        place[0],
                        place[1],
                        tags.getOrDefault(id, "")));
    }

    private void links() {
        for (Row row : rows("PIPES")) {
            String state = row.cell(7).isEmpty() ? row.cell(6) : row.cell(7);
            double minor = row.cell(7).isEmpty() && !isNumber(row.cell(6)) ? 0 : number(row, 6);
            double length = number(row, 3) * lengthUnit;
            double diameter = number(row, 4) * diameterUnit;
            double roughness = number(row, 5);
            if (length <= 0 || diameter <= 0 || roughness <= 0) {
                fault(row.line, "length, diameter and roughness of a pipe are more than 0");
            }
            add(
                    row,
                    state.equalsIgnoreCase("CV") ? LinkKind.CHECK_VALVE : LinkKind.PIPE,
                    length,
                    diameter,
                    roughness,
                    minor,
                    1,
                    !state.equalsIgnoreCase("CLOSED"),
                    null);
        }
        Map<String, List<double[]>> curves = new HashMap<>();
        for (Row row : rows("CURVES")) {
            curves.computeIfAbsent(row.cell(0), key -> new ArrayList<>())
                    .add(new double[] {number(row, 1) * flowUnit, number(row, 2) * lengthUnit});
        }
        for (Row row : rows("PUMPS")) {
            PumpCurve curve = null;
            double speed = 1;
            for (int i = 3; i + 1 < row.cells.length; i += 2) {
                switch (row.cell(i).toUpperCase(Locale.ROOT)) {
                    case "HEAD" -> curve = curve(row, curves.get(row.cell(i + 1)));
                    case "SPEED" -> speed = number(row, i + 1);
                    default ->
                            fault(
                                    row.line,
                                    "of a pump HEAD and SPEED are read, '%s' is not"
                                            .formatted(row.cell(i)));
                }
            }
            if (curve == null) {
                fault(row.line, "pump '%s' has no curve: HEAD and its id".formatted(row.cell(0)));
            }
            add(row, LinkKind.PUMP, 0, 1, 1, 0, speed, true, curve);
        }
        for (Row row : rows("VALVES")) {
            String type = row.cell(4).toUpperCase(Locale.ROOT);
            double setting = number(row, 5);
            double minor = row.cell(6).isEmpty() ? 0 : number(row, 6);
            double diameter = number(row, 3) * diameterUnit;
            switch (type) {
                case "PRV" ->
                        add(
                                row,
                                LinkKind.REDUCING_VALVE,
                                0,
                                diameter,
                                1,
                                minor,
                                setting * pressureUnit,
                                true,
                                null);
                case "TCV" ->
                        add(row, LinkKind.THROTTLE, 0, diameter, 1, minor, setting, true, null);
                default ->
                        fault(
                                row.line,
                                "of valves PRV and TCV are read, '%s' is not".formatted(type));
            }
        }
    }

    private @Nullable PumpCurve curve(Row row, @Nullable List<double[]> points) {
        if (points != null && points.size() == 1) {
            return PumpCurve.of(points.get(0)[0], points.get(0)[1]);
        }
        if (points != null && points.size() == 3 && points.get(0)[0] == 0) {
            PumpCurve curve =
                    PumpCurve.of(
                            points.get(0)[1],
                            points.get(1)[0],
                            points.get(1)[1],
                            points.get(2)[0],
                            points.get(2)[1]);
            if (curve == null) {
                fault(row.line, "the head of the pump's curve does not fall with its flow");
            }
            return curve;
        }
        fault(
                row.line,
                "a pump's curve has one point, or three of which the first is without flow");
        return null;
    }

    private void add(
            Row row,
            LinkKind kind,
            double length,
            double diameter,
            double roughness,
            double minor,
            double setting,
            boolean open,
            @Nullable PumpCurve curve) {
        Integer from = nodeOf.get(row.cell(1));
        Integer to = nodeOf.get(row.cell(2));
        if (from == null || to == null) {
            fault(
                    row.line,
                    "there is no node '%s'".formatted(from == null ? row.cell(1) : row.cell(2)));
            return;
        }
        if (kind == LinkKind.REDUCING_VALVE && nodes.get(to).kind() != NodeKind.JUNCTION) {
            fault(row.line, "a reducing valve ends at a junction, whose pressure it holds");
            return;
        }
        if (linkOf.putIfAbsent(row.cell(0), links.size()) != null) {
            fault(row.line, "link '%s' is there twice".formatted(row.cell(0)));
            return;
        }
        links.add(
                new Link(
                        row.cell(0),
                        kind,
                        from,
                        to,
                        length,
                        diameter,
                        roughness,
                        minor,
                        setting,
                        open,
                        curve));
    }

    private void status() {
        for (Row row : rows("STATUS")) {
            Integer at = linkOf.get(row.cell(0));
            String state = row.cell(1).toUpperCase(Locale.ROOT);
            if (at == null) {
                fault(row.line, "there is no link '%s'".formatted(row.cell(0)));
            } else if (state.equals("OPEN") || state.equals("CLOSED")) {
                Link link = links.get(at);
                links.set(
                        at,
                        new Link(
                                link.id(),
                                link.kind() == LinkKind.REDUCING_VALVE && state.equals("OPEN")
                                        ? LinkKind.THROTTLE
                                        : link.kind(),
                                link.from(),
                                link.to(),
                                link.lengthM(),
                                link.diameterM(),
                                link.roughness(),
                                link.minor(),
                                link.kind() == LinkKind.REDUCING_VALVE && state.equals("OPEN")
                                        ? link.minor()
                                        : link.setting(),
                                state.equals("OPEN"),
                                link.curve()));
            } else {
                fault(row.line, "a status is OPEN or CLOSED, '%s' is not read".formatted(state));
            }
        }
    }

    private void controls() {
        for (Row row : rows("CONTROLS")) {
            Integer link = linkOf.get(row.cell(1));
            Integer node = nodeOf.get(row.cell(5));
            String action = row.cell(2).toUpperCase(Locale.ROOT);
            String side = row.cell(6).toUpperCase(Locale.ROOT);
            boolean known =
                    row.cell(0).equalsIgnoreCase("LINK")
                            && row.cell(3).equalsIgnoreCase("IF")
                            && row.cell(4).equalsIgnoreCase("NODE")
                            && List.of("OPEN", "CLOSED").contains(action)
                            && List.of("ABOVE", "BELOW").contains(side);
            if (!known || link == null || node == null) {
                fault(
                        row.line,
                        "a control is LINK id OPEN|CLOSED IF NODE id ABOVE|BELOW value, not '%s'"
                                .formatted(String.join(" ", Arrays.asList(row.cells))));
                continue;
            }
            double unit = nodes.get(node).kind() == NodeKind.TANK ? lengthUnit : pressureUnit;
            controls.add(
                    new Control(
                            link,
                            action.equals("OPEN"),
                            node,
                            side.equals("ABOVE"),
                            number(row, 7) * unit));
        }
    }

    private static boolean isNumber(String text) {
        return text.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?");
    }

    private double number(Row row, int at) {
        String text = row.cell(at);
        if (text.isEmpty()) {
            fault(row.line, "a number is missing in column %d".formatted(at + 1));
            return 0;
        }
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        fault(row.line, "'%s' is no number".formatted(text));
        return 0;
    }

    private void fault(int line, String message) {
        faults.add(new Fault(file, line, 0, "", message));
    }
}
