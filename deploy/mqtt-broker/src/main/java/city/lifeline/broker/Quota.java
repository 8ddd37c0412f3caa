package city.lifeline.broker;

import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Slows a connection down to what its gateway may publish: above that nothing is read from it until
 * the quota has grown again, so TCP makes the gateway wait. No message is lost, none piles up here,
 * and other connections are read as before.
 */
final class Quota {

    /** A longer pause would look to the broker like a client that is silent. */
    private static final long PAUSE_MAX_NS = TimeUnit.SECONDS.toNanos(5);

    private static final int BYTES_A_MESSAGE = 16 << 10;

    private final Channel channel;
    private final TokenBucket bucket;
    private final LongSupplier nanoTime;
    private final AtomicBoolean paused = new AtomicBoolean();

    /**
     * A quota for one connection.
     *
     * @param bucket of its gateway, which may have several connections
     */
    Quota(Channel channel, TokenBucket bucket, LongSupplier nanoTime) {
        this.channel = channel;
        this.bucket = bucket;
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a message, and pauses reading if that was more than the quota. A large one counts once
     * for each 16 KiB it begins.
     *
     * @return how long reading stops, ns; 0 if it goes on
     */
    long take(PublishPacket packet) {
        int bytes = packet.getPayload().map(ByteBuffer::remaining).orElse(0);
        long debtNs = bucket.take(1 + bytes / BYTES_A_MESSAGE, nanoTime.getAsLong());
        if (debtNs == 0) {
            return 0;
        }
        // In a pause too: the broker itself goes on reading after a SUBSCRIBE.
        channel.config().setAutoRead(false);
        if (!paused.compareAndSet(false, true)) {
            return 0;
        }
        long pauseNs = Math.min(debtNs, PAUSE_MAX_NS);
        resumeAfter(pauseNs);
        return pauseNs;
    }

    private void resume() {
        paused.set(false);
        // What came in before the pause took effect is owed too.
        long debtNs = bucket.take(0, nanoTime.getAsLong());
        if (debtNs > 0 && paused.compareAndSet(false, true)) {
            resumeAfter(Math.min(debtNs, PAUSE_MAX_NS));
            return;
        }
        channel.config().setAutoRead(true);
    }

    private void resumeAfter(long ns) {
        var unused = channel.eventLoop().schedule(this::resume, ns, TimeUnit.NANOSECONDS);
    }
}
