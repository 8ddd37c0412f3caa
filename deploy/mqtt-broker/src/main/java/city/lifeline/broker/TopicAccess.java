package city.lifeline.broker;

import city.lifeline.model.access.MqttAccount;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.MqttActivity;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.Retain;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.SharedSubscription;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import java.util.ArrayList;
import java.util.List;

/**
 * What each role may publish and subscribe; whatever is not named here is refused.
 *
 * @param prefix of the live city's topics, such as {@code lifeline/v1}
 * @param runPrefix of the topics of runs aside, such as {@code lifeline/run}
 */
record TopicAccess(String prefix, String runPrefix) {

    private static final List<String> DATA = List.of("readings", "readings.pb", "heartbeat");

    List<TopicPermission> of(MqttAccount account) {
        return switch (account.role()) {
            case GATEWAY -> gateway(prefix + "/" + account.name() + "/");
            case INGEST -> ingest();
            case REPLAY -> gateway(runPrefix + "/+/+/");
        };
    }

    private static List<TopicPermission> gateway(String base) {
        List<TopicPermission> permissions = new ArrayList<>();
        for (String name : DATA) {
            permissions.add(publish(base + name));
        }
        permissions.add(subscribe(base + "ack"));
        return permissions;
    }

    private List<TopicPermission> ingest() {
        List<TopicPermission> permissions = new ArrayList<>();
        for (String base : List.of(prefix + "/+/", runPrefix + "/+/+/")) {
            for (String name : DATA) {
                permissions.add(subscribeAnyhow(base + name));
            }
            permissions.add(publish(base + "ack"));
        }
        return permissions;
    }

    private static TopicPermission publish(String topicFilter) {
        return Builders.topicPermission()
                .topicFilter(topicFilter)
                .activity(MqttActivity.PUBLISH)
                // A retained reading would come again, as if new, to every later subscriber.
                .retain(Retain.NOT_RETAINED)
                .build();
    }

    private static TopicPermission subscribe(String topicFilter) {
        return Builders.topicPermission()
                .topicFilter(topicFilter)
                .activity(MqttActivity.SUBSCRIBE)
                .sharedSubscription(SharedSubscription.NOT_SHARED)
                .build();
    }

    private static TopicPermission subscribeAnyhow(String topicFilter) {
        return Builders.topicPermission()
                .topicFilter(topicFilter)
                .activity(MqttActivity.SUBSCRIBE)
                .sharedSubscription(SharedSubscription.ALL)
                .sharedGroup("#")
                .build();
    }
}
