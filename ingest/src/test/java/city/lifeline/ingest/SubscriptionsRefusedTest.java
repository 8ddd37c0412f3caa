package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;

class SubscriptionsRefusedTest {

    private static final int NOT_AUTHORIZED = 0x87;

    private final Set<String> refuses = new HashSet<>(Set.of("spBv1.0/+/NDATA/+"));
    private final List<String> asked = new ArrayList<>();
    private final Hearing.Broker broker =
            new Hearing.Broker() {
                @Override
                public int[] subscribe(List<String> filters) {
                    asked.addAll(filters);
                    return filters.stream()
                            .mapToInt(each -> refuses.contains(each) ? NOT_AUTHORIZED : 1)
                            .toArray();
                }

                @Override
                public void unsubscribe(List<String> filters) {
                    throw new AssertionError("nothing is to be left: " + filters);
                }
            };
    private final Hearing hearing =
            new Hearing(
                    "test",
                    Subscriptions.fixed(Set.of("lifeline/v1/+/readings", "spBv1.0/+/NDATA/+")));

    @Test
    void theOthersAreHeard() throws MqttException {
        hearing.connected(false);
        hearing.update(broker);
        assertEquals(Set.of("spBv1.0/+/NDATA/+"), hearing.refused());
        assertEquals(2, asked.size());
    }

    @Test
    void theRefusedIsAskedForAgainAtTheNextConnectionOnly() throws MqttException {
        hearing.connected(false);
        hearing.update(broker);
        asked.clear();
        hearing.update(broker);
        assertEquals(List.of(), asked);

        refuses.clear();
        hearing.connected(true);
        hearing.update(broker);
        assertEquals(List.of("spBv1.0/+/NDATA/+"), asked);
        assertEquals(Set.of(), hearing.refused());
    }

    @Test
    void aBrokerThatRefusesEverythingIsAFault() {
        refuses.add("lifeline/v1/+/readings");
        hearing.connected(false);
        MqttException fault = assertThrows(MqttException.class, () -> hearing.update(broker));
        assertEquals(NOT_AUTHORIZED, fault.getReasonCode());
    }
}
