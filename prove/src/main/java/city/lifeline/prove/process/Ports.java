package city.lifeline.prove.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports for servers that keep theirs over restarts. */
public final class Ports {

    private Ports() {}

    /**
     * A port that is free now. Below the range from which the system takes ports of outgoing
     * connections, so that none of them takes it while its server is down.
     */
    public static int free() throws IOException {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = java.util.concurrent.ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getByName("0.0.0.0"))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken; another one.
            }
        }
        throw new IOException("no free port from 20000 to 32000");
    }
}
