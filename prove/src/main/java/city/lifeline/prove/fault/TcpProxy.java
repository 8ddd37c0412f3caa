package city.lifeline.prove.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A link that carries TCP connections to one server, and can be cut, frozen and slowed. */
public final class TcpProxy implements AutoCloseable {

    private static final int CHUNK_BYTES = 16 << 10;
    // So many chunks may be under way on a slow link before the sender is held back.
    private static final int CHUNKS = 256;

    private final ServerSocket server;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private volatile InetSocketAddress target;
    private volatile boolean down;
    private volatile boolean silent;
    private volatile long delayNs;
    private volatile boolean closed;

    /**
     * A link that lets everything pass.
     *
     * @param port 0: any that is free
     */
    public TcpProxy(String address, int port, InetSocketAddress target) throws IOException {
        this.target = target;
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getByName(address), port), 200);
        daemon(this::accept, "proxy-" + server.getLocalPort());
    }

    /** Address that clients connect to. */
    public String address() {
        return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    /** New connections go to another address. */
    public void target(InetSocketAddress next) {
        target = next;
    }

    /** Ends all connections, and each new one at once. */
    public void cut() {
        down = true;
        endAll();
    }

    /** Nothing passes any more, in no connection, old or new; no one is told. */
    public void silence() {
        silent = true;
    }

    /** The connections of now never carry anything again, unnoticed; new ones do. */
    public void freezeConnections() {
        pairs.forEach(pair -> pair.frozen = true);
    }

    /** Everything takes so much longer, each way. */
    public void delay(Duration each) {
        delayNs = each.toNanos();
    }

    /** Ends what {@link #cut}, {@link #silence} and {@link #delay} began. */
    public void mend() {
        down = false;
        silent = false;
        delayNs = 0;
    }

    private void endAll() {
        pairs.forEach(Pair::end);
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = server.accept();
                if (down) {
                    reset(client);
                } else {
                    daemon(() -> connect(client), "proxy-connect");
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) {
        Socket upstream = new Socket();
        try {
            while (silent && !closed) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            upstream.connect(target, 5_000);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            Pair pair = new Pair(client, upstream);
            pairs.add(pair);
            if (down) {
                pair.end();
            } else {
                pair.start();
            }
        } catch (IOException e) {
            reset(client);
            reset(upstream);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        endAll();
    }

    /** Bytes on their way; none: the sender has ended. */
    private record Chunk(byte[] bytes, long dueNs) {}

    private final class Pair {

        private final Socket client;
        private final Socket upstream;
        private volatile boolean frozen;

        Pair(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void start() {
            carry(client, upstream);
            carry(upstream, client);
        }

        private void carry(Socket from, Socket to) {
            BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>(CHUNKS);
            daemon(() -> read(from, queue), "proxy-read");
            daemon(() -> write(queue, to), "proxy-write");
        }

        private void read(Socket from, BlockingQueue<Chunk> queue) {
            try {
                InputStream in = from.getInputStream();
                byte[] buffer = new byte[CHUNK_BYTES];
                while (true) {
                    awaitPassage();
                    int count = in.read(buffer);
                    if (count < 0) {
                        queue.put(new Chunk(new byte[0], System.nanoTime() + delayNs));
                        return;
                    }
                    queue.put(new Chunk(Arrays.copyOf(buffer, count), System.nanoTime() + delayNs));
                }
            } catch (IOException e) {
                end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void write(BlockingQueue<Chunk> queue, Socket to) {
            try {
                OutputStream out = to.getOutputStream();
                while (true) {
                    Chunk chunk = queue.take();
                    long waitNs = chunk.dueNs - System.nanoTime();
                    if (waitNs > 0) {
                        TimeUnit.NANOSECONDS.sleep(waitNs);
                    }
                    awaitPassage();
                    if (chunk.bytes.length == 0) {
                        end();
                        return;
                    }
                    out.write(chunk.bytes);
                    out.flush();
                }
            } catch (IOException e) {
                end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void awaitPassage() throws InterruptedException, IOException {
            while (silent || frozen) {
                if (closed || client.isClosed()) {
                    throw new IOException("the connection has ended");
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }

        void end() {
            pairs.remove(this);
            reset(client);
            reset(upstream);
        }
    }
}
