package city.lifeline.prove;

import city.lifeline.prove.proof.Backlog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** P10, up to Kafka: the backlog of an outage is complete, late, and in nobody's way. */
@ExtendWith(SharedRigs.class)
class BacklogIT {

    @Test
    void p10_aBacklogIsCompleteAndLateWhileLiveReadingsGoOn(Rigs rigs) throws InterruptedException {
        SharedRigs.hold(Backlog.isCompleteAndLate(), rigs);
    }
}
