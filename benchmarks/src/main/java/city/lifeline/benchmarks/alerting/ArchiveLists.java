package city.lifeline.benchmarks.alerting;

import city.lifeline.benchmarks.Percentiles;
import city.lifeline.benchmarks.Row;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Lists over an archive. It is laid down in the database, as a year of a busy city would have left
 * it: two events a warning, two warnings an incident, most of them closed by people.
 */
final class ArchiveLists {

    private static final int WARNINGS = 100_000;
    private static final int WARM = 5;
    private static final int TIMES = 100;
    private static final String RULE = "ARCHIVE-3";

    private final Connection database;
    private final Screen screen;
    private final AlertingBenchmark.Target target;
    private final Consumer<String> say;

    ArchiveLists(
            Connection database,
            Screen screen,
            AlertingBenchmark.Target target,
            Consumer<String> say) {
        this.database = database;
        this.screen = screen;
        this.target = target;
        this.say = say;
    }

    List<Row> run() throws IOException, InterruptedException, SQLException {
        try (Statement statement = database.createStatement()) {
            for (String sql : LAY_DOWN) {
                statement.execute(sql.replace("%N", Integer.toString(WARNINGS)));
            }
        }
        int all;
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from warnings")) {
            row.next();
            all = row.getInt(1);
        }
        say.accept(
                "archive: %,d warnings, of them %,d laid down; each page asked for %d times"
                        .formatted(all, WARNINGS, TIMES));
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("archive: warnings", all, "", null));
        Percentiles slowest = new Percentiles();
        for (Map.Entry<String, String> list : lists().entrySet()) {
            Percentiles ms = measure(list.getValue(), target.token());
            slowest.add(ms.at(0.99));
            rows.add(new Row("archive: " + list.getKey() + ", p99", ms.at(0.99), "ms", null));
        }
        for (Map.Entry<String, String> list : ofOneDistrict().entrySet()) {
            Percentiles ms = measure(list.getValue(), target.districtToken());
            slowest.add(ms.at(0.99));
            rows.add(
                    new Row(
                            "archive: a district officer's " + list.getKey() + ", p99",
                            ms.at(0.99),
                            "ms",
                            null));
        }
        rows.add(new Row("archive: the slowest of all these p99", slowest.at(1), "ms", null));
        return rows;
    }

    private Percentiles measure(String path, String token)
            throws IOException, InterruptedException {
        for (int i = 0; i < WARM; i++) {
            screen.get(path, token);
        }
        Percentiles ms = new Percentiles();
        for (int i = 0; i < TIMES; i++) {
            ms.add(screen.get(path, token).ms());
        }
        return ms;
    }

    private static Map<String, String> lists() {
        String warnings = "/api/v1/warnings?run=live&size=100";
        Instant past = Instant.now().minus(200, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Map<String, String> lists = new LinkedHashMap<>();
        lists.put("open", warnings + "&state=open");
        lists.put("all", warnings + "&state=all");
        lists.put("closed", warnings + "&state=closed");
        lists.put("closed, 500 a page", "/api/v1/warnings?run=live&size=500&state=closed");
        lists.put("closed, page 900", warnings + "&state=closed&page=900");
        for (String sort : List.of("raisedAt", "updatedAt", "-updatedAt", "grade", "-grade")) {
            lists.put("all, sorted by " + sort, warnings + "&state=all&sort=" + sort);
        }
        lists.put("closed, sorted by -grade", warnings + "&state=closed&sort=-grade");
        lists.put("open, red", warnings + "&state=open&grade=RED");
        lists.put("open, blue or yellow", warnings + "&state=open&grade=BLUE&grade=YELLOW");
        lists.put("all of a point", warnings + "&state=all&point=" + AlertingCity.flood(17));
        lists.put("all of a rule", warnings + "&state=all&rule=" + RULE);
        lists.put("closed of a rule", warnings + "&state=closed&rule=" + RULE);
        lists.put("closed, searched for a word", warnings + "&state=closed&q=flood-00");
        lists.put("closed, searched in vain", warnings + "&state=closed&q=nothing-of-the-kind");
        lists.put("of a rule that has none", warnings + "&state=all&rule=NONE");
        lists.put("of all runs", "/api/v1/warnings?run=all&size=100&state=all");
        lists.put("as it was 200 days ago", warnings + "&at=" + past);
        lists.put("figures", "/api/v1/warnings/summary?run=live");
        lists.put("open incidents", "/api/v1/incidents?run=live&state=open");
        lists.put("closed incidents", "/api/v1/incidents?run=live&state=closed");
        lists.put("all incidents", "/api/v1/incidents?run=live&state=all");
        lists.put("all incidents, page 400", "/api/v1/incidents?run=live&state=all&page=400");
        return lists;
    }

    private static Map<String, String> ofOneDistrict() {
        Map<String, String> lists = new LinkedHashMap<>();
        lists.put("open", "/api/v1/warnings?run=live&size=100&state=open");
        lists.put("closed", "/api/v1/warnings?run=live&size=100&state=closed");
        lists.put("all by -grade", "/api/v1/warnings?run=live&size=100&state=all&sort=-grade");
        lists.put("open incidents", "/api/v1/incidents?run=live&state=open");
        lists.put("closed incidents", "/api/v1/incidents?run=live&state=closed");
        return lists;
    }

    private static final List<String> LAY_DOWN =
            List.of(
                    """
                    insert into warnings
                        (id, run, rule, rules_version, point, asset, unit, grade, peak, state, value,
                         peak_value, limit_value, raised_at, grade_since, updated_at, cleared_at,
                         certainty, delayed, latched, raises, upgrades, downgrades, clears,
                         last_event_number, stored_at)
                    select 'bench' || lpad(i::text, 15, '0'), 'live', 'ARCHIVE-' || i % 10, 'bench',
                           'FLOOD-' || lpad((i * 7 % 5000)::text, 4, '0'),
                           'A-FLOOD-' || lpad((i * 7 % 5000)::text, 4, '0'), '%{LEL}', null,
                           (array['BLUE', 'BLUE', 'BLUE', 'BLUE', 'BLUE', 'YELLOW', 'YELLOW', 'YELLOW',
                                  'ORANGE', 'RED'])[1 + i * 13 % 10]::grade,
                           'CLEARED', 3, 30 + i % 50, 25, at, at, at + length, at + length, 'LIKELY',
                           false, false, 1, 0, 0, 1, 2, at + interval '40 milliseconds'
                    from (select i, now() - interval '1 day' - i * interval '5 minutes' as at,
                                 (1 + i % 90) * interval '1 minute' as length
                          from generate_series(1, %N) as i) as made
                    on conflict do nothing
                    """,
                    """
                    insert into warning_events
                        (warning_id, number, kind, rules_version, grade, peak, value, peak_value,
                         limit_value, at, raised_at, lane, certainty, latched)
                    select w.id, n, case n when 1 then 'RAISED' else 'CLEARED' end, 'bench',
                           case n when 1 then w.peak end, w.peak, w.value, w.peak_value, 25,
                           case n when 1 then w.raised_at else w.cleared_at end, w.raised_at, 'LIVE',
                           'LIKELY', false
                    from warnings w, generate_series(1, 2) as n
                    where w.id like 'bench%' on conflict do nothing
                    """,
                    """
                    insert into warning_handling
                        (warning_id, state, version, acknowledged_by, acknowledged_at,
                         acknowledged_grade, assessment, closed_at)
                    select id, case when right(id, 1) < '8' then 'ARCHIVED' else 'CLOSED' end, 4,
                           'duty', raised_at + interval '2 minutes', peak, 'CONFIRMED',
                           cleared_at + interval '1 hour'
                    from warnings where id like 'bench%' and right(id, 2) <> '77'
                    on conflict do nothing
                    """,
                    """
                    insert into handling_steps
                        (warning_id, number, action, person, via, at, comment, state)
                    select id, n,
                           (array['ACKNOWLEDGE', 'ASSESS', 'CLOSE'])[n], 'duty', 'DASHBOARD',
                           raised_at + n * interval '2 minutes', 'as every time',
                           (array['ACKNOWLEDGED', 'ASSESSED', 'CLOSED'])[n]
                    from warnings, generate_series(1, 3) as n
                    where id like 'bench%' on conflict do nothing
                    """,
                    """
                    insert into incidents (id, run, opened_at)
                    select id, 'live', raised_at from warnings
                    where id like 'bench%' and right(id, 1) in ('0', '2', '4', '6', '8')
                    on conflict do nothing
                    """,
                    """
                    insert into incident_warnings (warning_id, incident, why_join)
                    select w.id,
                           'bench' || lpad((substr(w.id, 6)::bigint / 2 * 2)::text, 15, '0'),
                           case when i.id is null then 'gas-neighbours' else '' end
                    from warnings w left join incidents i on i.id = w.id
                    where w.id like 'bench%' and w.id <> 'bench000000000000001'
                    on conflict do nothing
                    """,
                    "analyze");
}
