package city.lifeline.broker;

import city.lifeline.broker.TopicAccess.Granted;
import com.hivemq.extension.sdk.api.interceptor.subscribe.SubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundOutput;
import com.hivemq.extension.sdk.api.packets.subscribe.Subscription;

/** Notes the subscriptions that HiveMQ refuses by the client's permissions. */
record SubscribeAudit(Identity who, String address, Granted granted, Audit audit)
        implements SubscribeInboundInterceptor {

    @Override
    public void onInboundSubscribe(SubscribeInboundInput input, SubscribeInboundOutput output) {
        for (Subscription subscription : input.getSubscribePacket().getSubscriptions()) {
            String topicFilter = subscription.getTopicFilter();
            if (!granted.mayHear(topicFilter)) {
                audit.deniedSubscribe(who, address, topicFilter);
            }
        }
    }
}
