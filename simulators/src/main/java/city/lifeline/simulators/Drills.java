package city.lifeline.simulators;

import city.lifeline.model.Fault;
import city.lifeline.model.files.Durations;
import city.lifeline.model.files.YamlMap;
import city.lifeline.model.registry.Asset;
import city.lifeline.simulators.city.Occurrence;
import city.lifeline.simulators.city.Scenario;
import city.lifeline.simulators.city.SimulatedCity;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The scenarios of a running simulator as JSON, and how somebody starts one. */
final class Drills {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration FARTHEST = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(2);
    private static final int NAMED = 10;

    private final Path started;
    private final SimulatedCity city;
    private final Truth truth;
    private final LongSupplier nowUs;
    private final InstantSource wall;

    /**
     * Of a simulator.
     *
     * @param data its data directory
     * @param nowUs what the city's clock reads, µs since the epoch
     */
    Drills(Path data, SimulatedCity city, Truth truth, LongSupplier nowUs, InstantSource wall) {
        this.started = data.resolve(Started.DIRECTORY);
        this.city = city;
        this.truth = truth;
        this.nowUs = nowUs;
        this.wall = wall;
    }

    /** What can take place: {@code {now, scenarios: [...]}}. */
    String scenarios() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("now", instant(nowUs.getAsLong()).toString());
            json.writeArrayFieldStart("scenarios");
            for (Scenario scenario : city.scenarios().values()) {
                List<Asset> assets = city.stage().assetsFor(scenario);
                if (!assets.isEmpty()) {
                    write(json, scenario, assets.size());
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Scenario scenario, int assets)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("id", scenario.id());
        json.writeObjectFieldStart("name");
        json.writeStringField("zh", scenario.name().zh());
        json.writeStringField("en", scenario.name().en());
        json.writeEndObject();
        json.writeObjectFieldStart("cause");
        json.writeStringField("zh", scenario.cause().zh());
        json.writeStringField("en", scenario.cause().en());
        json.writeEndObject();
        json.writeStringField("assetClass", scenario.assetClass());
        json.writeNumberField("assets", assets);
        json.writeNumberField("minutes", scenario.longest().toSeconds() / 60.0);
        json.writeNumberField("severity", scenario.severity());
        json.writeArrayFieldStart("expected");
        for (Scenario.Expected one : scenario.expected()) {
            json.writeStartObject();
            json.writeStringField("rule", one.rule());
            json.writeStringField("grade", one.grade().name());
            json.writeNumberField("minutes", one.within().toSeconds() / 60.0);
            json.writeNumberField("from", one.from());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Where a scenario can take place: {@code {assets: [ids]}}. */
    String assets(String scenario) throws IOException, DrillRefusedException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("assets");
            for (String asset : possible(known(scenario))) {
                json.writeString(asset);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    /** What somebody started and what may still be of it: lines of the truth, as an array. */
    String started() {
        return "[%s]"
                .formatted(
                        String.join(
                                ",",
                                truth.drills().stream()
                                        .map(one -> TruthLine.of(one, city))
                                        .toList()));
    }

    /**
     * Lets a scenario begin.
     *
     * @param request {@code scenario}, and if wanted {@code asset}, {@code onset}, {@code after}
     *     (such as 10min from now), {@code lasts}, {@code severity}; JSON, which is YAML too
     * @return its line of the truth
     */
    String start(String request) throws IOException, DrillRefusedException {
        List<Fault> faults = new ArrayList<>();
        YamlMap asked = YamlMap.parse("request", request, faults);
        if (asked == null) {
            throw refused(faults);
        }
        asked.allow("scenario", "asset", "onset", "after", "lasts", "severity");
        String name = asked.required("scenario");
        double severity = asked.number("severity", Double.NaN, 0, 1);
        if (name == null || !faults.isEmpty()) {
            throw refused(faults);
        }
        Scenario scenario = known(name);
        long now = nowUs.getAsLong();
        long onsetUs = onset(asked, now);
        String lasts = asked.text("lasts");
        Duration duration = lasts == null ? scenario.longest() : duration("lasts", lasts);
        // What creeps for days may take as long as its file says.
        Duration most = scenario.longest().compareTo(LONGEST) > 0 ? scenario.longest() : LONGEST;
        if (duration.isNegative() || duration.isZero() || duration.compareTo(most) > 0) {
            throw new DrillRefusedException(
                    "lasts: more than nothing and at most %d h".formatted(most.toHours()));
        }
        Occurrence occurrence =
                new Occurrence(
                        "d%d-%s"
                                .formatted(
                                        ChronoUnit.MICROS.between(Instant.EPOCH, wall.instant()),
                                        name),
                        name,
                        asset(scenario, asked.text("asset")),
                        onsetUs,
                        onsetUs + duration.toMillis() * 1_000,
                        Double.isNaN(severity) ? scenario.severity() : severity,
                        true);
        Started.write(started, occurrence);
        return TruthLine.of(occurrence, city);
    }

    private Scenario known(String name) throws DrillRefusedException {
        Scenario scenario = city.scenarios().get(name);
        if (scenario == null) {
            throw new DrillRefusedException(
                    "There is no scenario '%s'; ./lifeline scenario list tells which there are."
                            .formatted(name));
        }
        return scenario;
    }

    private List<String> possible(Scenario scenario) {
        return city.stage().assetsFor(scenario).stream().map(Asset::id).toList();
    }

    private String asset(Scenario scenario, @Nullable String wanted) throws DrillRefusedException {
        List<String> possible = possible(scenario);
        if (possible.isEmpty()) {
            throw new DrillRefusedException(
                    "Nothing in this city is a %s with the points that %s acts on."
                            .formatted(scenario.assetClass(), scenario.id()));
        }
        if (wanted == null || wanted.isEmpty()) {
            return possible.get(0);
        }
        if (!possible.contains(wanted)) {
            throw new DrillRefusedException(
                    "%s cannot take place at %s; it can at %s%s."
                            .formatted(
                                    scenario.id(),
                                    wanted,
                                    String.join(
                                            ", ",
                                            possible.subList(0, Math.min(NAMED, possible.size()))),
                                    possible.size() > NAMED ? " and others" : ""));
        }
        return wanted;
    }

    private static long onset(YamlMap asked, long nowUs) throws DrillRefusedException {
        String after = asked.text("after");
        String onset = asked.text("onset");
        long us = nowUs;
        if (after != null) {
            us += duration("after", after).toMillis() * 1_000;
        } else if (onset != null) {
            try {
                us = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(onset));
            } catch (DateTimeException e) {
                throw new DrillRefusedException(
                        "onset: a time such as 2026-11-21T08:00:00Z, not '%s'".formatted(onset));
            }
        }
        if (Math.abs(us - nowUs) > FARTHEST.toNanos() / 1_000) {
            throw new DrillRefusedException(
                    "The onset is more than 7 days from now on the city's clock, %s"
                            .formatted(instant(nowUs)));
        }
        return us;
    }

    private static Duration duration(String key, String text) throws DrillRefusedException {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new DrillRefusedException("%s: '%s' %s".formatted(key, text, e.getMessage()));
        }
    }

    private static DrillRefusedException refused(List<Fault> faults) {
        return new DrillRefusedException(
                String.join("; ", faults.stream().map(Fault::toString).toList()));
    }

    private static Instant instant(long us) {
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }
}
