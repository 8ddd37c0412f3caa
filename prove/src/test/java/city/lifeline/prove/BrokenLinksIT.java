package city.lifeline.prove;

import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.prove.fault.LossyNetwork;
import city.lifeline.prove.fault.TcpProxy;
import city.lifeline.testing.NeededProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** P7: whatever becomes of a link, nothing is lost, and soon afterwards nothing waits. */
@ExtendWith(SharedRig.class)
class BrokenLinksIT {

    private static final Duration LAG = Duration.ofSeconds(10);
    private static final Duration RECOVERED_WITHIN = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

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

    @Test
    void p7_aLinkThatIsDownLosesNothing(Rig rig) throws Exception {
        Seed seed = Seed.of("P7 down");
        List<Duration> outages =
                Length.either(
                        List.of(Duration.ofSeconds(3)),
                        List.of(
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(10)));
        try (Load load = new Load(rig, "P7D", seed).start()) {
            for (Duration outage : outages) {
                for (Link link : links(rig)) {
                    load.awaitSteady();
                    link.proxies().forEach(TcpProxy::cut);
                    TimeUnit.MILLISECONDS.sleep(outage.toMillis());
                    link.proxies().forEach(TcpProxy::mend);
                    say(link.name() + " down for " + outage, load);
                }
            }
            load.endAndCheck(seed.toString(), PATIENCE);
        }
    }

    @Test
    void p7_connectionsThatDieUnnoticedLoseNothing(Rig rig) throws Exception {
        Seed seed = Seed.of("P7 half-open");
        try (Load load = new Load(rig, "P7H", seed).start()) {
            load.awaitSteady();
            all(rig).forEach(TcpProxy::freezeConnections);
            TimeUnit.SECONDS.sleep(3);
            assertTrue(load.lag().compareTo(Duration.ofSeconds(1)) > 0, "nothing was cut");
            Duration recovered = load.awaitLagBelow(Duration.ofSeconds(2), RECOVERED_WITHIN);
            System.out.printf(
                    "P7: all connections half-open; noticed and made good after %d ms%n",
                    recovered.toMillis());
            load.endAndCheck(seed.toString(), PATIENCE);
        }
    }

    @Test
    void p7_linksOf500MsLoseNothing(Rig rig) throws Exception {
        Seed seed = Seed.of("P7 latency");
        try (Load load = new Load(rig, "P7L", seed).start()) {
            load.awaitSteady();
            all(rig).forEach(link -> link.delay(Duration.ofMillis(250)));
            TimeUnit.SECONDS.sleep(Length.either(6L, 60 * Length.minutes()));
            System.out.printf("P7: round trips of 500 ms everywhere: lag %s%n", load.lag());
            all(rig).forEach(TcpProxy::mend);
            say("round trips of 500 ms everywhere", load);
            load.endAndCheck(seed.toString(), PATIENCE);
        }
    }

    @Test
    void p7_linksThatLoseEachTenthPacketLoseNothing(Rig rig) throws Exception {
        NeededProgram.require(Path.of("/usr/sbin/iptables"), "iptables");
        NeededProgram.require(Path.of("/usr/sbin/ip"), "iproute2");
        LossyNetwork network = rig.lossyNetwork();
        Assumptions.assumeTrue(network != null, "skipped: " + LossyNetwork.obstacle());
        Seed seed = Seed.of("P7 loss");
        try (Load load = new Load(rig, "P7P", seed)) {
            rig.move(true);
            load.start();
            load.awaitSteady();
            network.lose(0.1);
            TimeUnit.SECONDS.sleep(Length.either(8L, 60 * Length.minutes()));
            System.out.printf("P7: each tenth packet lost: lag %s%n", load.lag());
            network.loseNothing();
            say("each tenth packet lost everywhere", load);
            load.endAndCheck(seed.toString(), PATIENCE);
        } finally {
            network.loseNothing();
            rig.move(false);
        }
    }

    private static void say(String fault, Load load) throws InterruptedException {
        Duration recovered = load.awaitLagBelow(LAG, RECOVERED_WITHIN);
        System.out.printf(
                "P7: %s; lag below %d s after %d ms%n",
                fault, LAG.toSeconds(), recovered.toMillis());
    }
}
