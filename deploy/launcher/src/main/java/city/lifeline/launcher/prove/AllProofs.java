package city.lifeline.launcher.prove;

import city.lifeline.launcher.instance.Installation;
import city.lifeline.prove.proof.Promise;
import city.lifeline.prove.proof.Proof;
import city.lifeline.prove.proof.Proofs;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Every proof there is, and for promises without one, why. */
final class AllProofs {

    private static final Map<Promise, String> NONE_YET =
            new EnumMap<>(
                    Map.of(
                            Promise.P4,
                                    "measured by 'lifeline bench latency', not judged by a proof",
                            Promise.P17, "no proof overloads the whole chain yet"));

    private AllProofs() {}

    /** In the order in which they run: those that share a chain stand together. */
    static List<Proof> list(Installation installation) {
        List<Proof> proofs = new ArrayList<>(Proofs.intoKafka());
        proofs.addAll(Proofs.toPeople());
        proofs.addAll(ThroughUp.all(installation));
        proofs.addAll(ThroughRestore.all(installation));
        proofs.addAll(
                NamedTests.all(
                        installation,
                        new NamedTests.Group(
                                "alerting",
                                Map.of(
                                        Promise.P12,
                                        List.of("CanaryIT"),
                                        Promise.P5,
                                        List.of(
                                                "PagingIT#whoDiedBetweenSendingAndNotingItHasItSentOnceMoreUnderTheSameCode",
                                                "PagingIT#aProviderThatNeverAnswersIsLeftAndTheMessageKeepsItsCode"),
                                        Promise.P13,
                                        List.of(
                                                "PagingIT#aFloodIsOneMessageForEachPersonAndMinute"),
                                        Promise.P14,
                                        List.of(
                                                "PagingIT#withoutAnAnswerTheNextAreToldUntilTheLastResortAndTheGradeStays",
                                                "RosterTest",
                                                "SteadyClockTest"),
                                        Promise.P18,
                                        List.of("AuditTrailIT"))),
                        new NamedTests.Group(
                                "stream-jobs",
                                Map.of(
                                        Promise.P12,
                                        List.of(
                                                "DetectionFunctionTest#silenceIsToldByTheClockAndEndsWithTheNextSample",
                                                "DetectionFunctionTest#silenceAcrossACrashIsTold"),
                                        Promise.P15,
                                        List.of(
                                                "DetectionFunctionTest#goesOnFromASavepointOfTheFirstVersion",
                                                "OlderSavepointsTest"),
                                        Promise.P19,
                                        List.of(
                                                "DetectionJobTest#sameReadingsSameWarningsAtAnyParallelismAndAcrossCrashes",
                                                "GroupJobTest#sameReadingsSameWarningsAtAnyParallelismAndAcrossCrashes"))),
                        new NamedTests.Group(
                                "deploy/launcher", Map.of(Promise.P12, List.of("WatchdogIT")))));
        return proofs;
    }

    /** Whether it is said of a promise why it has no proof. */
    static boolean hasReason(Promise promise) {
        return NONE_YET.containsKey(promise);
    }

    /** Why a promise without a proof has none. */
    static String whyNot(Promise promise) {
        return NONE_YET.getOrDefault(promise, "there is no proof of it");
    }
}
