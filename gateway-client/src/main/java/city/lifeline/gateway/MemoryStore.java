package city.lifeline.gateway;

/**
 * Keeps messages in memory. What is not acknowledged is lost with the process: for senders that can
 * start over, such as a replay with its file.
 */
public final class MemoryStore implements MessageStore {

    private static final byte[] NOTHING = {};

    private final String boot;
    private final int capacity;
    private final byte[][] payloads;
    private long newest;
    private long released;

    /**
     * An empty store.
     *
     * @param boot must be new for each store: the sequence starts at 1
     * @param capacity in messages
     */
    public MemoryStore(String boot, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, not " + capacity);
        }
        this.boot = boot;
        this.capacity = capacity;
        this.payloads = new byte[capacity][];
    }

    @Override
    public String boot() {
        return boot;
    }

    @Override
    public long newest() {
        return newest;
    }

    @Override
    public long released() {
        return released;
    }

    @Override
    public boolean hasRoom(int payloadBytes) {
        return newest - released < capacity;
    }

    @Override
    public void append(long seq, byte[] payload) {
        if (seq != newest + 1 || !hasRoom(payload.length)) {
            throw new IllegalStateException("message " + seq + " after " + newest);
        }
        payloads[slot(seq)] = payload;
        newest = seq;
    }

    @Override
    public void secure(long seq) {
        // The boot dies with the process, and its numbers with it.
    }

    @Override
    public byte[] read(long seq) {
        if (seq <= released || seq > newest) {
            throw new IllegalStateException("message " + seq + " is not kept");
        }
        return payloads[slot(seq)];
    }

    @Override
    public void release(long seq) {
        while (released < Math.min(seq, newest)) {
            released++;
            payloads[slot(released)] = NOTHING;
        }
    }

    @Override
    public void close() {}

    private int slot(long seq) {
        return (int) (seq % capacity);
    }
}
