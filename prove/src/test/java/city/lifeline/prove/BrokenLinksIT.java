package city.lifeline.prove;

import city.lifeline.prove.proof.BrokenLinks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** P7: whatever becomes of a link, nothing is lost, and soon afterwards nothing waits. */
@ExtendWith(SharedRigs.class)
class BrokenLinksIT {

    @Test
    void p7_aLinkThatIsDownLosesNothing(Rigs rigs) throws InterruptedException {
        SharedRigs.hold(BrokenLinks.down(), rigs);
    }

    @Test
    void p7_connectionsThatDieUnnoticedLoseNothing(Rigs rigs) throws InterruptedException {
        SharedRigs.hold(BrokenLinks.halfOpen(), rigs);
    }

    @Test
    void p7_linksOf500MsLoseNothing(Rigs rigs) throws InterruptedException {
        SharedRigs.hold(BrokenLinks.slow(), rigs);
    }

    @Test
    void p7_linksThatLoseEachTenthPacketLoseNothing(Rigs rigs) throws InterruptedException {
        SharedRigs.hold(BrokenLinks.lossy(), rigs);
    }
}
