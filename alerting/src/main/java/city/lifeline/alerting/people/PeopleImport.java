package city.lifeline.alerting.people;

import city.lifeline.model.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes files of people and roster in, each whole or not at all. */
public final class PeopleImport {

    private final PeopleStore store;

    public PeopleImport(PeopleStore store) {
        this.store = store;
    }

    /** Replaces the directory; returns the faults for which it was not. */
    public List<Fault> people(String csv, String by) {
        List<Fault> faults = new ArrayList<>();
        Map<String, Person> people = PeopleFile.parse(csv, faults);
        if (faults.isEmpty()) {
            for (String missing : store.missing(people.keySet())) {
                faults.add(
                        new Fault(
                                PeopleFile.NAME,
                                0,
                                0,
                                "id",
                                PeopleFile.both(
                                        "'%s' is on the roster: take them off it first"
                                                .formatted(missing),
                                        "“%s”仍在值班表中，请先从值班表移除".formatted(missing))));
            }
        }
        if (faults.isEmpty()) {
            store.replacePeople(people.values(), by);
        }
        return faults;
    }

    /**
     * Replaces the roster; returns the faults for which it was not.
     *
     * @param districts as {@link RosterFile#parse} has them
     */
    public List<Fault> roster(String csv, Set<String> districts, String by) {
        List<Fault> faults = new ArrayList<>();
        Set<String> people = store.people().stream().map(Person::id).collect(Collectors.toSet());
        List<DutyLine> lines = RosterFile.parse(csv, people, districts, faults);
        if (faults.isEmpty()) {
            store.replaceLines(lines, by);
        }
        return faults;
    }

    /** Replaces the holidays; returns the faults for which they were not. */
    public List<Fault> holidays(String csv, String by) {
        List<Fault> faults = new ArrayList<>();
        Collection<RosterFile.Holiday> days = RosterFile.parseHolidays(csv, faults);
        if (faults.isEmpty()) {
            store.replaceHolidays(days, by);
        }
        return faults;
    }

    /**
     * Takes a city's files in where there are no people yet: later changes are made here and are
     * not undone by a start.
     */
    public List<Fault> atFirstStart(Path city, Set<String> districts) {
        List<Fault> faults = new ArrayList<>();
        if (!store.people().isEmpty() || !Files.exists(city.resolve(PeopleFile.NAME))) {
            return faults;
        }
        String by = "city directory";
        faults.addAll(people(read(city.resolve(PeopleFile.NAME)), by));
        if (faults.isEmpty() && Files.exists(city.resolve(RosterFile.NAME))) {
            faults.addAll(roster(read(city.resolve(RosterFile.NAME)), districts, by));
        }
        if (faults.isEmpty() && Files.exists(city.resolve(RosterFile.HOLIDAYS))) {
            faults.addAll(holidays(read(city.resolve(RosterFile.HOLIDAYS)), by));
        }
        return faults;
    }

    private static String read(Path file) {
        try {
            // Decoded with replacement, so that the parser can name the line.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
