package city.lifeline.prove;

import city.lifeline.prove.proof.FullDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * P8, for Kafka's disk: a full disk stops acknowledgements, not truth. It has processes of its own,
 * and waits most of the time, so it runs beside the others.
 */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(SharedRigs.class)
class FullDiskIT {

    @Test
    void p8_aFullDiskOfKafkaStopsAcknowledgementsAndItResumesWithoutRepair(Rigs rigs)
            throws InterruptedException {
        SharedRigs.hold(FullDisk.ofKafka(), rigs);
    }
}
