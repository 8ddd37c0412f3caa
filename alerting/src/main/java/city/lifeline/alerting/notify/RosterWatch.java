package city.lifeline.alerting.notify;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.people.GapBook;
import city.lifeline.alerting.people.PeopleStore;
import city.lifeline.alerting.people.Person;
import city.lifeline.alerting.people.Roster;
import city.lifeline.alerting.people.Roster.Gap;
import city.lifeline.model.Grade;
import city.lifeline.model.RunClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks ahead for stretches in which nobody is on duty, and tells those of the last resort of each
 * once. A roster that nobody has filled in at all, with no people either, is none yet.
 */
public final class RosterWatch {

    /** Of db-scheduler. */
    public static final String TASK = "roster-gaps";

    /** The only instance. */
    public static final String INSTANCE = "watch";

    /** How far ahead. */
    public static final Duration AHEAD = Duration.ofDays(3);

    private static final Logger LOG = LoggerFactory.getLogger(RosterWatch.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final String GROUP = "roster";

    private final TransactionTemplate transactions;
    private final JdbcClient jdbc;
    private final PeopleStore people;
    private final Places places;
    private final NotificationStore store;
    private final Schedule schedule;
    private final RunClock runClock;
    private final InstantSource clock;

    public RosterWatch(
            TransactionTemplate transactions,
            JdbcClient jdbc,
            PeopleStore people,
            Places places,
            NotificationStore store,
            Schedule schedule,
            RunClock runClock,
            InstantSource clock) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.people = people;
        this.places = places;
        this.store = store;
        this.schedule = schedule;
        this.runClock = runClock;
        this.clock = clock;
    }

    /** Has it looked at regularly, by one of however many instances. */
    public void begin() {
        schedule.at(TASK, List.of(INSTANCE), clock.instant().plus(EVERY), Schedule.NORMAL);
    }

    /** Looks once; answers when to look again. */
    public Optional<Instant> look() {
        transactions.executeWithoutResult(
                status -> {
                    jdbc.sql("lock table roster_gaps in share row exclusive mode").update();
                    Roster roster = people.roster();
                    Instant from = Micros.instant(runClock.runUs(Micros.of(clock.instant())));
                    List<Gap> found =
                            roster.people().isEmpty()
                                    ? List.of()
                                    : roster.gaps(places.lifelines(), from, from.plus(AHEAD));
                    note(GapBook.compare(known(), found), roster);
                });
        return Optional.of(clock.instant().plus(EVERY));
    }

    private void note(GapBook book, Roster roster) {
        Instant now = clock.instant();
        for (long id : book.filled()) {
            jdbc.sql("update roster_gaps set closed_at = ? where id = ?")
                    .params(timestamptz(now), id)
                    .update();
        }
        book.moved()
                .forEach(
                        (id, gap) ->
                                jdbc.sql(
                                                "update roster_gaps set from_at = ?, to_at = ? where id = ?")
                                        .params(timestamptz(gap.from()), timestamptz(gap.to()), id)
                                        .update());
        for (Gap gap : book.fresh()) {
            jdbc.sql(
                            """
                            insert into roster_gaps
                                (district, lifeline, grade, from_at, to_at, found_at)
                            values (?, ?, cast(? as grade), ?, ?, ?)
                            """)
                    .params(
                            gap.district(),
                            gap.lifeline(),
                            gap.grade().name(),
                            timestamptz(gap.from()),
                            timestamptz(gap.to()),
                            timestamptz(now))
                    .update();
        }
        if (book.fresh().isEmpty()) {
            return;
        }
        LOG.warn(
                "{} new gaps in the roster, the first: {}",
                book.fresh().size(),
                book.fresh().get(0));
        for (Person person : roster.lastResorts()) {
            NotificationStore.Owed owed =
                    store.owe(person.id(), GROUP, Kind.ROSTER_GAP, Grade.ORANGE, List.of(), now);
            if (owed.isNew()) {
                schedule.at(Schedule.NOTIFY, List.of(owed.id()), owed.dueAt(), Schedule.NORMAL);
            }
        }
    }

    /** Gaps of the next days as they were found last, the first and gravest first. */
    public List<Gap> open() {
        return List.copyOf(known().values());
    }

    private Map<Long, Gap> known() {
        Map<Long, Gap> known = new LinkedHashMap<>();
        jdbc.sql(
                        "select * from roster_gaps where closed_at is null order by from_at, grade"
                                + " desc, district, lifeline")
                .query(
                        row -> {
                            known.put(
                                    row.getLong("id"),
                                    new Gap(
                                            row.getString("district"),
                                            row.getString("lifeline"),
                                            Grade.valueOf(row.getString("grade")),
                                            row.getObject("from_at", OffsetDateTime.class)
                                                    .toInstant(),
                                            row.getObject("to_at", OffsetDateTime.class)
                                                    .toInstant()));
                        });
        return known;
    }
}
