package city.lifeline.ingest;

import java.util.Collection;
import java.util.Set;

/**
 * What an MQTT session is to hear, which may change. Asked and told on one thread; may wait for
 * Kafka, and throws its exceptions.
 */
interface Subscriptions {

    /** Topic filters, as of now. */
    Set<String> wanted();

    /** Topic filters that earlier holders of the session may have subscribed. */
    Set<String> former();

    /**
     * Told when the broker has answered the subscriptions of all that is wanted, and before it is
     * told to end others. Should this throw, it is told again.
     *
     * @param refused what the broker does not let it hear; not all that is wanted
     */
    void hearing(Set<String> refused);

    /** Ones that never change. */
    static Subscriptions fixed(Collection<String> topicFilters) {
        Set<String> wanted = Set.copyOf(topicFilters);
        return new Subscriptions() {
            @Override
            public Set<String> wanted() {
                return wanted;
            }

            @Override
            public Set<String> former() {
                return Set.of();
            }

            @Override
            public void hearing(Set<String> refused) {}
        };
    }
}
