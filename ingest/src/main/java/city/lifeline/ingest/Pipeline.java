package city.lifeline.ingest;

import city.lifeline.ingest.decode.DecodedMessage;
import city.lifeline.ingest.decode.Decoder;
import city.lifeline.ingest.decode.Expanded;
import city.lifeline.ingest.decode.Incoming;
import city.lifeline.ingest.decode.Reason;
import city.lifeline.ingest.decode.Refusal;
import city.lifeline.ingest.decode.Reply;
import city.lifeline.ingest.sequence.ProgressCodec;
import city.lifeline.ingest.sequence.SequenceTracker;
import city.lifeline.model.Block;
import city.lifeline.model.DeadLetter;
import city.lifeline.model.GatewayStatus;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Lane;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.Resubmission;
import city.lifeline.model.ResubmissionOutcome;
import city.lifeline.model.Runs;
import city.lifeline.model.wire.GatewayStatusCodec;
import city.lifeline.model.wire.ReadingsCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a message, on one thread:
 *
 * <pre>
 *  MQTT ─▶ mailbox ─▶ decode ─▶ sequence ─▶ admit ─▶ Kafka          (records of the message)
 *                                                      │ all of them confirmed, oldest message first
 *                                                      ▼
 *                     PUBACK, ack topic ◀── saved ◀── progress      (one record a gateway and round)
 * </pre>
 *
 * <p>Messages are confirmed in the order they came. While one round of progress records is on its
 * way, confirmed messages gather for the next round; so progress costs one record for many messages
 * under load, and nothing waits for a timer.
 *
 * <p>If Kafka fails, everything that is not confirmed is forgotten, the MQTT connection is ended,
 * and the broker delivers again from the oldest message: none can overtake another. What comes by a
 * connection that has ended meanwhile is dropped, for it comes again too.
 *
 * <p>Where the city is divided into slots, the pipeline works while it holds the lease of its slot.
 * It reads how far its predecessors came when its first message arrives, for by then the broker has
 * ended their sessions and they can acknowledge nothing more. When the lease lapses, it forgets
 * everything under way, as if Kafka had failed, and should it be renewed, begins anew.
 *
 * <p>The mailbox is bounded by the {@link Intake}: whoever brings a message waits for room in it
 * before, and the pipeline gives the room back when the message is confirmed or forgotten.
 */
final class Pipeline implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

    static final int MAX_PAYLOAD_BYTES = 1 << 20;
    private static final String NO_VALID_ID = "the MQTT topic names no valid gateway or run";
    private static final String FAULT_OF_OURS = "ingest failed on this message; its log says how";
    private static final String TOPIC_TOO_LONG =
            "the MQTT topic is longer than " + DeadLetters.MAX_TEXT + " characters";
    private static final Duration TICK = Duration.ofMillis(100);
    // A gateway that skips every other number must not fill the log.
    private static final Duration SAY_EVERY = Duration.ofSeconds(30);
    private static final Duration CLOCK_EVERY = Duration.ofSeconds(1);
    // Under load; else at once.
    private static final Duration ACK_EVERY = Duration.ofMillis(20);
    private static final int MAX_MATCHES = 20_000;
    private static final int MAX_DRAINED = 256;

    private final Routes routes;
    private final Signatures signatures;
    private final Map<String, Decoder> decoders;
    private final Admission admission;
    private final GatewayWatch watch;
    private final Installed installed;
    private final RunClocks clocks;
    private final ReadingsLog readingsLog;
    private final Tenure tenure;
    private final Share share;
    private final Intake intake;
    private final IngestMetrics metrics;
    private final InstantSource wall;
    private final LongSupplier nanos;

    private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private final AtomicBoolean advanceRequested = new AtomicBoolean();

    // All below belongs to the pipeline's thread.
    private final List<Runnable> drained = new ArrayList<>(MAX_DRAINED);
    private final Map<String, Route.Match> matches = new HashMap<>();
    private final Map<String, GatewayState> gateways = new HashMap<>();
    private final Map<AckKey, byte[]> dueAcks = new LinkedHashMap<>();
    private final Deque<InFlight> inFlight = new ArrayDeque<>();
    private List<InFlight> confirmed = new ArrayList<>();
    private @Nullable Round round;
    private final Set<Batch> resubmitted = new LinkedHashSet<>();
    private @Nullable MqttSession session;
    private boolean handedOver;
    private int generation;
    private boolean restored;
    private boolean lapsed;
    private long epoch;
    private long lastClockNs;
    private long lastAcksNs;
    private long saidForgedNs;
    private boolean stopping;
    private long deadlineNs;

    /** Two clients of one gateway, with a boot each, hear the same topic. */
    private record AckKey(String ackTopic, String boot) {}

    /** One gateway in one run. */
    private static final class GatewayState {
        private final String key;
        private final SequenceTracker sequence;
        // Of confirmations, and the last of them that is saved.
        private long version;
        private long savedVersion;
        private long unsaidMissing;
        private long saidMissingNs;

        GatewayState(String key, SequenceTracker sequence, long nowNs) {
            this.key = key;
            this.sequence = sequence;
            this.saidMissingNs = nowNs - SAY_EVERY.toNanos();
        }
    }

    /** Messages that are taken once more, all of them or none. */
    private static final class Batch {
        private final List<Resubmission> messages;
        private final ReadingsLog.Completion told;
        private int unconfirmed;

        Batch(List<Resubmission> messages, ReadingsLog.Completion told) {
            this.messages = messages;
            this.told = told;
            this.unconfirmed = messages.size();
        }
    }

    /** A message that is not yet acknowledged. */
    private static final class InFlight {
        private final Arrival arrival;
        private final @Nullable Batch batch;
        private final @Nullable GatewayState gateway;
        private final String ackTopic;
        private final String boot;
        private final long seq;
        private final SequenceTracker.@Nullable Verdict verdict;
        // One more than its records until all are handed over.
        private final AtomicInteger unconfirmed = new AtomicInteger(1);

        InFlight(
                Arrival arrival,
                @Nullable GatewayState gateway,
                String ackTopic,
                String boot,
                long seq,
                SequenceTracker.@Nullable Verdict verdict) {
            this(arrival, null, gateway, ackTopic, boot, seq, verdict);
        }

        /** Of a message that nobody waits to have acknowledged. */
        InFlight(Arrival arrival, Batch batch) {
            this(arrival, batch, null, "", "", 0, null);
        }

        private InFlight(
                Arrival arrival,
                @Nullable Batch batch,
                @Nullable GatewayState gateway,
                String ackTopic,
                String boot,
                long seq,
                SequenceTracker.@Nullable Verdict verdict) {
            this.arrival = arrival;
            this.batch = batch;
            this.gateway = gateway;
            this.ackTopic = ackTopic;
            this.boot = boot;
            this.seq = seq;
            this.verdict = verdict;
        }

        boolean isConfirmed() {
            return unconfirmed.get() == 0;
        }
    }

    /** Messages whose progress is being saved, and the acknowledgements they lead to. */
    private static final class Round {
        private final List<InFlight> messages;
        private final Map<GatewayState, Long> versions = new LinkedHashMap<>();
        private final Map<AckKey, byte[]> acks = new LinkedHashMap<>();

        Round(List<InFlight> messages) {
            this.messages = messages;
        }
    }

    Pipeline(
            Routes routes,
            Signatures signatures,
            Installed installed,
            TimeBounds bounds,
            RunClocks clocks,
            ReadingsLog readingsLog,
            Tenure tenure,
            Intake intake,
            IngestMetrics metrics,
            InstantSource wall,
            LongSupplier nanos) {
        this.routes = routes;
        this.signatures = signatures;
        this.decoders = routes.newDecoders(installed);
        this.installed = installed;
        this.admission = new Admission(installed, bounds, metrics);
        this.clocks = clocks;
        this.readingsLog = readingsLog;
        this.tenure = tenure;
        this.share = tenure.share();
        this.intake = intake;
        this.metrics = metrics;
        this.wall = wall;
        this.nanos = nanos;
        this.lastClockNs = nanos.getAsLong() - CLOCK_EVERY.toNanos();
        this.lastAcksNs = nanos.getAsLong() - ACK_EVERY.toNanos();
        this.saidForgedNs = nanos.getAsLong() - SAY_EVERY.toNanos();
        this.watch = new GatewayWatch(installed, bounds, clocks.liveUs(wallUs()));
    }

    // Called on any thread; none of them blocks.

    /** Before the first message of a session. */
    void sessionStarted(MqttSession started) {
        mailbox.add(
                () -> {
                    session = started;
                    decoders.values().forEach(Decoder::forget);
                });
    }

    void sessionEnded(MqttSession ended) {
        mailbox.add(
                () -> {
                    if (session == ended) {
                        session = null;
                    }
                });
    }

    /** A message for which there was room; its room is given back when it is done with. */
    void arrived(Arrival arrival) {
        mailbox.add(
                () -> {
                    handedOver = false;
                    try {
                        onArrival(arrival);
                    } finally {
                        if (!handedOver) {
                            intake.release(Intake.bytes(arrival));
                        }
                    }
                });
    }

    /**
     * Takes messages once more that were refused before. {@code told} hears when all that they
     * become is in Kafka, or that it may not be: then they are to be handed over again, together.
     *
     * @param messages in their order; not empty
     */
    void resubmit(List<Resubmission> messages, ReadingsLog.Completion told) {
        mailbox.add(() -> onResubmission(new Batch(List.copyOf(messages), told)));
    }

    /** Takes no more messages; {@link #run} returns when all that were taken are in Kafka. */
    void stop(Duration patience) {
        mailbox.add(
                () -> {
                    stopping = true;
                    deadlineNs = nanos.getAsLong() + patience.toNanos();
                });
    }

    @Override
    public void run() {
        while (!isStopped()) {
            try {
                Runnable event = mailbox.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
                if (event != null) {
                    guarded(event);
                }
            } catch (InterruptedException e) {
                log.info("interrupted; what was not acknowledged comes again");
                return;
            }
            runPending();
        }
    }

    /** Does what has come up to now. */
    void runPending() {
        while (mailbox.drainTo(drained, MAX_DRAINED) > 0) {
            drained.forEach(this::guarded);
            drained.clear();
        }
        guarded(this::tick);
    }

    /** Kafka's client throws where it could not even take a record. */
    private void guarded(Runnable event) {
        unlessKafkaFails(this::checkLease);
        unlessKafkaFails(event);
    }

    private void unlessKafkaFails(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            logFailed(generation, e);
        }
    }

    private void checkLease() {
        boolean held = tenure.lease().isHeld();
        if (held == lapsed) {
            lapsed = !held;
            if (lapsed) {
                log.warn("the lease of slot {} has lapsed; its work waits", share.name());
                forgetUnderWay(new IllegalStateException("the lease has lapsed"));
                watch.forget();
                gateways.clear();
                restored = false;
            }
        }
    }

    private void restore() {
        SavedProgress saved = tenure.progress().get();
        long now = nanos.getAsLong();
        gateways.clear();
        saved.forEach(
                share::restores,
                (key, progress) ->
                        gateways.put(
                                key,
                                new GatewayState(key, SequenceTracker.restore(progress), now)));
        epoch = Math.max(saved.epoch() + 1, wall.millis());
        restored = true;
        log.info("slot {} goes on with {} gateways", share.name(), gateways.size());
    }

    private boolean isStopped() {
        return stopping && (isIdle() || nanos.getAsLong() > deadlineNs);
    }

    private boolean isIdle() {
        return inFlight.isEmpty() && confirmed.isEmpty() && round == null;
    }

    private void tick() {
        metrics.inFlight(share.name(), inFlight.size(), intake.usedBytes());
        publishAcks();
        long now = nanos.getAsLong();
        if (stopping || lapsed) {
            return;
        }
        watch.tick(clocks.liveUs(wallUs()), wallUs(), now, this::produce, this::produce);
        if (now - lastClockNs < CLOCK_EVERY.toNanos()) {
            return;
        }
        lastClockNs = now;
        int current = generation;
        clocks.promises(
                wallUs(),
                now,
                (run, promisedUs, clockUs) -> {
                    String kafkaTopic = Runs.readingsTopic(run);
                    ReadingsRecord clock = share.clock(run, promisedUs, clockUs);
                    if (clock != null
                            && (run.equals(Runs.LIVE) || readingsLog.hasTopic(kafkaTopic))) {
                        readingsLog.produceClock(
                                kafkaTopic, clock, failure -> produced(failure, current, null));
                    }
                });
    }

    private long wallUs() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, wall.instant());
    }

    private void onArrival(Arrival arrival) {
        if (arrival.session() != session || stopping) {
            return;
        }
        if (!restored) {
            restore();
        }
        metrics.received();
        Route.Match match = match(arrival.mqttTopic());
        if (match == null || !match.idsAreValid()) {
            refuse(
                    arrival,
                    match,
                    isTooLong(arrival.mqttTopic())
                            ? Refusal.whole(Reason.TOPIC_SIZE, TOPIC_TOO_LONG)
                            : Refusal.whole(Reason.BAD_ID, NO_VALID_ID));
            return;
        }
        Decoder decoder = decoders.get(match.route().decoder());
        if (!share.takes(match)) {
            handOver(new InFlight(arrival, null, "", "", 0, null));
        } else if (isTooLong(arrival.mqttTopic())) {
            refuse(arrival, match, Refusal.whole(Reason.TOPIC_SIZE, TOPIC_TOO_LONG));
        } else if (decoder == null) {
            // A heartbeat: nothing to keep.
            handOver(new InFlight(arrival, null, "", "", 0, null));
        } else if (arrival.payload().length > MAX_PAYLOAD_BYTES) {
            refuse(
                    arrival,
                    match,
                    Refusal.whole(
                            Reason.SIZE, "the message is larger than " + MAX_PAYLOAD_BYTES + " B"));
        } else if (!isSigned(arrival, match)) {
            return;
        } else {
            DecodedMessage message =
                    decode(decoder::decode, arrival, match, clocks.liveUs(wallUs()));
            message.replies().forEach(reply -> publish(arrival.session(), reply));
            onMessage(arrival, match, message);
        }
    }

    /** Whether a message is signed as it should be; else it is refused. */
    private boolean isSigned(Arrival arrival, Route.Match match) {
        String problem =
                signatures.problem(match.gateway(), arrival.payload(), arrival.signature());
        if (problem == null) {
            return true;
        }
        metrics.signatureFailure();
        long now = nanos.getAsLong();
        if (now - saidForgedNs >= SAY_EVERY.toNanos()) {
            saidForgedNs = now;
            log.warn("security: a message to {}: {}", arrival.mqttTopic(), problem);
        }
        refuse(arrival, match, Refusal.whole(Reason.SIGNATURE, problem));
        return false;
    }

    private static boolean isTooLong(String mqttTopic) {
        return mqttTopic.length() > DeadLetters.MAX_TEXT;
    }

    /** The same topics come again and again. */
    private Route.@Nullable Match match(String mqttTopic) {
        Route.Match known = matches.get(mqttTopic);
        if (known != null) {
            return known;
        }
        Route.Match match = routes.match(mqttTopic);
        if (match != null && match.idsAreValid() && !isTooLong(mqttTopic)) {
            if (matches.size() == MAX_MATCHES) {
                matches.clear();
            }
            matches.put(mqttTopic, match);
        }
        return match;
    }

    /** A fault of ours in a decoder must not bring the same message back for ever. */
    private DecodedMessage decode(
            Function<Incoming, DecodedMessage> decoder,
            Arrival arrival,
            Route.Match match,
            long liveClockUs) {
        Expanded expanded = Expanded.of(arrival.payload(), arrival.contentEncoding());
        if (expanded.refused() != null) {
            return DecodedMessage.refused(expanded.refused());
        }
        try {
            return decoder.apply(
                    new Incoming(
                            expanded.payload(),
                            arrival.mqttTopic(),
                            match.gateway(),
                            match.isLive() ? liveClockUs : DecodedMessage.NO_TIME));
        } catch (RuntimeException e) {
            log.error("a decoder failed on a message of {}", arrival.mqttTopic(), e);
            return DecodedMessage.refused(Refusal.whole(Reason.INTERNAL, FAULT_OF_OURS));
        }
    }

    private static void publish(MqttSession session, Reply reply) {
        if (!session.publish(reply.mqttTopic(), reply.payload())) {
            log.warn("a message to {} could not be published", reply.mqttTopic());
        }
    }

    private void onMessage(Arrival arrival, Route.Match match, DecodedMessage message) {
        if (message.missing() > 0) {
            metrics.missing(message.missing());
        }
        if (!message.hasSequence()) {
            takeUnnumbered(arrival, match, message);
            return;
        }
        GatewayState gateway = gateway(match);
        SequenceTracker.Decision decision =
                gateway.sequence.accept(
                        message.boot(), message.seq(), arrival.resends(), arrival.oldest());
        InFlight entry =
                new InFlight(
                        arrival,
                        gateway,
                        match.ackTopic(),
                        message.boot(),
                        message.seq(),
                        decision.verdict());
        switch (decision.verdict()) {
            case ACCEPT -> {
                if (decision.missing() > 0) {
                    missed(gateway, message, decision.missing());
                }
                if (isWatched(match.run(), match.gateway())) {
                    watch.gateway(match.gateway())
                            .accepted(gateway.sequence, message, clocks.liveUs(wallUs()));
                }
                handOver(
                        entry,
                        accepted -> produce(accepted, match, message),
                        (accepted, refusal) -> refused(accepted, match, refusal));
            }
            case DUPLICATE -> {
                metrics.duplicate();
                if (isWatched(match.run(), match.gateway())) {
                    watch.gateway(match.gateway())
                            .repeated(gateway.sequence, clocks.liveUs(wallUs()));
                }
                handOver(entry);
            }
            case BEYOND_GAP -> {
                metrics.beyondGap();
                handOver(entry);
            }
            case UNBELIEVED -> {
                metrics.unbelieved();
                takeUnnumbered(arrival, match, message);
            }
        }
    }

    private void takeUnnumbered(Arrival arrival, Route.Match match, DecodedMessage message) {
        handOver(
                new InFlight(arrival, null, match.ackTopic(), "", 0, null),
                entry -> produce(entry, match, message),
                (entry, refusal) -> refused(entry, match, refusal));
    }

    private void missed(GatewayState gateway, DecodedMessage message, long missing) {
        metrics.missing(missing);
        gateway.unsaidMissing += missing;
        long now = nanos.getAsLong();
        if (now - gateway.saidMissingNs >= SAY_EVERY.toNanos()) {
            log.warn(
                    "{} skipped {} messages, the last before {} of boot {}",
                    gateway.key,
                    gateway.unsaidMissing,
                    message.seq(),
                    message.boot());
            gateway.unsaidMissing = 0;
            gateway.saidMissingNs = now;
        }
    }

    private GatewayState gateway(Route.Match match) {
        return gateways.computeIfAbsent(
                share.progressKey(match),
                made -> new GatewayState(made, new SequenceTracker(), nanos.getAsLong()));
    }

    private void refuse(Arrival arrival, Route.@Nullable Match match, Refusal refusal) {
        handOver(
                new InFlight(arrival, null, "", "", 0, null),
                entry -> refused(entry, match, refusal),
                (entry, fault) -> refused(entry, match, fault));
    }

    private void refused(InFlight entry, Route.@Nullable Match match, Refusal refusal) {
        Route.Match known = match != null && match.idsAreValid() ? match : null;
        deadLetters(
                entry,
                known != null ? known.gateway() : "",
                known != null ? known.run() : "",
                "",
                List.of(refusal));
    }

    private void onResubmission(Batch batch) {
        if (stopping || lapsed) {
            batch.told.done(new IllegalStateException("this pipeline takes nothing now"));
            return;
        }
        resubmitted.add(batch);
        for (Resubmission message : batch.messages) {
            handOver(
                    new InFlight(
                            Resubmissions.arrival(message, wallUs(), nanos.getAsLong()), batch),
                    entry -> take(entry, message),
                    (entry, refusal) ->
                            settle(
                                    entry,
                                    message,
                                    null,
                                    0,
                                    Resubmissions.refused(message, refusal)));
        }
    }

    private void take(InFlight entry, Resubmission resubmission) {
        Route.Match match = routes.match(resubmission.mqttTopic());
        if (match == null || !match.idsAreValid()) {
            settle(
                    entry,
                    resubmission,
                    null,
                    0,
                    Resubmissions.refused(resubmission, Refusal.whole(Reason.BAD_ID, NO_VALID_ID)));
            return;
        }
        Decoder decoder = decoders.get(match.route().decoder());
        DecodedMessage message =
                decoder == null
                        ? DecodedMessage.refused(
                                Refusal.whole(Reason.SHAPE, "a heartbeat holds no readings"))
                        // What a gateway said long ago must not be taken for what it says now.
                        : decode(
                                decoder::decodeAgain,
                                entry.arrival,
                                match,
                                clocks.liveAtUs(resubmission.receivedAtUs()));
        Refusal whole = whole(match, message);
        if (whole != null) {
            settle(entry, resubmission, match, 0, Resubmissions.refused(resubmission, whole));
            return;
        }
        DecodedMessage wanted = Resubmissions.wanted(resubmission, message, !match.isLive());
        List<Refusal> refusals = admit(entry, match, wanted, resubmission.receivedAtUs(), null);
        int accepted = wanted.blocks().size() + wanted.refusals().size() - refusals.size();
        settle(entry, resubmission, match, accepted, refusals);
    }

    /**
     * Keeps what is refused again, and says what became of it all.
     *
     * @param match null if the topic names no valid gateway and run
     */
    private void settle(
            InFlight entry,
            Resubmission resubmission,
            Route.@Nullable Match match,
            int accepted,
            List<Refusal> refusals) {
        deadLetters(
                entry,
                match == null ? "" : match.gateway(),
                match == null ? "" : match.run(),
                resubmission.id(),
                refusals);
        int current = generation;
        handToLog(
                entry,
                () ->
                        readingsLog.resubmissionOutcome(
                                new ResubmissionOutcome(
                                        resubmission.id(),
                                        resubmission.message(),
                                        accepted,
                                        refusals.size()),
                                failure -> produced(failure, current, entry)));
    }

    /** Counts a record of a message, unless the log does not even take it. */
    private static void handToLog(InFlight entry, Runnable producing) {
        entry.unconfirmed.incrementAndGet();
        boolean taken = false;
        try {
            producing.run();
            taken = true;
        } finally {
            if (!taken) {
                entry.unconfirmed.decrementAndGet();
            }
        }
    }

    private interface Handing {
        void produce(InFlight entry);
    }

    private interface Refusing {
        void refuse(InFlight entry, Refusal refusal);
    }

    /** Of a message that becomes no record. */
    private void handOver(InFlight entry) {
        handOver(entry, nothing -> {}, (same, refusal) -> {});
    }

    /**
     * Queues the message, hands over its records, and looks whether it is confirmed already.
     *
     * @param refusing if a fault of ours is found on the way: it would be found again whenever the
     *     broker delivered the message again, so the message becomes a dead letter. A fault of
     *     Kafka's is no such one
     */
    private void handOver(InFlight entry, Handing producing, Refusing refusing) {
        inFlight.addLast(entry);
        handedOver = true;
        try {
            producing.produce(entry);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            log.error("ingest failed on a message of {}", entry.arrival.mqttTopic(), e);
            refusing.refuse(entry, Refusal.whole(Reason.INTERNAL, FAULT_OF_OURS));
        }
        if (entry.unconfirmed.decrementAndGet() == 0) {
            requestAdvance();
        }
    }

    private void produce(InFlight entry, Route.Match match, DecodedMessage message) {
        Refusal whole = whole(match, message);
        List<Refusal> refusals;
        if (whole != null) {
            refusals = List.of(whole);
        } else {
            if (!match.isLive()) {
                clocks.heard(
                        match.run(),
                        match.gateway(),
                        message.boot(),
                        message.sentAtUs(),
                        nanos.getAsLong());
            }
            refusals =
                    admit(
                            entry,
                            match,
                            message,
                            entry.arrival.receivedAtUs(),
                            match.isLive() ? watch.gateway(match.gateway()) : null);
        }
        deadLetters(entry, match.gateway(), match.run(), "", refusals);
    }

    /**
     * Produces what is admitted; the message's own refusals and those of admission, in order.
     *
     * @param watched null in a run aside, and for a message of the past that is taken once more
     */
    private List<Refusal> admit(
            InFlight entry,
            Route.Match match,
            DecodedMessage message,
            long receivedAtUs,
            GatewayWatch.@Nullable Watched watched) {
        long clockUs = match.isLive() ? clocks.liveUs(wallUs()) : message.sentAtUs();
        Admission.Source source =
                new Admission.Source(
                        match.run(),
                        match.gateway(),
                        message.boot(),
                        message.seq() == DecodedMessage.NO_SEQ ? 0 : message.seq(),
                        receivedAtUs,
                        clockUs,
                        watched == null ? 0 : watched.heard(message, clockUs));
        String kafkaTopic = Runs.readingsTopic(match.run());
        List<Refusal> refusals = new ArrayList<>(message.refusals());
        Producing records = new Producing(entry, kafkaTopic);
        admission.admit(
                message,
                source,
                watched == null ? Admission.Strays.IGNORED : watched,
                records,
                refusals::add);
        metrics.accepted(records.liveSamples, records.lateSamples);
        if (watched != null) {
            watched.accepted(records.liveSamples, records.lateSamples);
        }
        return refusals;
    }

    /** Why the message is refused as a whole, if it is. */
    private @Nullable Refusal whole(Route.Match match, DecodedMessage message) {
        if (message.refused() != null) {
            return message.refused();
        }
        if (!message.gateway().isEmpty() && !message.gateway().equals(match.gateway())) {
            return Refusal.whole(
                    Reason.ID_MISMATCH, "the message names another gateway than its MQTT topic");
        }
        if (!installed.hasGateway(match.gateway())) {
            return Refusal.whole(
                    Reason.UNKNOWN_DEVICE,
                    "no gateway of this id is registered; register it, then replay");
        }
        if (match.isLive()) {
            return null;
        }
        if (message.sentAtUs() == DecodedMessage.NO_TIME) {
            return Refusal.whole(
                    Reason.MISSING_FIELD, "sentAt is missing; a run aside has no other clock");
        }
        if (!readingsLog.hasTopic(Runs.readingsTopic(match.run()))) {
            return Refusal.whole(
                    Reason.UNKNOWN_RUN, "the run has no readings topic; register it first");
        }
        return null;
    }

    /** Only a registered gateway of the live run, or anyone could fill the memory. */
    private boolean isWatched(String run, String gateway) {
        return run.equals(Runs.LIVE) && installed.hasGateway(gateway);
    }

    /** What ingest measured itself. */
    private void produce(Block block) {
        int current = generation;
        readingsLog.produce(
                KafkaTopics.READINGS,
                block.point(),
                ReadingsCodec.encode(block),
                failure -> produced(failure, current, null));
    }

    private void produce(GatewayStatus status) {
        int current = generation;
        metrics.gateway(status);
        readingsLog.gatewayStatus(
                status.gateway(),
                GatewayStatusCodec.encode(status),
                failure -> produced(failure, current, null));
    }

    /** Produces the blocks of a message; made once for all of them. */
    private final class Producing implements Consumer<Block>, ReadingsLog.Completion {

        private final InFlight entry;
        private final String kafkaTopic;
        private final int producedIn = generation;
        private int liveSamples;
        private int lateSamples;

        Producing(InFlight entry, String kafkaTopic) {
            this.entry = entry;
            this.kafkaTopic = kafkaTopic;
        }

        @Override
        public void accept(Block block) {
            byte[] record = ReadingsCodec.encode(block);
            handToLog(entry, () -> readingsLog.produce(kafkaTopic, block.point(), record, this));
            if (block.lane() == Lane.LIVE) {
                liveSamples += block.size();
            } else {
                lateSamples += block.size();
            }
        }

        @Override
        public void done(@Nullable Exception failure) {
            produced(failure, producedIn, entry);
        }
    }

    private void deadLetters(
            InFlight entry,
            String gateway,
            String run,
            String resubmission,
            List<Refusal> refusals) {
        if (refusals.isEmpty()) {
            return;
        }
        int current = generation;
        for (DeadLetter letter :
                DeadLetters.of(entry.arrival, gateway, run, resubmission, refusals)) {
            handToLog(
                    entry,
                    () ->
                            readingsLog.deadLetter(
                                    letter, failure -> produced(failure, current, entry)));
        }
        boolean watched = resubmission.isEmpty() && isWatched(run, gateway);
        for (Refusal refusal : refusals) {
            metrics.refused(refusal.reason());
            if (watched) {
                watch.gateway(gateway).refused(refusal, clocks.liveUs(wallUs()));
            }
        }
    }

    /** On a thread of Kafka's. */
    private void produced(@Nullable Exception failure, int producedIn, @Nullable InFlight entry) {
        if (failure != null) {
            mailbox.add(() -> logFailed(producedIn, failure));
        } else if (entry != null && entry.unconfirmed.decrementAndGet() == 0) {
            requestAdvance();
        }
    }

    private void requestAdvance() {
        if (advanceRequested.compareAndSet(false, true)) {
            mailbox.add(this::advance);
        }
    }

    private void advance() {
        advanceRequested.set(false);
        InFlight oldest = inFlight.peekFirst();
        while (oldest != null && oldest.isConfirmed()) {
            inFlight.removeFirst();
            if (oldest.gateway != null && oldest.verdict == SequenceTracker.Verdict.ACCEPT) {
                oldest.gateway.sequence.confirm(oldest.boot, oldest.seq);
                oldest.gateway.version++;
            }
            if (oldest.batch == null) {
                confirmed.add(oldest);
            } else if (--oldest.batch.unconfirmed == 0) {
                resubmitted.remove(oldest.batch);
                oldest.batch.told.done(null);
            }
            oldest = inFlight.peekFirst();
        }
        startRound();
    }

    private void startRound() {
        if (round != null || confirmed.isEmpty()) {
            return;
        }
        Round started = new Round(confirmed);
        confirmed = new ArrayList<>();
        round = started;
        Set<GatewayState> unsaved = new LinkedHashSet<>();
        Map<AckKey, GatewayState> toTell = new LinkedHashMap<>();
        for (InFlight message : started.messages) {
            GatewayState gateway = message.gateway;
            if (gateway == null || message.verdict == SequenceTracker.Verdict.BEYOND_GAP) {
                continue;
            }
            if (!message.ackTopic.isEmpty()) {
                toTell.put(new AckKey(message.ackTopic, message.boot), gateway);
            }
            if (gateway.version != gateway.savedVersion) {
                unsaved.add(gateway);
            }
        }
        toTell.forEach(
                (key, gateway) ->
                        started.acks.put(
                                key,
                                AckPayload.of(
                                        key.boot(), gateway.sequence.acknowledged(key.boot()))));
        if (unsaved.isEmpty()) {
            finishRound(started);
            return;
        }
        int current = generation;
        AtomicInteger remaining = new AtomicInteger(unsaved.size());
        for (GatewayState gateway : unsaved) {
            started.versions.put(gateway, gateway.version);
            readingsLog.saveProgress(
                    gateway.key,
                    ProgressCodec.encode(epoch, gateway.sequence.progress()),
                    failure -> {
                        if (failure != null) {
                            mailbox.add(() -> logFailed(current, failure));
                        } else if (remaining.decrementAndGet() == 0) {
                            mailbox.add(() -> finishRound(started));
                        }
                    });
        }
    }

    private void finishRound(Round finished) {
        if (round != finished) {
            // Kafka failed meanwhile; its messages come again.
            return;
        }
        round = null;
        finished.versions.forEach((gateway, version) -> gateway.savedVersion = version);
        MqttSession current = session;
        long now = nanos.getAsLong();
        // First, and whatever becomes of the acknowledgements: nobody else would give it back.
        finished.messages.forEach(this::letGo);
        for (InFlight message : finished.messages) {
            Arrival arrival = message.arrival;
            // Paho would give an acknowledgement of id 0 the id of some other message.
            if (current != null && arrival.session() == current && arrival.qos() > 0) {
                current.acknowledge(arrival.messageId());
            }
            metrics.acknowledged((now - message.arrival.arrivedNs()) / 1e9);
        }
        if (current != null) {
            current.flush();
        }
        dueAcks.putAll(finished.acks);
        publishAcks();
        startRound();
    }

    private void publishAcks() {
        MqttSession current = session;
        if (current == null || dueAcks.isEmpty()) {
            return;
        }
        long now = nanos.getAsLong();
        if (now - lastAcksNs < ACK_EVERY.toNanos() && !isIdle()) {
            // The next one tells a gateway all that this one would.
            return;
        }
        lastAcksNs = now;
        Iterator<Map.Entry<AckKey, byte[]>> each = dueAcks.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<AckKey, byte[]> ack = each.next();
            if (!current.publish(ack.getKey().ackTopic(), ack.getValue())) {
                return;
            }
            each.remove();
        }
    }

    private void logFailed(int failedGeneration, Exception failure) {
        if (failedGeneration != generation) {
            return;
        }
        metrics.kafkaError();
        log.error(
                "Kafka failed; {} messages are taken again from the broker: {}",
                inFlight.size() + confirmed.size() + (round == null ? 0 : round.messages.size()),
                String.valueOf(failure));
        forgetUnderWay(failure);
    }

    /** The broker delivers again whatever is not acknowledged. */
    private void forgetUnderWay(Exception why) {
        generation++;
        inFlight.forEach(this::letGo);
        confirmed.forEach(this::letGo);
        if (round != null) {
            round.messages.forEach(this::letGo);
        }
        inFlight.clear();
        confirmed = new ArrayList<>();
        round = null;
        for (GatewayState gateway : gateways.values()) {
            gateway.sequence.rollBack();
        }
        List<Batch> again = List.copyOf(resubmitted);
        resubmitted.clear();
        again.forEach(batch -> batch.told.done(why));
        admission.forget();
        MqttSession current = session;
        session = null;
        if (current != null) {
            current.restart();
        }
        decoders.values().forEach(Decoder::forget);
        readingsLog.reset();
    }

    private void letGo(InFlight message) {
        if (message.batch == null) {
            intake.release(Intake.bytes(message.arrival));
        }
    }
}
