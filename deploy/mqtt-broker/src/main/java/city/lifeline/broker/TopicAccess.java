package city.lifeline.broker;

import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.MqttActivity;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.Retain;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.SharedSubscription;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each role may publish and subscribe; whatever is not named here is refused.
 *
 * @param prefix of the live city's topics, such as {@code lifeline/v1}
 * @param runPrefix of the topics of runs aside, such as {@code lifeline/run}
 * @param thingsBoardPrefix under which ThingsBoard's topics, which name no gateway, are handed on,
 *     such as {@code lifeline/thingsboard}
 */
record TopicAccess(String prefix, String runPrefix, String thingsBoardPrefix) {

    private static final List<String> DATA =
            List.of("readings", "readings.pb", "senml", "heartbeat");
    private static final String SPARKPLUG = "spBv1.0/";
    private static final String SPARKPLUG_STATE = SPARKPLUG + "STATE/";

    /** ThingsBoard's topics that carry readings. */
    private static final Set<String> TELEMETRY =
            Set.of("v1/gateway/telemetry", "v1/devices/me/telemetry");

    /**
     * ThingsBoard's other topics. Gateways insist on publishing some of them; they are taken and
     * lead nowhere, not even to another gateway that listens to the same topic.
     */
    private static final List<String> IGNORED =
            List.of(
                    "v1/gateway/connect",
                    "v1/gateway/disconnect",
                    "v1/gateway/attributes",
                    "v1/gateway/attributes/request",
                    "v1/gateway/claim",
                    "v1/gateway/rpc",
                    "v1/devices/me/attributes",
                    "v1/devices/me/attributes/request/+",
                    "v1/devices/me/rpc/request/+",
                    "v1/devices/me/rpc/response/+",
                    "v1/devices/me/claim");

    private static final List<String> THINGSBOARD_HEARD =
            List.of(
                    "v1/gateway/attributes",
                    "v1/gateway/attributes/response",
                    "v1/gateway/rpc",
                    "v1/devices/me/attributes",
                    "v1/devices/me/attributes/response/+",
                    "v1/devices/me/rpc/request/+",
                    "v1/devices/me/rpc/response/+");

    /**
     * What one account may do.
     *
     * @param publish topic filters
     * @param retained topic filters of {@code publish} whose messages the broker may keep
     * @param subscribe topic filters
     * @param share whether subscriptions may be shared
     * @param wills topic filters
     * @param ignored topic filters that are taken and lead nowhere
     * @param telemetry where ThingsBoard's telemetry goes: this and the topic; null: nowhere
     */
    record Granted(
            List<String> publish,
            List<String> retained,
            List<String> subscribe,
            boolean share,
            List<String> wills,
            List<String> ignored,
            @Nullable String telemetry) {

        /** What becomes of a publish. */
        sealed interface Fate {}

        /** Goes on, under this topic. */
        record Goes(String mqttTopic) implements Fate {}

        /** Is taken and leads nowhere. */
        record Ignored() implements Fate {}

        /** Is refused. */
        record Denied() implements Fate {}

        Fate fate(String mqttTopic) {
            if (telemetry != null && TELEMETRY.contains(mqttTopic)) {
                return new Goes(telemetry + mqttTopic);
            }
            if (matches(publish, mqttTopic)) {
                return new Goes(mqttTopic);
            }
            return matches(ignored, mqttTopic) ? new Ignored() : new Denied();
        }

        boolean mayRetain(String mqttTopic) {
            return matches(retained, mqttTopic);
        }

        boolean mayLeave(String willTopic, boolean isRetained) {
            return matches(wills, willTopic) && (!isRetained || mayRetain(willTopic));
        }

        boolean mayHear(String subscription) {
            String topicFilter = subscription;
            if (subscription.startsWith("$share/")) {
                int group = subscription.indexOf('/', "$share/".length());
                if (!share || group < 0) {
                    return false;
                }
                topicFilter = subscription.substring(group + 1);
            }
            String wanted = topicFilter;
            return subscribe.stream().anyMatch(held -> TopicFilters.covers(held, wanted));
        }

        /** The same, as HiveMQ enforces it. */
        List<TopicPermission> permissions() {
            List<TopicPermission> permissions = new ArrayList<>();
            for (String topicFilter : publish) {
                permissions.add(
                        Builders.topicPermission()
                                .topicFilter(topicFilter)
                                .activity(MqttActivity.PUBLISH)
                                // A retained reading would come again, as if new, to every later
                                // subscriber.
                                .retain(
                                        retained.contains(topicFilter)
                                                ? Retain.ALL
                                                : Retain.NOT_RETAINED)
                                .build());
            }
            for (String topicFilter : subscribe) {
                permissions.add(
                        share
                                ? Builders.topicPermission()
                                        .topicFilter(topicFilter)
                                        .activity(MqttActivity.SUBSCRIBE)
                                        .sharedSubscription(SharedSubscription.ALL)
                                        .sharedGroup("#")
                                        .build()
                                : Builders.topicPermission()
                                        .topicFilter(topicFilter)
                                        .activity(MqttActivity.SUBSCRIBE)
                                        .sharedSubscription(SharedSubscription.NOT_SHARED)
                                        .build());
            }
            return permissions;
        }

        private static boolean matches(List<String> topicFilters, String mqttTopic) {
            for (String topicFilter : topicFilters) {
                if (TopicFilters.matches(topicFilter, mqttTopic)) {
                    return true;
                }
            }
            return false;
        }
    }

    Granted of(Identity who) {
        return switch (who.role()) {
            case GATEWAY -> gateway(who.account());
            case INGEST -> ingest();
            case REPLAY -> replay();
        };
    }

    private Granted gateway(String id) {
        List<String> publish = new ArrayList<>();
        for (String name : DATA) {
            publish.add(prefix + "/" + id + "/" + name);
        }
        String telemetry = thingsBoardPrefix + "/" + id + "/";
        for (String mqttTopic : TELEMETRY) {
            publish.add(telemetry + mqttTopic);
        }
        for (String kind : List.of("NBIRTH", "NDATA", "NDEATH")) {
            publish.add(SPARKPLUG + "+/" + kind + "/" + id);
        }
        for (String kind : List.of("DBIRTH", "DDATA", "DDEATH")) {
            publish.add(SPARKPLUG + "+/" + kind + "/" + id + "/+");
        }
        List<String> subscribe = new ArrayList<>(THINGSBOARD_HEARD);
        subscribe.add(prefix + "/" + id + "/ack");
        subscribe.add(SPARKPLUG + "+/NCMD/" + id + "/#");
        subscribe.add(SPARKPLUG + "+/DCMD/" + id + "/#");
        subscribe.add(SPARKPLUG_STATE + "#");
        subscribe.add("STATE/#");
        return new Granted(
                publish,
                List.of(),
                subscribe,
                false,
                List.of(SPARKPLUG + "+/NDEATH/" + id),
                IGNORED,
                telemetry);
    }

    private Granted replay() {
        List<String> publish = new ArrayList<>();
        for (String name : DATA) {
            publish.add(runPrefix + "/+/+/" + name);
        }
        return new Granted(
                publish,
                List.of(),
                List.of(runPrefix + "/+/+/ack"),
                false,
                List.of(),
                List.of(),
                null);
    }

    private Granted ingest() {
        List<String> publish = new ArrayList<>();
        List<String> subscribe = new ArrayList<>();
        for (String base : List.of(prefix + "/+/", runPrefix + "/+/+/")) {
            for (String name : DATA) {
                subscribe.add(base + name);
            }
            publish.add(base + "ack");
        }
        for (String mqttTopic : TELEMETRY) {
            subscribe.add(thingsBoardPrefix + "/+/" + mqttTopic);
        }
        for (String kind : List.of("NBIRTH", "NDATA", "NDEATH")) {
            subscribe.add(SPARKPLUG + "+/" + kind + "/+");
        }
        for (String kind : List.of("DBIRTH", "DDATA", "DDEATH")) {
            subscribe.add(SPARKPLUG + "+/" + kind + "/+/+");
        }
        publish.add(SPARKPLUG + "+/NCMD/+");
        String state = SPARKPLUG_STATE + "+";
        publish.add(state);
        subscribe.add(state);
        return new Granted(
                publish, List.of(state), subscribe, true, List.of(state), List.of(), null);
    }
}
