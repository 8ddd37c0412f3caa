package city.lifeline.prove;

import city.lifeline.prove.paging.PeopleAreTold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * P5: every notification that is owed reaches a channel, whichever instance is killed. It has
 * processes of its own, and waits most of the time, so it runs beside the others.
 */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(SharedRigs.class)
class PeopleAreToldIT {

    @Test
    void p5_peopleAreToldThoughOneOfTwoInstancesIsKilledWhileItSends(Rigs rigs)
            throws InterruptedException {
        SharedRigs.hold(PeopleAreTold.thoughOneOfTwoIsKilled(), rigs);
    }
}
