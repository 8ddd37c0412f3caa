package city.lifeline.ingest;

import city.lifeline.ingest.decode.Decoder;
import city.lifeline.ingest.decode.JsonDecoder;
import city.lifeline.ingest.decode.ProtobufDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All routes; the first that matches decides. */
record Routes(List<Route> routes) {

    private static final String HEARTBEAT = "heartbeat";

    private static final Map<String, Decoder> DECODERS =
            Map.of("lifeline-json", new JsonDecoder(), "lifeline-protobuf", new ProtobufDecoder());

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
     * Routes as a setting writes them: {@code template=decoder}, separated by commas.
     *
     * @throws IllegalArgumentException saying what is wrong, as a clause
     */
    static Routes parse(String text) {
        List<Route> routes = new ArrayList<>();
        for (String part : text.split(",")) {
            int equals = part.indexOf('=');
            String template = equals < 0 ? "" : part.substring(0, equals).strip();
            if (!List.of(template.split("/")).contains("{gateway}")) {
                throw new IllegalArgumentException(
                        "is not like lifeline/v1/{gateway}/readings=lifeline-json");
            }
            String name = part.substring(equals + 1).strip();
            Decoder decoder = DECODERS.get(name);
            if (decoder == null && !name.equals(HEARTBEAT)) {
                throw new IllegalArgumentException(
                        "has the unknown decoder '%s'; there are %s and %s"
                                .formatted(
                                        name,
                                        DECODERS.keySet().stream().sorted().toList(),
                                        HEARTBEAT));
            }
            routes.add(new Route(template, decoder));
        }
        return new Routes(routes);
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
