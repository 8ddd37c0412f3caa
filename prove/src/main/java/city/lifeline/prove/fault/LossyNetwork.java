package city.lifeline.prove.fault;

import city.lifeline.prove.process.Guard;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A network of this machine's own, for processes of ours, whose packets can be made to get lost.
 * The kernel's packet filter drops them at random, which every kernel can do; a queue that does
 * (netem) is missing in many.
 *
 * <pre>
 *  outside ── veth ── inside
 *            loses      loses on its loopback too
 * </pre>
 */
public final class LossyNetwork {

    private static final String SUBNET = "10.231.";
    private static final AtomicInteger MADE = new AtomicInteger();

    private final String name;
    private final String near;
    private final String outside;
    private final String inside;

    private LossyNetwork(String name, String near, String outside, String inside) {
        this.name = name;
        this.near = near;
        this.outside = outside;
        this.inside = inside;
    }

    /** Why none can be made here; null if it can. */
    public static @Nullable String obstacle() throws InterruptedException {
        String probe = "llp" + number();
        try {
            Guard.run(List.of("iptables", "--version"));
            Guard.run(List.of("ip", "netns", "add", probe));
        } catch (IOException e) {
            return "no network that loses packets can be made here: " + e.getMessage();
        }
        try {
            inside(probe, drop("INPUT", "lo", 0.5));
            return null;
        } catch (IOException e) {
            return "no packet filter can be set here: " + e.getMessage();
        } finally {
            try {
                Guard.run(List.of("ip", "netns", "del", probe));
            } catch (IOException e) {
                // It was made a moment ago; nobody else's.
            }
        }
    }

    /** Makes one that loses nothing yet, until the guard ends. */
    public static LossyNetwork make(Guard guard) throws IOException, InterruptedException {
        long number = number();
        String subnet = SUBNET + (number / 64 % 256) + ".";
        long host = number % 64 * 4;
        String name = "ll" + number;
        LossyNetwork made =
                new LossyNetwork(name, name + "o", subnet + (host + 1), subnet + (host + 2));
        String far = name + "i";
        Guard.run(List.of("ip", "netns", "add", name));
        guard.atEnd("ip netns del " + name);
        Guard.run(
                List.of(
                        "ip", "link", "add", made.near, "type", "veth", "peer", "name", far,
                        "netns", name));
        Guard.run(List.of("ip", "addr", "add", made.outside + "/30", "dev", made.near));
        Guard.run(List.of("ip", "link", "set", made.near, "up"));
        inside(name, List.of("ip", "addr", "add", made.inside + "/30", "dev", far));
        inside(name, List.of("ip", "link", "set", far, "up"));
        inside(name, List.of("ip", "link", "set", "lo", "up"));
        return made;
    }

    /** Of this network and no other one of now, from 0 to 16,383. */
    private static long number() {
        return ProcessHandle.current().pid() % 2_048 * 8 + MADE.getAndIncrement() % 8;
    }

    private static void inside(String name, List<String> command)
            throws IOException, InterruptedException {
        Guard.run(Stream.concat(Stream.of("ip", "netns", "exec", name), command.stream()).toList());
    }

    private static List<String> drop(String chain, String device, double share) {
        return List.of(
                "iptables",
                "-w",
                "10",
                "-A",
                chain,
                chain.equals("INPUT") ? "-i" : "-o",
                device,
                "-p",
                "tcp",
                "-m",
                "statistic",
                "--mode",
                "random",
                "--probability",
                Double.toString(share),
                "-j",
                "DROP");
    }

    /** Address of this side. */
    public String outside() {
        return outside;
    }

    /** Address of the processes inside. */
    public String inside() {
        return inside;
    }

    /** What a command that shall run inside begins with. */
    public List<String> enter() {
        return List.of("ip", "netns", "exec", name);
    }

    /** Loses this share of all packets from now on, each way. */
    public void lose(double share) throws IOException, InterruptedException {
        String far = name + "i";
        inside(name, drop("INPUT", far, share));
        inside(name, drop("OUTPUT", far, share));
        // A packet passes the loopback's input once, whichever way it goes.
        inside(name, drop("INPUT", "lo", share));
    }

    /** Loses nothing any more. */
    public void loseNothing() throws IOException, InterruptedException {
        inside(name, List.of("iptables", "-w", "10", "-F"));
    }
}
