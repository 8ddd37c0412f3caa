package city.lifeline.launcher.instance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Decides which ports a city gets. */
public final class PortBase {

    /** Below the range that systems give to outgoing connections. */
    public static final int FIRST = 21_000;

    private static final int LAST = 31_000;

    private PortBase() {}

    /**
     * The base asked for, else the one used last if it is free, else the first free one.
     *
     * @param asked null: none
     * @param stored null: none
     * @param free whether a port can be listened on
     * @throws Refusal if a port of the base asked for is in use, or none is free at all
     */
    public static int choose(@Nullable Integer asked, @Nullable Integer stored, IntPredicate free) {
        if (asked != null) {
            if (asked < 1024 || asked + Port.count() > 65_536) {
                throw new Refusal(
                        "--port-base must be from 1024 to %d, not %d."
                                .formatted(65_536 - Port.count(), asked));
            }
            List<String> faults = new ArrayList<>();
            for (Port port : Port.values()) {
                if (!free.test(port.number(asked))) {
                    faults.add(
                            "Port %d (%s, --port-base %d + %d) is in use; choose another --port-base."
                                    .formatted(
                                            port.number(asked),
                                            port.title(),
                                            asked,
                                            port.offset()));
                }
            }
            if (!faults.isEmpty()) {
                throw new Refusal(faults);
            }
            return asked;
        }
        if (stored != null && isFree(stored, free)) {
            return stored;
        }
        for (int base = FIRST; base < LAST; base += Port.STEP) {
            if (isFree(base, free)) {
                return base;
            }
        }
        throw new Refusal(
                "No %d free ports in a row from %d to %d; choose some with --port-base."
                        .formatted(Port.count(), FIRST, LAST));
    }

    /**
     * What to tell of a base whose ports the machine may give to outgoing connections: a port that
     * is free now may be taken when its process starts, even by who tries to reach that process.
     *
     * @param outgoing whether a port may be given to an outgoing connection
     * @return empty: nothing
     */
    public static Optional<String> warning(int base, IntPredicate outgoing) {
        if (Arrays.stream(Port.values()).noneMatch(port -> outgoing.test(port.number(base)))) {
            return Optional.empty();
        }
        int last = base + Port.count() - 1;
        return Optional.of(
                "Warning: ports %d to %d lie in the range that Linux gives to outgoing connections (/proc/sys/net/ipv4/ip_local_port_range), so the start may fail now and then. Choose a --port-base outside that range, such as %d, or reserve them: sysctl -w net.ipv4.ip_local_reserved_ports=%d-%d"
                        .formatted(base, last, FIRST, base, last));
    }

    private static boolean isFree(int base, IntPredicate free) {
        for (Port port : Port.values()) {
            if (!free.test(port.number(base))) {
                return false;
            }
        }
        return true;
    }
}
