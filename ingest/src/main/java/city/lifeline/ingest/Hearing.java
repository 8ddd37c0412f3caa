package city.lifeline.ingest;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an MQTT session hears, brought in line with what it is to hear, over many connections.
 *
 * <p>A broker may refuse some filters, such as those of formats that its city does not use: the
 * others are heard all the same, and a refused one is asked for again at the next connection. Used
 * by one thread, but for {@link #refused}.
 */
final class Hearing {

    private static final Logger log = LoggerFactory.getLogger(Hearing.class);

    private static final int FAILURE_CODES = 0x80;
    // A packet that every broker takes.
    private static final int FILTERS_AT_ONCE = 100;

    private final String session;
    private final Subscriptions subscriptions;
    // By this process: a session that another one left may hear other topics.
    private boolean subscribed;
    private Set<String> heard = Set.of();
    private volatile Set<String> refused = Set.of();
    private int refusal;
    private final Set<String> said = new HashSet<>();

    /** A connection of the session. */
    interface Broker {

        /** Reason codes, one a filter. */
        int[] subscribe(List<String> filters) throws MqttException;

        void unsubscribe(List<String> filters) throws MqttException;
    }

    /**
     * Of a session that is not connected yet.
     *
     * @param session as logs name it
     */
    Hearing(String session, Subscriptions subscriptions) {
        this.session = session;
        this.subscriptions = subscriptions;
    }

    /** Filters that the broker has refused on the present connection; on any thread. */
    Set<String> refused() {
        return refused;
    }

    /**
     * A new connection.
     *
     * @param present whether the broker has kept the session
     */
    void connected(boolean present) {
        refused = Set.of();
        if (!subscribed || !present) {
            subscribed = false;
            heard = present ? subscriptions.former() : Set.of();
        }
    }

    /**
     * Subscribes what is missing, and ends what is not wanted any more.
     *
     * @throws MqttException also if the broker refuses everything
     */
    void update(Broker broker) throws MqttException {
        Set<String> wanted = subscriptions.wanted();
        Set<String> denied = new HashSet<>(refused);
        denied.retainAll(wanted);
        List<String> missing =
                wanted.stream()
                        .filter(each -> !denied.contains(each))
                        .filter(each -> !subscribed || !heard.contains(each))
                        .toList();
        for (int from = 0; from < missing.size(); from += FILTERS_AT_ONCE) {
            int to = Math.min(missing.size(), from + FILTERS_AT_ONCE);
            denied.addAll(subscribe(broker, missing.subList(from, to)));
        }
        refused = Set.copyOf(denied);
        if (!wanted.isEmpty() && denied.size() == wanted.size()) {
            throw new MqttException(refusal);
        }
        Set<String> all = new HashSet<>(heard);
        all.addAll(missing);
        all.removeAll(denied);
        heard = all;
        subscribed = true;
        try {
            subscriptions.hearing(refused);
        } catch (KafkaException e) {
            log.warn("{}: tried again: {}", session, e.getMessage());
            return;
        }
        List<String> surplus = all.stream().filter(each -> !wanted.contains(each)).toList();
        for (int from = 0; from < surplus.size(); from += FILTERS_AT_ONCE) {
            int to = Math.min(surplus.size(), from + FILTERS_AT_ONCE);
            broker.unsubscribe(surplus.subList(from, to));
        }
        Set<String> left = new HashSet<>(wanted);
        left.removeAll(denied);
        heard = left;
    }

    /** Those that are refused. */
    private Set<String> subscribe(Broker broker, List<String> filters) throws MqttException {
        Set<String> denied = new HashSet<>();
        int[] codes = broker.subscribe(filters);
        for (int i = 0; i < codes.length; i++) {
            String filter = filters.get(i);
            if (codes[i] < FAILURE_CODES) {
                said.remove(filter);
                continue;
            }
            denied.add(filter);
            refusal = codes[i];
            if (said.add(filter)) {
                log.error(
                        "{}: the broker refuses the subscription {}, reason code {}; nothing of it"
                                + " is heard. It is asked for again at the next connection",
                        session,
                        filter,
                        codes[i]);
            }
        }
        return denied;
    }
}
