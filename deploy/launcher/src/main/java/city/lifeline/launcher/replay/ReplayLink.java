package city.lifeline.launcher.replay;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.simulators.replay.ReplayControl;
import city.lifeline.simulators.replay.ReplayOptions;
import city.lifeline.simulators.replay.ReplayProgress;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * Tells alerting how far a replay is, and does what was told it there, from before its first
 * reading to its end and once each, however often its run begins again meanwhile. While alerting
 * cannot be reached the replay goes on as it is.
 */
final class ReplayLink implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long EVERY_MS = 500;

    private final AlertingApi alerting;
    private final String id;
    private final ReplayControl control;
    private final Thread thread;
    private volatile ReplayProgress latest;
    private volatile boolean closed;
    private long heard;

    /**
     * Begins to tell.
     *
     * @param id that alerting knows the replay by
     * @param total readings of one pass
     */
    ReplayLink(AlertingApi alerting, String id, ReplayControl control, long total) {
        this.alerting = alerting;
        this.id = id;
        this.control = control;
        this.latest = ReplayProgress.before(total, control);
        this.thread = new Thread(this::run, "replay-link");
        thread.setDaemon(true);
        thread.start();
    }

    /** Keeps it for the next time that alerting is told. */
    void progress(ReplayProgress progress) {
        latest = progress;
    }

    private void run() {
        try {
            while (!closed) {
                tell(false);
                TimeUnit.MILLISECONDS.sleep(EVERY_MS);
            }
        } catch (InterruptedException e) {
            // The replay has ended.
        }
    }

    private synchronized void tell(boolean ended) throws InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.set("progress", json(latest));
        body.put("ended", ended);
        body.put("after", heard);
        try {
            for (JsonNode order : alerting.tellReplay(id, body).path("items")) {
                obey(order);
                heard = order.path("number").asLong();
            }
        } catch (IOException e) {
            // It is down or starting; the next time is soon.
        }
    }

    private void obey(JsonNode order) {
        switch (order.path("action").asText()) {
            case "PAUSE" -> control.pause();
            case "RESUME" -> control.resume();
            case "STOP" -> control.stop();
            case "SPEED" -> {
                JsonNode speed = order.path("speed");
                control.speed(speed.isNumber() ? speed.asDouble() : ReplayOptions.MAX_SPEED);
            }
            case "SEEK" ->
                    control.seek(
                            ChronoUnit.MICROS.between(
                                    Instant.EPOCH, Instant.parse(order.path("to").asText())));
            default -> {
                // Of a later version of alerting.
            }
        }
    }

    private static ObjectNode json(ReplayProgress progress) {
        ObjectNode json = JSON.createObjectNode();
        json.put("at", progress.eventTime() == null ? null : progress.eventTime().toString());
        json.put("passed", progress.passed());
        json.put("total", progress.totalReadings());
        json.put("rate", progress.readingsPerSecond());
        json.put("pass", progress.pass());
        json.put(
                "passes",
                progress.passes() == ReplayControl.FOREVER ? null : (Integer) progress.passes());
        json.put("paused", progress.paused());
        json.put(
                "speed",
                progress.speed() == ReplayOptions.MAX_SPEED ? null : (Double) progress.speed());
        json.put(
                "remainingMs",
                progress.remaining() == null ? null : (Long) progress.remaining().toMillis());
        return json;
    }

    /** Tells that the replay has ended, unless the thread is interrupted. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
            tell(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
