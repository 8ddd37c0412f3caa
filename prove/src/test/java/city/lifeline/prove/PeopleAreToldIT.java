package city.lifeline.prove;

import city.lifeline.prove.paging.PeopleAreTold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** P5: every notification that is owed reaches a channel, whichever instance is killed. */
@ExtendWith(SharedRigs.class)
class PeopleAreToldIT {

    @Test
    void p5_peopleAreToldThoughOneOfTwoInstancesIsKilledWhileItSends(Rigs rigs)
            throws InterruptedException {
        SharedRigs.hold(PeopleAreTold.thoughOneOfTwoIsKilled(), rigs);
    }
}
