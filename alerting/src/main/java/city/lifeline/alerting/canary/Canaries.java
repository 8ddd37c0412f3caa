package city.lifeline.alerting.canary;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.notify.Channel;
import city.lifeline.alerting.notify.Message;
import city.lifeline.alerting.notify.Schedule;
import city.lifeline.alerting.people.Person;
import city.lifeline.model.Grade;
import city.lifeline.model.Runs;
import city.lifeline.model.WarningEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes the watchdog's warnings aside where warnings are stored, in the same transaction, and has
 * one SMS sent for each, by the same task scheduler and the same providers as people's.
 */
public final class Canaries {

    /** Id of the rule that raises them. */
    public static final String RULE = "LIFELINE-CANARY";

    /** Of tasks; an instance is a canary's id. */
    public static final String TASK = "canary";

    private static final Logger LOG = LoggerFactory.getLogger(Canaries.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** Later ones will tell the same. */
    private static final Duration TOO_OLD = Duration.ofMinutes(1);

    private static final int SHOWN = 5;

    private final JdbcClient jdbc;
    private final Schedule schedule;
    private final CanarySettings settings;
    private final InstantSource clock;

    public Canaries(
            JdbcClient jdbc, Schedule schedule, CanarySettings settings, InstantSource clock) {
        this.jdbc = jdbc;
        this.schedule = schedule;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A canary that has become a warning.
     *
     * @param at of the reading, by the run's clock
     * @param smsDue whether an SMS belongs to it
     * @param sentAt when a provider took that; null: not yet
     * @param provider who took it
     */
    public record Pass(
            Instant at,
            Instant storedAt,
            boolean smsDue,
            @Nullable Instant sentAt,
            @Nullable String provider) {}

    /** Takes canaries out of what is to be stored; to be called within its transaction. */
    public List<WarningEvent> take(List<WarningEvent> events) {
        List<WarningEvent> others = new ArrayList<>();
        for (WarningEvent event : events) {
            if (!event.rule().equals(RULE)) {
                others.add(event);
            } else if (event.kind() == WarningEvent.Kind.RAISED && event.run().equals(Runs.LIVE)) {
                store(event);
            }
        }
        return others;
    }

    private void store(WarningEvent event) {
        Instant now = clock.instant();
        boolean due =
                !settings.number().isEmpty()
                        && lastSms()
                                .map(last -> !now.isBefore(last.plus(settings.every())))
                                .orElse(true);
        int added =
                jdbc.sql(
                                """
                                insert into canaries (id, at, stored_at, sms_due) values (?, ?, ?, ?)
                                on conflict do nothing
                                """)
                        .params(
                                event.id(),
                                timestamptz(Micros.instant(event.raisedAtUs())),
                                timestamptz(now),
                                due)
                        .update();
        if (added == 1 && due) {
            schedule.at(TASK, List.of(event.id()), now, Schedule.URGENT);
        }
    }

    private Optional<Instant> lastSms() {
        return jdbc.sql("select max(stored_at) as last from canaries where sms_due")
                .query((row, n) -> Optional.ofNullable(row.getObject("last", OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
    }

    /**
     * Sends the SMS of one.
     *
     * @param sms the channel of people's messages
     * @return when to try again; empty: never
     */
    public Optional<Instant> send(String id, Channel sms) {
        Instant now = clock.instant();
        Optional<Instant> stored =
                jdbc.sql("select stored_at from canaries where id = ? and sent_at is null")
                        .param(id)
                        .query((row, n) -> row.getObject("stored_at", OffsetDateTime.class))
                        .optional()
                        .map(OffsetDateTime::toInstant);
        if (stored.isEmpty() || now.isAfter(stored.get().plus(TOO_OLD))) {
            return Optional.empty();
        }
        try {
            Channel.Accepted accepted = sms.send(message(id, now));
            jdbc.sql("update canaries set sent_at = ?, provider = ? where id = ?")
                    .params(timestamptz(clock.instant()), accepted.provider(), id)
                    .update();
            return Optional.empty();
        } catch (Channel.ChannelDownException e) {
            LOG.warn("A canary's SMS: {}", e.getMessage());
            return Optional.of(now.plus(AGAIN));
        } catch (Channel.BadAddressException e) {
            LOG.error("canary.sms.number: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private Message message(String id, Instant now) {
        return new Message(
                "canary-" + id,
                "0000",
                new Person(
                        "canary", "canary", "", settings.number(), null, null, "en", false, null),
                Grade.BLUE,
                List.of(),
                "Canary",
                "[Lifeline] Canary " + now,
                "",
                Map.of(
                        "grade", "test",
                        "place", "",
                        "time", now.toString(),
                        "code", "0000",
                        "what", "canary"),
                now);
    }

    /** The newest first. */
    public List<Pass> newest() {
        return jdbc.sql("select * from canaries order by stored_at desc, id limit ?")
                .param(SHOWN)
                .query(
                        (row, n) -> {
                            OffsetDateTime sent = row.getObject("sent_at", OffsetDateTime.class);
                            return new Pass(
                                    row.getObject("at", OffsetDateTime.class).toInstant(),
                                    row.getObject("stored_at", OffsetDateTime.class).toInstant(),
                                    row.getBoolean("sms_due"),
                                    sent == null ? null : sent.toInstant(),
                                    row.getString("provider"));
                        })
                .list();
    }

    /** Forgets those that were stored before. */
    public void tidy(Instant before) {
        jdbc.sql("delete from canaries where stored_at < ?").param(timestamptz(before)).update();
    }
}
