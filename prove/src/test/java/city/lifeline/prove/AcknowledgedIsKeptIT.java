package city.lifeline.prove;

import city.lifeline.prove.proof.AcknowledgedIsKept;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** P1: a reading that was acknowledged is never lost, whatever is killed. */
@ExtendWith(SharedRigs.class)
class AcknowledgedIsKeptIT {

    @Test
    void p1_acknowledgedReadingsAreKeptThoughBrokerIngestAndKafkaAreKilled(Rigs rigs)
            throws InterruptedException {
        SharedRigs.hold(AcknowledgedIsKept.whateverIsKilled(), rigs);
    }
}
