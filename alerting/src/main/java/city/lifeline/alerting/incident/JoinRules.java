package city.lifeline.alerting.incident;

import city.lifeline.alerting.people.Lifelines;
import city.lifeline.model.Fault;
import city.lifeline.model.Ids;
import city.lifeline.model.Text;
import city.lifeline.model.files.Durations;
import city.lifeline.model.files.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which warnings belong together, as the city's {@value #FILE} has it.
 *
 * @param text of the file
 * @param joins the strongest first: the first that holds is the reason that people read
 */
public record JoinRules(String text, List<Join> joins) {

    /** In the city's directory; where it is missing, the defaults hold. */
    public static final String FILE = "incidents.yaml";

    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Pattern METRES = Pattern.compile("(\\d{1,5})\\s?m");
    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]*)}");
    private static final Set<String> VARIABLES = Set.of("district", "asset", "gateway");
    private static final int MAX_METRES = 10_000;
    private static final int MAX_PLACES = 1_000;

    public JoinRules {
        joins = List.copyOf(joins);
    }

    /** What holds where a city says nothing. */
    public static JoinRules defaults() {
        List<Fault> faults = new ArrayList<>();
        JoinRules rules = parse(FILE, defaultText(), faults);
        if (rules == null || !faults.isEmpty()) {
            throw new AssertionError(faults.toString());
        }
        return rules;
    }

    private static String defaultText() {
        try (InputStream in = JoinRules.class.getResourceAsStream("/incidents-default.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads them; null, with faults, if they are not such rules. */
    public static @Nullable JoinRules parse(String file, String text, List<Fault> faults) {
        int before = faults.size();
        YamlMap root = YamlMap.parse(file, text, faults);
        if (root == null) {
            return null;
        }
        root.allow("joins");
        if (!root.has("joins")) {
            root.fault("joins", "is missing: list the reasons for which warnings belong together");
        }
        List<Join> joins = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (YamlMap map : root.maps("joins")) {
            Join join = join(map);
            if (join != null) {
                if (!ids.add(join.id())) {
                    map.fault("id", "'%s' is there twice".formatted(join.id()));
                }
                joins.add(join);
            }
        }
        return faults.size() > before ? null : new JoinRules(text, joins);
    }

    /** The longest time that two warnings of one cause may be apart. */
    Duration longest() {
        return joins.stream().map(Join::within).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** A join as people read it. */
    public record Reason(String id, Text name) {}

    /** Those of the joins, the strongest first; one that the rules no longer have is its id. */
    public List<Reason> reasons(Collection<String> ids) {
        List<Reason> reasons = new ArrayList<>();
        joins.stream()
                .filter(join -> ids.contains(join.id()))
                .forEach(join -> reasons.add(new Reason(join.id(), join.name())));
        ids.stream()
                .filter(id -> joins.stream().noneMatch(join -> join.id().equals(id)))
                .sorted()
                .forEach(id -> reasons.add(new Reason(id, new Text(id, id))));
        return reasons;
    }

    /** What incidents are called that those joins have made; null: after their worst warning. */
    public @Nullable Text title(Collection<String> ids) {
        // The widest reason names the whole: it stands last.
        Text title = null;
        for (Join join : joins) {
            if (join.title() != null && ids.contains(join.id())) {
                title = join.title();
            }
        }
        return title;
    }

    private static @Nullable Join join(YamlMap map) {
        map.allow(
                "id", "name", "title", "reach", "tag", "within", "members", "between", "and",
                "except", "needs", "places");
        String id = map.required("id");
        if (id != null && !Ids.isValid(id)) {
            map.fault("id", "an id is 1 to %d of A-Z a-z 0-9 _ . : -".formatted(Ids.MAX_LENGTH));
        }
        if (!map.has("name")) {
            map.fault("name", "is missing: say the reason as {zh: …, en: …}");
        }
        Text name = text(map, "name");
        Text title = text(map, "title");
        if (title != null) {
            checkTitle(map, title);
        }
        Join.Reach reach = null;
        double metres = 0;
        String written = map.required("reach");
        if (written != null) {
            Matcher distance = METRES.matcher(written);
            if (distance.matches()) {
                reach = Join.Reach.DISTANCE;
                metres = Integer.parseInt(distance.group(1));
                if (metres < 1 || metres > MAX_METRES) {
                    map.fault("reach", "must be from 1m to %dm".formatted(MAX_METRES));
                }
            } else {
                reach =
                        switch (written) {
                            case "asset" -> Join.Reach.ASSET;
                            case "tag" -> Join.Reach.TAG;
                            case "gateway" -> Join.Reach.GATEWAY;
                            case "district" -> Join.Reach.DISTRICT;
                            default -> null;
                        };
                if (reach == null) {
                    map.fault(
                            "reach",
                            "must be asset, tag, gateway, district, or a distance such as 100m, not '%s'"
                                    .formatted(written));
                }
            }
        }
        String tag = map.text("tag", "");
        if ((reach == Join.Reach.TAG) == tag.isEmpty()) {
            map.fault("tag", "belongs to reach: tag, and names the part of tags before the colon");
        }
        Duration within = duration(map);
        List<Match> between = matches(map, "between");
        List<Match> and = matches(map, "and");
        if (between.isEmpty() != and.isEmpty()) {
            map.fault("and", "between and and belong together: one warning is of each");
        }
        Join join =
                id == null || name == null || reach == null || within == null
                        ? null
                        : new Join(
                                id,
                                name,
                                title,
                                reach,
                                tag,
                                metres,
                                within,
                                matches(map, "members"),
                                between,
                                and,
                                matches(map, "except"),
                                matches(map, "needs"),
                                map.integer("places", 0, 2, MAX_PLACES));
        return join;
    }

    private static void checkTitle(YamlMap map, Text title) {
        Matcher variable = VARIABLE.matcher(title.zh() + title.en());
        while (variable.find()) {
            if (!VARIABLES.contains(variable.group(1))) {
                map.fault(
                        "title",
                        "'%s' is none of {district}, {asset}, {gateway}"
                                .formatted(variable.group()));
            }
        }
    }

    private static @Nullable Duration duration(YamlMap map) {
        String written = map.required("within");
        if (written == null) {
            return null;
        }
        try {
            Duration within = Durations.parse(written);
            if (within.isZero() || within.compareTo(LONGEST) > 0) {
                map.fault(
                        "within",
                        "must be longer than 0 and at most %d d".formatted(LONGEST.toDays()));
                return null;
            }
            return within;
        } catch (IllegalArgumentException e) {
            map.fault("within", "'%s' %s".formatted(written, e.getMessage()));
            return null;
        }
    }

    private static @Nullable Text text(YamlMap map, String key) {
        YamlMap both = map.map(key);
        if (both == null) {
            return null;
        }
        both.allow("zh", "en");
        String zh = both.required("zh");
        String en = both.required("en");
        return zh == null || en == null ? null : new Text(zh, en);
    }

    private static List<Match> matches(YamlMap map, String key) {
        List<Match> matches = new ArrayList<>();
        for (YamlMap one : map.maps(key)) {
            one.allow("lifelines", "classes", "quantities", "rules", "silence");
            if (one.keys().isEmpty()) {
                one.fault("", "is empty: it would fit every warning");
            }
            List<String> lifelines = one.texts("lifelines");
            for (String lifeline : lifelines) {
                if (!Lifelines.ALL.contains(lifeline)) {
                    one.fault(
                            "lifelines",
                            "'%s' is none of %s"
                                    .formatted(lifeline, String.join(", ", Lifelines.ALL)));
                }
            }
            matches.add(
                    new Match(
                            Set.copyOf(lifelines),
                            Set.copyOf(one.texts("classes")),
                            Set.copyOf(one.texts("quantities")),
                            one.texts("rules").stream().map(Match::pattern).toList(),
                            one.has("silence") ? (Boolean) one.flag("silence", false) : null));
        }
        return matches;
    }
}
