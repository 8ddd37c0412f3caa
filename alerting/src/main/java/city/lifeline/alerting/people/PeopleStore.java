package city.lifeline.alerting.people;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.model.Grade;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** People and roster in PostgreSQL. An import replaces what is, whole or not at all. */
public final class PeopleStore {

    private final TransactionTemplate transactions;
    private final JdbcClient jdbc;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final ZoneId zone;

    public PeopleStore(
            TransactionTemplate transactions,
            JdbcClient jdbc,
            AuditTrail audit,
            InstantSource clock,
            ZoneId zone) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
        this.zone = zone;
    }

    public List<Person> people() {
        return jdbc.sql("select * from people order by id").query(PeopleStore::person).list();
    }

    public Optional<Person> person(String id) {
        return jdbc.sql("select * from people where id = ?")
                .param(id)
                .query(PeopleStore::person)
                .optional();
    }

    public Optional<Person> byPhone(String phone) {
        return jdbc.sql("select * from people where phone = ?")
                .param(phone)
                .query(PeopleStore::person)
                .optional();
    }

    /** Keeps other writers of people and roster out until the transaction ends. */
    public void lock() {
        jdbc.sql("lock table people, duty_lines in share row exclusive mode").update();
    }

    /** As it is now. */
    public Roster roster() {
        Map<String, Person> people = new LinkedHashMap<>();
        people().forEach(person -> people.put(person.id(), person));
        Map<LocalDate, Boolean> off = new LinkedHashMap<>();
        jdbc.sql("select * from holidays")
                .query(
                        (ResultSet row) -> {
                            off.put(row.getObject("day", LocalDate.class), row.getBoolean("off"));
                        });
        return new Roster(people, lines(), overrides(), new Holidays(off), zone);
    }

    public List<DutyLine> lines() {
        return jdbc.sql("select * from duty_lines order by step, id")
                .query(
                        (row, n) ->
                                new DutyLine(
                                        row.getString("id"),
                                        row.getString("district"),
                                        row.getString("lifeline"),
                                        Grade.valueOf(row.getString("grade")),
                                        row.getInt("step"),
                                        row.getString("person"),
                                        Days.parse(row.getString("days")),
                                        row.getObject("from_time", LocalTime.class),
                                        row.getObject("to_time", LocalTime.class),
                                        row.getObject("valid_from", LocalDate.class),
                                        row.getObject("valid_to", LocalDate.class)))
                .list();
    }

    public List<DutyOverride> overrides() {
        return jdbc.sql("select * from duty_overrides order by id")
                .query(
                        (row, n) ->
                                new DutyOverride(
                                        row.getLong("id"),
                                        row.getString("line"),
                                        row.getString("person"),
                                        row.getObject("from_at", OffsetDateTime.class).toInstant(),
                                        row.getObject("to_at", OffsetDateTime.class).toInstant(),
                                        row.getString("note")))
                .list();
    }

    /** People whom duty lines name that are not among these. */
    public List<String> missing(Collection<String> ids) {
        return jdbc.sql(
                        """
                        select distinct person from
                            (select person from duty_lines union select person from duty_overrides) as d
                        where not person = any(?) order by person
                        """)
                .param(ids.toArray(String[]::new))
                .query(String.class)
                .list();
    }

    public void replacePeople(Collection<Person> people, String by) {
        transactions.executeWithoutResult(
                status -> {
                    jdbc.sql("delete from people where not id = any(?)")
                            .param(people.stream().map(Person::id).toArray(String[]::new))
                            .update();
                    // Two people may have exchanged their telephones.
                    jdbc.sql("update people set phone = null").update();
                    people.forEach(this::put);
                    audit.add(
                            clock.instant(),
                            by,
                            "IMPORT_PEOPLE",
                            "people",
                            "%d people".formatted(people.size()));
                });
    }

    private void put(Person person) {
        jdbc.sql(
                        """
                        insert into people
                            (id, name, unit, phone, email, webhook, language, last_resort)
                        values (:id, :name, :unit, :phone, :email, :webhook, :language, :last)
                        on conflict (id) do update set
                            name = excluded.name, unit = excluded.unit, phone = excluded.phone,
                            email = excluded.email, webhook = excluded.webhook,
                            language = excluded.language, last_resort = excluded.last_resort,
                            unreachable = null
                        """)
                .param("id", person.id())
                .param("name", person.name())
                .param("unit", person.unit())
                .param("phone", person.phone(), java.sql.Types.VARCHAR)
                .param("email", person.email(), java.sql.Types.VARCHAR)
                .param("webhook", person.webhook(), java.sql.Types.VARCHAR)
                .param("language", person.language())
                .param("last", person.lastResort())
                .update();
    }

    public void replaceLines(Collection<DutyLine> lines, String by) {
        transactions.executeWithoutResult(
                status -> {
                    jdbc.sql("delete from duty_lines where not id = any(?)")
                            .param(lines.stream().map(DutyLine::id).toArray(String[]::new))
                            .update();
                    lines.forEach(this::put);
                    audit.add(
                            clock.instant(),
                            by,
                            "IMPORT_ROSTER",
                            "roster",
                            "%d lines".formatted(lines.size()));
                });
    }

    private void put(DutyLine line) {
        jdbc.sql(
                        """
                        insert into duty_lines values
                            (:id, :district, :lifeline, cast(:grade as grade), :step, :person, :days,
                             :from, :to, cast(:validFrom as date), cast(:validTo as date))
                        on conflict (id) do update set
                            district = excluded.district, lifeline = excluded.lifeline,
                            grade = excluded.grade, step = excluded.step, person = excluded.person,
                            days = excluded.days, from_time = excluded.from_time,
                            to_time = excluded.to_time, valid_from = excluded.valid_from,
                            valid_to = excluded.valid_to
                        """)
                .param("id", line.id())
                .param("district", line.district())
                .param("lifeline", line.lifeline())
                .param("grade", line.grade().name())
                .param("step", line.step())
                .param("person", line.person())
                .param("days", line.days().text())
                .param("from", line.from())
                .param("to", line.to())
                .param("validFrom", text(line.validFrom()), java.sql.Types.VARCHAR)
                .param("validTo", text(line.validTo()), java.sql.Types.VARCHAR)
                .update();
    }

    private static @Nullable String text(@Nullable LocalDate date) {
        return date == null ? null : date.toString();
    }

    public void replaceHolidays(Collection<RosterFile.Holiday> days, String by) {
        transactions.executeWithoutResult(
                status -> {
                    jdbc.sql("delete from holidays").update();
                    for (RosterFile.Holiday day : days) {
                        jdbc.sql("insert into holidays values (?, ?, ?)")
                                .params(day.day(), day.off(), day.name())
                                .update();
                    }
                    audit.add(
                            clock.instant(),
                            by,
                            "IMPORT_HOLIDAYS",
                            "holidays",
                            "%d days".formatted(days.size()));
                });
    }

    /** Lets somebody stand in. */
    public void override(
            String line, String person, Instant from, Instant to, String note, String by) {
        transactions.executeWithoutResult(
                status -> {
                    jdbc.sql(
                                    """
                                    insert into duty_overrides (line, person, from_at, to_at, note)
                                    values (?, ?, ?, ?, ?)
                                    """)
                            .params(line, person, timestamptz(from), timestamptz(to), note)
                            .update();
                    audit.add(
                            clock.instant(),
                            by,
                            "OVERRIDE_DUTY",
                            "roster/" + line,
                            "%s from %s to %s; %s".formatted(person, from, to, note));
                });
    }

    /** Notes that an address of theirs leads nowhere. */
    public void unreachable(String id, String reason) {
        jdbc.sql("update people set unreachable = ? where id = ?").params(reason, id).update();
    }

    private static Person person(ResultSet row, int n) throws SQLException {
        return new Person(
                row.getString("id"),
                row.getString("name"),
                row.getString("unit"),
                row.getString("phone"),
                row.getString("email"),
                row.getString("webhook"),
                row.getString("language"),
                row.getBoolean("last_resort"),
                row.getString("unreachable"));
    }
}
