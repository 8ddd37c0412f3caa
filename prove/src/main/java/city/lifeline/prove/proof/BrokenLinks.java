package city.lifeline.prove.proof;

import city.lifeline.prove.Load;
import city.lifeline.prove.Rig;
import city.lifeline.prove.fault.LossyNetwork;
import city.lifeline.prove.fault.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** P7: whatever becomes of a link, nothing is lost, and soon afterwards nothing waits. */
public final class BrokenLinks {

    private static final Duration LAG = Duration.ofSeconds(10);
    private static final Duration RECOVERED_WITHIN = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private BrokenLinks() {}

    public static Proof down() {
        return Proof.of(Promise.P7, "each link down, one after the other", BrokenLinks::down);
    }

    public static Proof halfOpen() {
        return Proof.of(
                Promise.P7, "all connections die unnoticed (half-open)", BrokenLinks::halfOpen);
    }

    public static Proof slow() {
        return Proof.of(Promise.P7, "round trips of 500 ms everywhere", BrokenLinks::slow);
    }

    public static Proof lossy() {
        return Proof.of(Promise.P7, "each tenth packet lost everywhere", BrokenLinks::lossy);
    }

    /** One pair of neighbours. */
    private record Link(String name, List<TcpProxy> proxies) {}

    private static List<Link> links(Rig rig) {
        return List.of(
                new Link("gateway-broker", List.of(rig.gatewayLink())),
                new Link("broker-ingest", List.of(rig.brokerLink())),
                new Link("ingest-Kafka", rig.kafkaLinks()));
    }

    private static List<TcpProxy> all(Rig rig) {
        List<TcpProxy> all = new ArrayList<>();
        links(rig).forEach(link -> all.addAll(link.proxies()));
        return all;
    }

    private static void down(Trial trial) throws Exception {
        Rig rig = trial.rig();
        List<Duration> outages =
                trial.either(
                        List.of(Duration.ofSeconds(3)),
                        List.of(
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(10)));
        try (Load load = new Load(rig, "P7D", trial).start()) {
            for (Duration outage : outages) {
                for (Link link : links(rig)) {
                    load.awaitSteady();
                    link.proxies().forEach(TcpProxy::cut);
                    TimeUnit.MILLISECONDS.sleep(outage.toMillis());
                    link.proxies().forEach(TcpProxy::mend);
                    say(trial, link.name() + " down for " + outage, load);
                }
            }
            load.endAndCheck(PATIENCE);
        }
    }

    private static void halfOpen(Trial trial) throws Exception {
        Rig rig = trial.rig();
        try (Load load = new Load(rig, "P7H", trial).start()) {
            load.awaitSteady();
            all(rig).forEach(TcpProxy::freezeConnections);
            TimeUnit.SECONDS.sleep(3);
            Expect.that(load.lag().compareTo(Duration.ofSeconds(1)) > 0, () -> "nothing was cut");
            Duration recovered = load.awaitLagBelow(Duration.ofSeconds(2), RECOVERED_WITHIN);
            trial.say(
                    "all connections half-open; noticed and made good after %d ms",
                    recovered.toMillis());
            load.endAndCheck(PATIENCE);
        }
    }

    private static void slow(Trial trial) throws Exception {
        Rig rig = trial.rig();
        try (Load load = new Load(rig, "P7L", trial).start()) {
            load.awaitSteady();
            all(rig).forEach(link -> link.delay(Duration.ofMillis(250)));
            TimeUnit.SECONDS.sleep(trial.<Long>either(6L, 60 * trial.minutes()));
            trial.say("round trips of 500 ms everywhere: lag %s", load.lag());
            all(rig).forEach(TcpProxy::mend);
            say(trial, "round trips of 500 ms everywhere", load);
            load.endAndCheck(PATIENCE);
        }
    }

    private static void lossy(Trial trial) throws Exception {
        Rig rig = trial.rig();
        LossyNetwork network = rig.lossyNetwork();
        if (network == null) {
            throw new NotShownException(String.valueOf(LossyNetwork.obstacle()));
        }
        try (Load load = new Load(rig, "P7P", trial)) {
            rig.move(true);
            load.start();
            load.awaitSteady();
            network.lose(0.1);
            TimeUnit.SECONDS.sleep(trial.<Long>either(8L, 60 * trial.minutes()));
            trial.say("each tenth packet lost: lag %s", load.lag());
            network.loseNothing();
            say(trial, "each tenth packet lost everywhere", load);
            load.endAndCheck(PATIENCE);
        } finally {
            network.loseNothing();
            rig.move(false);
        }
    }

    private static void say(Trial trial, String fault, Load load) throws InterruptedException {
        Duration recovered = load.awaitLagBelow(LAG, RECOVERED_WITHIN);
        trial.say("%s; lag below %d s after %d ms", fault, LAG.toSeconds(), recovered.toMillis());
    }
}
