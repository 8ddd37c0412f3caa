package city.lifeline.broker;

import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The clients that were let in and whose connection is open. */
final class Connected {

    private final Map<Channel, Client> clients = new ConcurrentHashMap<>();

    record Client(String clientId, Identity identity) {}

    void add(Channel channel, Client client) {
        clients.put(channel, client);
        channel.closeFuture().addListener(closed -> clients.remove(channel));
    }

    long count(String account) {
        return clients.values().stream()
                .filter(client -> client.identity().account().equals(account))
                .count();
    }

    List<Client> where(Predicate<Identity> condition) {
        return clients.values().stream()
                .filter(client -> condition.test(client.identity()))
                .toList();
    }
}
