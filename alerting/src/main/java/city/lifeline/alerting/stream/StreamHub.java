package city.lifeline.alerting.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells listeners what has changed, after it is committed.
 *
 * <p>It knows what this process stores. Where several instances run at once, each must also hear of
 * what the others store: {@code NOTIFY} with the ids in the storing transaction, {@code LISTEN}
 * here, and {@link #changed} fed from it. Nothing that clients see would change.
 */
public final class StreamHub implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamHub.class);

    static final int PER_USER = 5;
    private static final int IN_ALL = 200;
    private static final int BACKLOG = 4_000;
    private static final int HEARTBEAT_S = 15;

    /** How often at most the same thing is told that is no warning. */
    private static final int OTHERS_S = 5;

    private final SummaryJson summaryJson;
    private final Object lock = new Object();
    private final Backlog backlog;
    private final Set<StreamClient> clients = new HashSet<>();
    private final Set<String> changedRuns = new HashSet<>();
    private final Map<Other, Supplier<Map<String, String>>> others = new LinkedHashMap<>();
    private final ExecutorService senders =
            new ThreadPoolExecutor(
                    0, IN_ALL, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), named("stream"));
    private final ScheduledExecutorService ticks =
            Executors.newSingleThreadScheduledExecutor(named("stream-ticks"));

    /**
     * Makes a hub without listeners.
     *
     * @param epoch differs at every start of the process
     * @param summaryJson tells the figures of a run
     */
    public StreamHub(String epoch, SummaryJson summaryJson) {
        this.backlog = new Backlog(epoch, BACKLOG);
        this.summaryJson = summaryJson;
    }

    /** Tells the figures of a run. */
    @FunctionalInterface
    public interface SummaryJson {
        /**
         * Figures as JSON.
         *
         * @param run or {@link Subscription#ALL_RUNS}
         * @param districts whose warnings are counted; null: of the whole city
         */
        String of(String run, @Nullable Set<String> districts);
    }

    /** Of whom figures are told. */
    private record Scope(String run, @Nullable Set<String> districts) {}

    /** District of a change that is told everywhere. */
    public static final String ANYWHERE = "*";

    /**
     * Something that has changed, ready to send.
     *
     * @param district whose readers are told; {@link #ANYWHERE}: all
     */
    public record Change(String run, String district, String event, String json) {}

    /**
     * An event beside warnings.
     *
     * @param wantedBy those who asked for it by this name
     * @param event its name
     */
    private record Other(String wantedBy, String event) {}

    /** Begins to tick; ends with {@link #close}. */
    @SuppressWarnings("FutureReturnValueIgnored") // What is scheduled never throws.
    public void start() {
        ticks.scheduleWithFixedDelay(logged(this::sendSummaries), 1, 1, TimeUnit.SECONDS);
        ticks.scheduleWithFixedDelay(
                logged(this::sendOthers), OTHERS_S, OTHERS_S, TimeUnit.SECONDS);
        ticks.scheduleWithFixedDelay(
                logged(this::beat), HEARTBEAT_S, HEARTBEAT_S, TimeUnit.SECONDS);
    }

    /**
     * Lets a client listen from now on, or from where it left off.
     *
     * @throws TooManyStreamsException if the user has too many already
     */
    public SseEmitter subscribe(Subscription subscription) {
        StreamClient client = new StreamClient(subscription, senders);
        String summary = summaryJson.of(subscription.run(), subscription.districts());
        snapshot().stream()
                .filter(other -> subscription.replaces(other.subscription()))
                .forEach(
                        other -> {
                            remove(other);
                            other.close();
                        });
        synchronized (lock) {
            long ofUser =
                    clients.stream()
                            .filter(c -> c.subscription().user().equals(subscription.user()))
                            .count();
            if (ofUser >= PER_USER) {
                throw new TooManyStreamsException(
                        "This user already has %d streams open; close one".formatted(PER_USER));
            }
            if (clients.size() >= IN_ALL) {
                throw new TooManyStreamsException("%d streams are open".formatted(IN_ALL));
            }
            clients.add(client);
            if (subscription.lastEventId() != null) {
                resume(client, subscription.lastEventId());
            }
            // With an id, so that a client that is cut off before the first change can resume too.
            client.offer(new Frame(backlog.position(), "summary", summary));
        }
        client.emitter().onCompletion(() -> remove(client));
        client.emitter().onTimeout(() -> remove(client));
        client.emitter().onError(failure -> remove(client));
        return client.emitter();
    }

    /** Warnings have changed, and that is committed. */
    public void changed(List<Change> changes) {
        synchronized (lock) {
            for (Change change : changes) {
                Backlog.Entry entry =
                        backlog.add(change.run(), change.district(), change.event(), change.json());
                clients.stream()
                        .filter(
                                client ->
                                        client.subscription()
                                                .wants(change.run(), change.district()))
                        .forEach(client -> client.offer(entry.frame()));
                changedRuns.add(change.run());
            }
        }
    }

    /** The run's warnings are not what they were; single changes do not tell it. */
    public void replaced(String run) {
        synchronized (lock) {
            wanting(run).forEach(client -> client.offer(Frame.RESYNC));
            changedRuns.add(run);
        }
    }

    /** Changes may have been missed here, of any run. */
    public void resync() {
        synchronized (lock) {
            for (StreamClient client : clients) {
                client.offer(Frame.RESYNC);
                changedRuns.add(client.subscription().run());
            }
        }
    }

    /** Whether anyone listens to a point. */
    public boolean isWanted(String point) {
        synchronized (lock) {
            return clients.stream().anyMatch(c -> c.subscription().points().contains(point));
        }
    }

    /** A point has a new latest sample. */
    public void status(String point, String json) {
        Frame frame = new Frame(null, "status", json);
        synchronized (lock) {
            clients.stream()
                    .filter(client -> client.subscription().points().contains(point))
                    .forEach(client -> client.offerStatus(point, frame));
        }
    }

    /**
     * Something beside warnings has changed. It is told within seconds, to those who asked for it,
     * and as it is then.
     *
     * @param wantedBy those who asked for it by this name
     * @param jsonByKey what to tell by what it is about, of which only the latest waits; asked only
     *     if somebody listens
     */
    public void other(String wantedBy, String event, Supplier<Map<String, String>> jsonByKey) {
        synchronized (lock) {
            if (clients.stream().anyMatch(c -> c.subscription().also().contains(wantedBy))) {
                others.put(new Other(wantedBy, event), jsonByKey);
            }
        }
    }

    /** Ends the streams of a session. */
    public void endSession(String session) {
        snapshot().stream()
                .filter(client -> session.equals(client.subscription().session()))
                .forEach(StreamClient::close);
    }

    public int size() {
        synchronized (lock) {
            return clients.size();
        }
    }

    @Override
    public void close() {
        ticks.shutdownNow();
        snapshot().forEach(StreamClient::close);
        senders.shutdown();
    }

    private void resume(StreamClient client, String lastEventId) {
        Optional<List<Backlog.Entry>> missed = backlog.after(lastEventId);
        if (missed.isEmpty()) {
            client.offer(Frame.RESYNC);
            return;
        }
        missed.get().stream()
                .filter(entry -> client.subscription().wants(entry.run(), entry.district()))
                .forEach(entry -> client.offer(entry.frame()));
    }

    private Stream<StreamClient> wanting(String run) {
        return clients.stream().filter(client -> client.subscription().wants(run));
    }

    private void remove(StreamClient client) {
        synchronized (lock) {
            clients.remove(client);
        }
    }

    private List<StreamClient> snapshot() {
        synchronized (lock) {
            return new ArrayList<>(clients);
        }
    }

    private void sendSummaries() {
        Map<Scope, List<StreamClient>> due = new HashMap<>();
        synchronized (lock) {
            for (StreamClient client : clients) {
                if (changedRuns.stream().anyMatch(client.subscription()::wants)) {
                    due.computeIfAbsent(
                                    new Scope(
                                            client.subscription().run(),
                                            client.subscription().districts()),
                                    scope -> new ArrayList<>())
                            .add(client);
                }
            }
            changedRuns.clear();
        }
        due.forEach(
                (scope, listeners) -> {
                    try {
                        Frame frame =
                                new Frame(
                                        null,
                                        "summary",
                                        summaryJson.of(scope.run(), scope.districts()));
                        listeners.forEach(client -> client.offer(frame));
                    } catch (RuntimeException e) {
                        LOG.warn(
                                "The figures of run {} cannot be told; trying again",
                                scope.run(),
                                e);
                        synchronized (lock) {
                            changedRuns.add(scope.run());
                        }
                    }
                });
    }

    private void sendOthers() {
        Map<Other, Supplier<Map<String, String>>> due;
        synchronized (lock) {
            due = new LinkedHashMap<>(others);
            others.clear();
        }
        due.forEach(
                (other, jsonByKey) -> {
                    try {
                        send(other, jsonByKey.get());
                    } catch (RuntimeException e) {
                        LOG.warn("What is new of {} cannot be told", other.event(), e);
                    }
                });
    }

    private void send(Other other, Map<String, String> jsonByKey) {
        synchronized (lock) {
            List<StreamClient> listeners =
                    clients.stream()
                            .filter(c -> c.subscription().also().contains(other.wantedBy()))
                            .toList();
            jsonByKey.forEach(
                    (key, json) -> {
                        Frame frame = new Frame(null, other.event(), json);
                        listeners.forEach(c -> c.offerStatus(other.event() + '/' + key, frame));
                    });
        }
    }

    private void beat() {
        for (StreamClient client : snapshot()) {
            boolean admitted = true;
            try {
                admitted = client.subscription().admitted().getAsBoolean();
            } catch (RuntimeException e) {
                LOG.warn("Cannot ask whether a session is still open; asking again", e);
            }
            if (admitted) {
                client.offer(Frame.HEARTBEAT);
            } else {
                client.close();
            }
        }
    }

    private static Runnable logged(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                // A scheduled executor forgets work that throws; the next second is another try.
                LOG.warn("The streams' tick failed", e);
            }
        };
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + '-' + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
