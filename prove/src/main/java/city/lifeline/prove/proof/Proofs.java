package city.lifeline.prove.proof;

import city.lifeline.prove.paging.PeopleAreTold;
import city.lifeline.prove.poison.PoisonStopsNothing;
import java.util.List;

/** The proofs that need no whole city. */
public final class Proofs {

    private Proofs() {}

    /** Those of the way of a reading into Kafka, in the order of what they promise. */
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

    /** The proofs of the way of a warning from Kafka to people. */
    public static List<Proof> toPeople() {
        return List.of(
                PeopleAreTold.thoughOneOfTwoIsKilled(), PeopleAreTold.thoughOneOfTwoStandsStill());
    }
}
