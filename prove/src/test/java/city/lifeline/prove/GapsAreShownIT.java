package city.lifeline.prove;

import city.lifeline.prove.proof.GapsAreShown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** P2: every gap in a gateway's sequence is shown, and no other. */
@ExtendWith(SharedRigs.class)
class GapsAreShownIT {

    @Test
    void p2_eachOf100MissingNumbersIsCounted(Rigs rigs) throws InterruptedException {
        SharedRigs.hold(GapsAreShown.counted(), rigs);
    }

    @Test
    void p2_eachOf100MissingNumbersIsKnownThoughIngestIsKilled(Rigs rigs)
            throws InterruptedException {
        SharedRigs.hold(GapsAreShown.knownThoughIngestIsKilled(), rigs);
    }
}
