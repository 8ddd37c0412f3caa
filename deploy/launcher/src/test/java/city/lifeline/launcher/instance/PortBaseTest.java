package city.lifeline.launcher.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class PortBaseTest {

    private static boolean allFree(int port) {
        return true;
    }

    @Test
    void theFirstStartTakesTheFirstFreePorts() {
        assertEquals(PortBase.FIRST, PortBase.choose(null, null, PortBaseTest::allFree));
    }

    @Test
    void onePortInUseMovesTheWholeCity() {
        IntPredicate free = port -> port != PortBase.FIRST + 3;

        assertEquals(PortBase.FIRST + Port.STEP, PortBase.choose(null, null, free));
    }

    @Test
    void theNextStartTakesThePortsOfTheLast() {
        assertEquals(24_000, PortBase.choose(null, 24_000, PortBaseTest::allFree));
    }

    @Test
    void portsOfTheLastStartThatAreInUseNowAreGivenUp() {
        assertEquals(PortBase.FIRST, PortBase.choose(null, 24_000, port -> port != 24_010));
    }

    @Test
    void aBaseAskedForIsTakenOrRefused() {
        Set<Integer> used = Set.of(30_001, 30_004);

        Refusal refusal =
                assertThrows(
                        Refusal.class,
                        () -> PortBase.choose(30_000, null, port -> !used.contains(port)));

        assertEquals(2, refusal.sentences().size());
        assertEquals(
                "Port 30001 (MQTT broker, --port-base 30000 + 1) is in use; choose another"
                        + " --port-base.",
                refusal.sentences().get(0));
        assertEquals(30_000, PortBase.choose(30_000, 24_000, PortBaseTest::allFree));
    }

    @Test
    void aBaseOutOfBoundsIsRefused() {
        assertThrows(Refusal.class, () -> PortBase.choose(80, null, PortBaseTest::allFree));
        assertThrows(Refusal.class, () -> PortBase.choose(65_530, null, PortBaseTest::allFree));
    }

    @Test
    void aBaseThatOutgoingConnectionsMayTakeIsWarnedOf() {
        IntPredicate outgoing = port -> port >= 32_768;

        String warning = PortBase.warning(32_760, outgoing).orElseThrow();

        assertTrue(warning.contains("ports 32760 to 32775"), warning);
        assertTrue(warning.contains("ip_local_reserved_ports=32760-32775"), warning);
        assertEquals(Optional.empty(), PortBase.warning(PortBase.FIRST, outgoing));
    }

    @Test
    void noFreePortAtAllIsSaid() {
        Refusal refusal =
                assertThrows(Refusal.class, () -> PortBase.choose(null, null, port -> false));

        assertTrue(
                refusal.sentences().get(0).contains("--port-base"), refusal.sentences().toString());
    }
}
