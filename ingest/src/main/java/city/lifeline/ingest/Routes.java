package city.lifeline.ingest;

import city.lifeline.ingest.decode.Decoder;
import city.lifeline.ingest.decode.JsonDecoder;
import city.lifeline.ingest.decode.ProtobufDecoder;
import city.lifeline.ingest.decode.Registered;
import city.lifeline.ingest.decode.SenmlJsonDecoder;
import city.lifeline.ingest.decode.SparkplugDecoder;
import city.lifeline.ingest.decode.ThingsBoardDecoder;
import city.lifeline.model.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All routes; the first that matches decides. */
record Routes(List<Route> routes) {

    static final String HEARTBEAT = "heartbeat";

    private static final Map<String, Function<Registered, Decoder>> DECODERS =
            new TreeMap<>(
                    Map.of(
                            "lifeline-json", registered -> new JsonDecoder(),
                            "lifeline-protobuf", registered -> new ProtobufDecoder(),
                            "senml-json", registered -> new SenmlJsonDecoder(),
                            "sparkplug-b", SparkplugDecoder::new,
                            "thingsboard-device", registered -> ThingsBoardDecoder.ofDevice(),
                            "thingsboard-gateway", registered -> ThingsBoardDecoder.ofGateway()));

    Routes {
        routes = List.copyOf(routes);
    }

    /**
     * The topics that are heard where the settings name none.
     *
     * <pre>
     *  topic                                                    decoder
     *  PREFIX/{gateway}/readings                                lifeline-json
     *  PREFIX/{gateway}/readings.pb                             lifeline-protobuf
     *  PREFIX/{gateway}/senml                                   senml-json
     *  PREFIX/{gateway}/heartbeat                               heartbeat
     *  RUNS/{run}/{gateway}/…                                   the same four
     *  THINGSBOARD/{gateway}/v1/gateway/telemetry               thingsboard-gateway
     *  THINGSBOARD/{gateway}/v1/devices/me/telemetry            thingsboard-device
     *  spBv1.0/+/NBIRTH, NDATA or NDEATH/{gateway}              sparkplug-b
     *  spBv1.0/+/DBIRTH, DDATA or DDEATH/{gateway}/+            sparkplug-b
     * </pre>
     *
     * @param prefix of the live city's topics
     * @param runPrefix of the topics of runs aside
     * @param thingsBoardPrefix under which the broker hands on ThingsBoard's own topics, which name
     *     no gateway
     */
    static Routes standard(String prefix, String runPrefix, String thingsBoardPrefix) {
        List<String> routes = new ArrayList<>();
        for (String before : List.of(prefix + "/{gateway}/", runPrefix + "/{run}/{gateway}/")) {
            routes.add(before + "readings=lifeline-json");
            routes.add(before + "readings.pb=lifeline-protobuf");
            routes.add(before + "senml=senml-json");
            routes.add(before + "heartbeat=" + HEARTBEAT);
        }
        String thingsBoard = thingsBoardPrefix + "/{gateway}/v1/";
        routes.add(thingsBoard + "gateway/telemetry=thingsboard-gateway");
        routes.add(thingsBoard + "devices/me/telemetry=thingsboard-device");
        for (String about : List.of("BIRTH", "DATA", "DEATH")) {
            routes.add("spBv1.0/+/N" + about + "/{gateway}=sparkplug-b");
            routes.add("spBv1.0/+/D" + about + "/{gateway}/+=sparkplug-b");
        }
        return parse(String.join(",", routes));
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
    Map<String, Decoder> newDecoders(Registered registered) {
        Map<String, Decoder> decoders = new HashMap<>();
        for (Route route : routes) {
            Function<Registered, Decoder> maker = DECODERS.get(route.decoder());
            if (maker != null) {
                decoders.computeIfAbsent(route.decoder(), name -> maker.apply(registered));
            }
        }
        return decoders;
    }

    /** Of one gateway's messages in the live run. */
    List<String> liveTopicFilters(String gateway) {
        return routes.stream()
                .filter(Route::isLive)
                .filter(
                        route ->
                                route.fixedGateway().isEmpty()
                                        || route.fixedGateway().equals(gateway))
                .map(route -> route.topicFilter(gateway))
                .distinct()
                .toList();
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
