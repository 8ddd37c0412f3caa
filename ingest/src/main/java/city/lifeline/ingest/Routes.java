package city.lifeline.ingest;

import city.lifeline.ingest.decode.Decoder;
import city.lifeline.ingest.decode.JsonDecoder;
import city.lifeline.ingest.decode.ProtobufDecoder;
import city.lifeline.model.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All routes; the first that matches decides. */
record Routes(List<Route> routes) {

    static final String HEARTBEAT = "heartbeat";

    private static final Map<String, Supplier<Decoder>> DECODERS =
            new TreeMap<>(
                    Map.of(
                            "lifeline-json", JsonDecoder::new,
                            "lifeline-protobuf", ProtobufDecoder::new));

    Routes {
        routes = List.copyOf(routes);
    }

    /** Lifeline's own topics of the live city and of runs aside. */
    static Routes standard(String prefix, String runPrefix) {
        String live = prefix + "/{gateway}/";
        String aside = runPrefix + "/{run}/{gateway}/";
        return parse(
                String.join(
                        ",",
                        live + "readings=lifeline-json",
                        live + "readings.pb=lifeline-protobuf",
                        live + "heartbeat=" + HEARTBEAT,
                        aside + "readings=lifeline-json",
                        aside + "readings.pb=lifeline-protobuf",
                        aside + "heartbeat=" + HEARTBEAT));
    }

    /**
     * Routes as a setting writes them: {@code template=decoder}, separated by commas; a template
     * that names no gateway has it after an {@code @}.
     *
     * @throws IllegalArgumentException saying what is wrong, as a clause
     */
    static Routes parse(String text) {
        List<Route> routes = new ArrayList<>();
        for (String part : text.split(",")) {
            routes.add(route(part.strip()));
        }
        return new Routes(routes);
    }

    private static Route route(String part) {
        int equals = part.lastIndexOf('=');
        String left = equals < 0 ? "" : part.substring(0, equals).strip();
        int at = left.lastIndexOf('@');
        String template = at < 0 ? left : left.substring(0, at);
        String gateway = at < 0 ? "" : left.substring(at + 1);
        List<String> levels = List.of(template.split("/", -1));
        if (levels.contains(Route.GATEWAY) == (at >= 0)) {
            throw new IllegalArgumentException(
                    "is not like lifeline/v1/{gateway}/readings=lifeline-json, or like"
                            + " some/topic@GATEWAY=lifeline-json where the topic names no gateway");
        }
        if (at >= 0 && !Ids.isValid(gateway)) {
            throw new IllegalArgumentException("has no valid gateway id after the @");
        }
        if (levels.contains("#")) {
            throw new IllegalArgumentException("has the level #; write a + for each level");
        }
        String name = part.substring(equals + 1).strip();
        if (!DECODERS.containsKey(name) && !name.equals(HEARTBEAT)) {
            throw new IllegalArgumentException(
                    "has the unknown decoder '%s'; there are %s and %s"
                            .formatted(name, DECODERS.keySet(), HEARTBEAT));
        }
        return new Route(template, gateway, name);
    }

    /** Decoders of their own for one pipeline, by name. */
    Map<String, Decoder> newDecoders() {
        Map<String, Decoder> decoders = new HashMap<>();
        for (Route route : routes) {
            Supplier<Decoder> maker = DECODERS.get(route.decoder());
            if (maker != null) {
                decoders.computeIfAbsent(route.decoder(), name -> maker.get());
            }
        }
        return decoders;
    }

    List<String> topicFilters() {
        return routes.stream().map(Route::topicFilter).distinct().toList();
    }

    Route.@Nullable Match match(String mqttTopic) {
        for (Route route : routes) {
            Route.Match match = route.match(mqttTopic);
            if (match != null) {
                return match;
            }
        }
        return null;
    }
}
