package city.lifeline.ingest;

import city.lifeline.model.Ids;
import city.lifeline.model.Runs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which MQTT topics are heard and who decodes them.
 *
 * @param template a topic with {@code {gateway}} and perhaps {@code {run}} for a level, such as
 *     {@code lifeline/v1/{gateway}/readings}, and {@code +} for a level that may be anything
 * @param fixedGateway of a template without {@code {gateway}}; else empty
 * @param decoder name of the decoder; {@link Routes#HEARTBEAT}: the message says only that the
 *     gateway is alive
 */
record Route(String template, String fixedGateway, String decoder) {

    static final String GATEWAY = "{gateway}";
    static final String RUN = "{run}";
    static final String ANY = "+";

    /**
     * A topic that follows a route.
     *
     * @param ackTopic where the gateway hears its acknowledgements; empty: nowhere
     * @param key of the gateway in this run, {@code <run>/<gateway>}
     * @param idsAreValid an id from the topic may be anything until this says otherwise
     */
    record Match(
            Route route,
            String run,
            String gateway,
            String ackTopic,
            String key,
            boolean idsAreValid) {

        boolean isLive() {
            return run.equals(Runs.LIVE);
        }
    }

    /** The MQTT topic filter to subscribe. */
    String topicFilter() {
        return template.replace(GATEWAY, ANY).replace(RUN, ANY);
    }

    /** The MQTT topic filter to subscribe for one gateway. */
    String topicFilter(String gateway) {
        return template.replace(GATEWAY, gateway).replace(RUN, ANY);
    }

    /** Whether it is of the live run. */
    boolean isLive() {
        return !List.of(template.split("/", -1)).contains(RUN);
    }

    @Nullable Match match(String mqttTopic) {
        String run = Runs.LIVE;
        String gateway = fixedGateway;
        int gatewayEnd = 0;
        int at = 0;
        int inTemplate = 0;
        while (true) {
            int end = levelEnd(mqttTopic, at);
            int templateEnd = levelEnd(template, inTemplate);
            String expected = template.substring(inTemplate, templateEnd);
            if (expected.equals(GATEWAY)) {
                gateway = mqttTopic.substring(at, end);
                gatewayEnd = end;
            } else if (expected.equals(RUN)) {
                run = mqttTopic.substring(at, end);
                if (run.equals(Runs.LIVE)) {
                    // Nobody gets at the live city through a run aside.
                    return null;
                }
            } else if (!expected.equals(ANY)
                    && (end - at != expected.length()
                            || !mqttTopic.regionMatches(at, expected, 0, expected.length()))) {
                return null;
            }
            boolean last = end == mqttTopic.length();
            if (last != (templateEnd == template.length())) {
                return null;
            }
            if (last) {
                String ackTopic =
                        gatewayEnd == 0 ? "" : mqttTopic.substring(0, gatewayEnd) + "/ack";
                return new Match(
                        this,
                        run,
                        gateway,
                        ackTopic,
                        run + "/" + gateway,
                        Ids.isValid(gateway) && Ids.isValid(run));
            }
            at = end + 1;
            inTemplate = templateEnd + 1;
        }
    }

    private static int levelEnd(String topic, int from) {
        int slash = topic.indexOf('/', from);
        return slash < 0 ? topic.length() : slash;
    }
}
