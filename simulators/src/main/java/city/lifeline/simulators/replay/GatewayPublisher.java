package city.lifeline.simulators.replay;

import city.lifeline.gateway.GatewayBlock;
import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.gateway.PayloadFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Publishes over MQTT. */
final class GatewayPublisher implements Publisher {

    private final GatewayClient client;

    GatewayPublisher(ReplayOptions options, String gateway) {
        ReplayOptions.Login login = options.logins().apply(gateway);
        this.client =
                GatewayClient.builder(options.broker(), gateway)
                        .login(login.username(), login.password())
                        .tls(options.tls())
                        .topicPrefix(options.topicPrefix())
                        .format(PayloadFormat.PROTOBUF)
                        .build();
    }

    @Override
    public long publish(List<GatewayReading> readings, List<GatewayBlock> blocks, long sentAtUs)
            throws InterruptedException, IOException {
        return client.publish(readings, blocks, sentAtUs);
    }

    @Override
    public long acknowledged() {
        return client.status().acknowledged();
    }

    @Override
    public long resends() {
        return client.status().resends();
    }

    @Override
    public String fault() {
        return client.status().fault();
    }

    @Override
    public boolean awaitAllAcknowledged(Duration timeout) throws InterruptedException {
        return client.awaitAllAcknowledged(timeout);
    }

    @Override
    public void close() {
        client.close();
    }
}
