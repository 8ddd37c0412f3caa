package city.lifeline.alerting.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** One listener. Whoever offers it something never waits for its network. */
final class StreamClient {

    private static final MediaType TEXT =
            new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    private static final int CAPACITY = 2_000;

    private final Subscription subscription;
    private final Executor senders;
    private final SseEmitter emitter = new SseEmitter(0L);
    private final Outbound outbound = new Outbound(CAPACITY);
    private boolean sending;
    private boolean closed;

    StreamClient(Subscription subscription, Executor senders) {
        this.subscription = subscription;
        this.senders = senders;
    }

    Subscription subscription() {
        return subscription;
    }

    SseEmitter emitter() {
        return emitter;
    }

    synchronized void offer(Frame frame) {
        outbound.add(frame);
        send();
    }

    synchronized void offerStatus(String point, Frame frame) {
        outbound.addStatus(point, frame);
        send();
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        emitter.complete();
    }

    private void send() {
        if (sending || closed) {
            return;
        }
        try {
            sending = true;
            senders.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // The process is going down, and the client with it.
            closed = true;
        }
    }

    private void drain() {
        Optional<Frame> frame = next();
        while (frame.isPresent()) {
            try {
                emitter.send(event(frame.get()));
            } catch (IOException | IllegalStateException e) {
                // The client is gone, which is its good right.
                synchronized (this) {
                    closed = true;
                }
                emitter.completeWithError(e);
                return;
            }
            frame = next();
        }
    }

    private synchronized Optional<Frame> next() {
        Optional<Frame> next = closed ? Optional.empty() : outbound.next();
        sending = next.isPresent();
        return next;
    }

    private static SseEmitter.SseEventBuilder event(Frame frame) {
        SseEmitter.SseEventBuilder event = SseEmitter.event();
        if (frame.event() == null) {
            return event.comment(frame.data());
        }
        if (frame.id() != null) {
            event.id(frame.id());
        }
        return event.name(frame.event()).data(frame.data(), TEXT);
    }
}
