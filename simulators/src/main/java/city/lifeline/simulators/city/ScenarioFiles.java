package city.lifeline.simulators.city;

import city.lifeline.model.Fault;
import city.lifeline.model.Grade;
import city.lifeline.model.Ids;
import city.lifeline.model.Text;
import city.lifeline.model.files.Durations;
import city.lifeline.model.files.Numbers;
import city.lifeline.model.files.YamlMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads scenario files; see {@code docs/simulators.md}. */
public final class ScenarioFiles {

    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration LONGEST_HAPPENING = Duration.ofHours(2);
    private static final String SUFFIX = ".yaml";

    private static final Map<String, Influence.Mode> MODES =
            Map.of(
                    "add", Influence.Mode.ADD,
                    "times", Influence.Mode.TIMES,
                    "to", Influence.Mode.TO,
                    "atLeast", Influence.Mode.AT_LEAST,
                    "hold", Influence.Mode.HOLD,
                    "lose", Influence.Mode.LOSE,
                    "spike", Influence.Mode.SPIKE,
                    "noise", Influence.Mode.NOISE,
                    "sentinel", Influence.Mode.SENTINEL);

    private final List<Fault> faults = new ArrayList<>();

    /**
     * What the files hold.
     *
     * @param scenarios by id, without those of faulty files
     */
    public record Parsed(SortedMap<String, Scenario> scenarios, List<Fault> faults) {
        public Parsed {
            faults = List.copyOf(faults);
        }
    }

    private ScenarioFiles() {}

    /**
     * Parses scenario files.
     *
     * @param textByFileName text of the files by name, without directory
     */
    public static Parsed parse(Map<String, String> textByFileName) {
        ScenarioFiles files = new ScenarioFiles();
        SortedMap<String, Scenario> scenarios = new TreeMap<>();
        for (Map.Entry<String, String> file : new TreeMap<>(textByFileName).entrySet()) {
            Scenario scenario = files.scenario(file.getKey(), file.getValue());
            if (scenario != null) {
                scenarios.put(scenario.id(), scenario);
            }
        }
        return new Parsed(scenarios, files.faults);
    }

    private @Nullable Scenario scenario(String file, String text) {
        int before = faults.size();
        YamlMap yaml = YamlMap.parse(file, text, faults);
        if (yaml == null) {
            return null;
        }
        yaml.allow(
                "name", "cause", "asset", "duration", "severity", "happens", "effects", "expected");
        String id = file.endsWith(SUFFIX) ? file.substring(0, file.length() - 5) : file;
        if (!Ids.isValid(id)) {
            yaml.fault("", "the file's name is the scenario's id: letters, digits and hyphens");
        }
        Text name = text(yaml, "name");
        Text cause = text(yaml, "cause");
        String assetClass = yaml.required("asset");
        List<Duration> durations = durations(yaml, "duration");
        double severity = yaml.number("severity", 0.5, 0, 1);
        int happens = yaml.integer("happens", 0, 0, 1_000);
        if (happens > 0
                && !durations.isEmpty()
                && durations.get(durations.size() - 1).compareTo(LONGEST_HAPPENING) > 0) {
            yaml.fault("duration", "what happens by itself is over within two hours");
        }
        List<Effect> effects = new ArrayList<>();
        for (YamlMap effect : yaml.maps("effects")) {
            Effect parsed = effect(effect);
            if (parsed != null) {
                effects.add(parsed);
            }
        }
        if (yaml.maps("effects").isEmpty()) {
            yaml.fault("effects", "say what it does, at least one effect");
        }
        List<Scenario.Expected> expected = new ArrayList<>();
        for (YamlMap one : yaml.maps("expected")) {
            Scenario.Expected parsed = expected(one);
            if (parsed != null) {
                expected.add(parsed);
            }
        }
        if (faults.size() > before || assetClass == null) {
            return null;
        }
        return new Scenario(
                id,
                name,
                cause,
                assetClass,
                durations.get(0),
                durations.get(durations.size() - 1),
                severity,
                happens,
                effects,
                expected);
    }

    private static Text text(YamlMap yaml, String key) {
        YamlMap both = yaml.map(key);
        if (both == null) {
            yaml.fault(key, "write {zh: …, en: …}");
            return new Text("", "");
        }
        both.allow("zh", "en");
        return new Text(both.text("zh", ""), both.text("en", ""));
    }

    private @Nullable Effect effect(YamlMap yaml) {
        int before = faults.size();
        yaml.allow(
                "quantity",
                "drive",
                "reach",
                "class",
                "within",
                "perMetre",
                "halves",
                "add",
                "times",
                "to",
                "atLeast",
                "hold",
                "lose",
                "spike",
                "noise",
                "sentinel",
                "of",
                "delay",
                "lasts",
                "rise",
                "fall",
                "form",
                "stagger");
        String quantity = yaml.text("quantity", "");
        String drive = yaml.text("drive", "");
        if (quantity.isEmpty() == drive.isEmpty()) {
            yaml.fault("", "name a quantity of points or a drive of models, one of them");
        }
        Influence.Mode mode = null;
        double[] amounts = {0, 0};
        for (Map.Entry<String, Influence.Mode> known : MODES.entrySet()) {
            if (yaml.has(known.getKey())) {
                if (mode != null) {
                    yaml.fault(known.getKey(), "an effect does one thing; write two effects");
                }
                mode = known.getValue();
                if (mode != Influence.Mode.HOLD && mode != Influence.Mode.LOSE) {
                    amounts = numbers(yaml, known.getKey());
                }
            }
        }
        if (mode == null) {
            yaml.fault(
                    "",
                    "say what it does: add, times, to, atLeast, hold, lose, spike, noise or sentinel");
        }
        Effect.Scope scope = word(yaml, "reach", Effect.Scope.ITSELF, Effect.Scope.class);
        double withinM = yaml.number("within", 0, 0, 100_000);
        if ((scope == Effect.Scope.NEAR) != (withinM > 0)) {
            yaml.fault("within", "reach near needs the metres within, others need none");
        }
        Effect.Reach reach =
                new Effect.Reach(
                        scope,
                        yaml.text("class", ""),
                        withinM,
                        duration(yaml, "perMetre", Duration.ZERO),
                        yaml.number("halves", 0, 0, 100_000));
        Effect effect =
                new Effect(
                        quantity,
                        drive,
                        reach,
                        mode == null ? Influence.Mode.ADD : mode,
                        amounts[0],
                        amounts[1],
                        yaml.text("of", ""),
                        duration(yaml, "delay", Duration.ZERO),
                        yaml.has("lasts") ? duration(yaml, "lasts", Duration.ZERO) : null,
                        duration(yaml, "rise", Duration.ZERO),
                        duration(yaml, "fall", Duration.ZERO),
                        word(yaml, "form", Influence.Form.SMOOTH, Influence.Form.class),
                        duration(yaml, "stagger", Duration.ZERO));
        return faults.size() > before ? null : effect;
    }

    private Scenario.@Nullable Expected expected(YamlMap yaml) {
        int before = faults.size();
        yaml.allow("rule", "grade", "within", "from");
        String rule = yaml.required("rule");
        Grade grade = word(yaml, "grade", Grade.class);
        if (!yaml.has("within")) {
            yaml.fault("within", "by when a good system must have warned, such as 10min");
        }
        Duration within = duration(yaml, "within", Duration.ZERO);
        double from = yaml.number("from", 0, 0, 1);
        return faults.size() > before || rule == null || grade == null
                ? null
                : new Scenario.Expected(rule, grade, within, from);
    }

    private static <E extends Enum<E>> E word(YamlMap yaml, String key, E absent, Class<E> type) {
        E found = yaml.has(key) ? word(yaml, key, type) : null;
        return found == null ? absent : found;
    }

    private static <E extends Enum<E>> @Nullable E word(YamlMap yaml, String key, Class<E> type) {
        String text = yaml.required(key);
        if (text == null) {
            return null;
        }
        List<String> known = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String word = constant.name().toLowerCase(Locale.ROOT);
            if (word.equals(text)) {
                return constant;
            }
            known.add(word);
        }
        yaml.fault(key, "'%s' is none of %s".formatted(text, String.join(", ", known)));
        return null;
    }

    private static Duration duration(YamlMap yaml, String key, Duration absent) {
        String text = yaml.text(key);
        if (text == null) {
            return absent;
        }
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            yaml.fault(key, "'%s' %s".formatted(text, e.getMessage()));
            return absent;
        }
    }

    /** One, or the shortest and the longest. */
    private static List<Duration> durations(YamlMap yaml, String key) {
        List<Duration> found = new ArrayList<>();
        for (String text : yaml.texts(key)) {
            try {
                found.add(Durations.parse(text));
            } catch (IllegalArgumentException e) {
                yaml.fault(key, "'%s' %s".formatted(text, e.getMessage()));
            }
        }
        if (found.isEmpty() || found.size() > 2) {
            yaml.fault(key, "write how long it lasts, such as 4h or [10min, 25min]");
        } else if (found.get(0).compareTo(found.get(found.size() - 1)) > 0) {
            yaml.fault(key, "the first is the shortest");
        } else if (found.get(found.size() - 1).compareTo(LONGEST) > 0) {
            yaml.fault(key, "at most seven days");
        }
        return found;
    }

    /** One amount, or those at severity 0 and 1. */
    private static double[] numbers(YamlMap yaml, String key) {
        List<String> texts = yaml.texts(key);
        double[] found = new double[2];
        if (texts.isEmpty() || texts.size() > 2) {
            yaml.fault(key, "write an amount, or those at severity 0 and 1, such as [10, 40]");
            return found;
        }
        for (int i = 0; i < texts.size(); i++) {
            try {
                found[i] = Numbers.parse(texts.get(i));
            } catch (IllegalArgumentException e) {
                yaml.fault(key, "'%s' %s".formatted(texts.get(i), e.getMessage()));
            }
        }
        if (texts.size() == 1) {
            found[1] = found[0];
        }
        return found;
    }
}
