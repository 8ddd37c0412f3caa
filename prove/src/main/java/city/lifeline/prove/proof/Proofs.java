package city.lifeline.prove.proof;

import city.lifeline.prove.poison.PoisonStopsNothing;
import java.util.List;

/** The proofs of the way of a reading into Kafka. */
public final class Proofs {

    private Proofs() {}

    /** All of them, in the order of what they promise. */
    public static List<Proof> intoKafka() {
        return List.of(
                AcknowledgedIsKept.whateverIsKilled(),
                GapsAreShown.counted(),
                GapsAreShown.knownThoughIngestIsKilled(),
                BrokenLinks.down(),
                BrokenLinks.halfOpen(),
                BrokenLinks.slow(),
                BrokenLinks.lossy(),
                FullDisk.ofKafka(),
                Backlog.isCompleteAndLate(),
                PoisonStopsNothing.keptOrOneDeadLetter());
    }
}
