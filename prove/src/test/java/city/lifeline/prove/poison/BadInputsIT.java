package city.lifeline.prove.poison;

import city.lifeline.prove.Rigs;
import city.lifeline.prove.SharedRigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** P11: poison stops nothing. Each bad input is kept as it should be, or is one dead letter. */
@ExtendWith(SharedRigs.class)
class BadInputsIT {

    @Test
    void p11_eachBadInputIsKeptOrBecomesOneDeadLetterAndTheOthersNoticeNothing(Rigs rigs)
            throws InterruptedException {
        SharedRigs.hold(PoisonStopsNothing.keptOrOneDeadLetter(), rigs);
    }
}
