package city.lifeline.broker;

import city.lifeline.broker.TopicAccess.Granted;
import city.lifeline.model.access.MqttAccount.Role;
import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.client.parameter.InitializerInput;
import com.hivemq.extension.sdk.api.services.intializer.ClientInitializer;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** Gives every client that was let in what its packets have to pass. */
final class Gates implements ClientInitializer {

    private final TopicAccess access;
    private final Connected connected;
    private final @Nullable TokenBuckets<String> quotas;
    private final Audit audit;

    /**
     * Gates for all clients.
     *
     * @param quotas by gateway; null: none
     */
    Gates(
            TopicAccess access,
            Connected connected,
            @Nullable TokenBuckets<String> quotas,
            Audit audit) {
        this.access = access;
        this.connected = connected;
        this.quotas = quotas;
        this.audit = audit;
    }

    @Override
    public void initialize(InitializerInput input, ClientContext context) {
        ConnectionInformation connection = input.getConnectionInformation();
        Identity who = Sessions.who(connection);
        Channel channel = Channels.of(connection);
        String address = Login.address(connection);
        Granted granted = access.of(who);
        connected.add(
                channel, new Connected.Client(input.getClientInformation().getClientId(), who));
        Quota quota =
                quotas == null || who.role() != Role.GATEWAY
                        ? null
                        : new Quota(channel, quotas.of(who.account()), System::nanoTime);
        context.addPublishInboundInterceptor(new PublishGate(who, address, granted, quota, audit));
        context.addSubscribeInboundInterceptor(new SubscribeAudit(who, address, granted, audit));
    }
}
