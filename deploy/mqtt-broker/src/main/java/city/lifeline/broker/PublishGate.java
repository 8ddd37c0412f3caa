package city.lifeline.broker;

import city.lifeline.broker.TopicAccess.Granted;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import org.jspecify.annotations.Nullable;

/**
 * What every publish of one client passes: its quota, its right to the topic, and the topic it goes
 * on under. HiveMQ checks its own permissions after this, on the topic that comes out here.
 */
final class PublishGate implements PublishInboundInterceptor {

    private final Identity who;
    private final String address;
    private final Granted granted;
    private final @Nullable Quota quota;
    private final Audit audit;

    PublishGate(Identity who, String address, Granted granted, @Nullable Quota quota, Audit audit) {
        this.who = who;
        this.address = address;
        this.granted = granted;
        this.quota = quota;
        this.audit = audit;
    }

    @Override
    public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
        PublishPacket packet = input.getPublishPacket();
        if (quota != null) {
            long pauseNs = quota.take(packet);
            if (pauseNs > 0) {
                audit.throttled(who, pauseNs);
            }
        }
        String mqttTopic = packet.getTopic();
        Granted.Fate fate = granted.fate(mqttTopic);
        if (fate instanceof Granted.Goes goes) {
            if (!goes.mqttTopic().equals(mqttTopic)) {
                output.getPublishPacket().setTopic(goes.mqttTopic());
            }
            if (packet.getRetain() && !granted.mayRetain(mqttTopic)) {
                output.getPublishPacket().setRetain(false);
                audit.stripped(who, mqttTopic);
            }
        } else if (fate instanceof Granted.Ignored) {
            output.preventPublishDelivery(AckReasonCode.SUCCESS);
        } else {
            audit.deniedPublish(who, address, mqttTopic);
            output.preventPublishDelivery(
                    AckReasonCode.NOT_AUTHORIZED, "this account may not publish here");
        }
    }
}
