package city.lifeline.alerting.people;

import city.lifeline.model.Grade;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is on duty.
 *
 * @param people by id
 */
public record Roster(
        Map<String, Person> people,
        List<DutyLine> lines,
        List<DutyOverride> overrides,
        Holidays holidays,
        ZoneId zone) {

    public Roster {
        people = Map.copyOf(people);
        lines = List.copyOf(lines);
        overrides = List.copyOf(overrides);
    }

    /** A shift, from its beginning to its end. */
    public record Shift(DutyLine line, Person person, Instant from, Instant to) {}

    /** A stretch in which nobody is on duty at the first step. */
    public record Gap(String district, String lifeline, Grade grade, Instant from, Instant to) {}

    /** Whom a step comes to, and which step that is. */
    public record Told(int step, List<Person> people, boolean lastResort) {
        public Told {
            people = List.copyOf(people);
        }
    }

    /**
     * Who is to be told next: the people on duty at the first step, from {@code step} on, that has
     * any, else those who are the last resort.
     */
    public Told from(int step, String district, String lifeline, Grade grade, Instant at) {
        for (int next = step; next <= DutyLine.MAX_STEP; next++) {
            List<Person> found = onDuty(next, district, lifeline, grade, at);
            if (!found.isEmpty()) {
                return new Told(next, found, false);
            }
        }
        return new Told(DutyLine.MAX_STEP + 1, lastResorts(), true);
    }

    public List<Person> lastResorts() {
        return people.values().stream()
                .filter(Person::lastResort)
                .sorted(Comparator.comparing(Person::id))
                .toList();
    }

    public List<Person> onDuty(
            int step, String district, String lifeline, Grade grade, Instant at) {
        Map<String, Person> found = new LinkedHashMap<>();
        for (DutyLine line : lines) {
            if (line.step() == step
                    && line.covers(district, lifeline, grade)
                    && isOnDuty(line, at)) {
                Person person = people.get(personOf(line, at));
                if (person != null) {
                    found.putIfAbsent(person.id(), person);
                }
            }
        }
        return List.copyOf(found.values());
    }

    private boolean isOnDuty(DutyLine line, Instant at) {
        LocalDateTime local = at.atZone(zone).toLocalDateTime();
        for (LocalDate day : List.of(local.toLocalDate(), local.toLocalDate().minusDays(1))) {
            if (line.beginsOn(day, holidays)
                    && !local.isBefore(day.atTime(line.from()))
                    && local.isBefore(end(line, day))) {
                return true;
            }
        }
        return false;
    }

    private static LocalDateTime end(DutyLine line, LocalDate day) {
        return line.to().isAfter(line.from())
                ? day.atTime(line.to())
                : day.plusDays(1).atTime(line.to());
    }

    private String personOf(DutyLine line, Instant at) {
        String person = line.person();
        for (DutyOverride override : overrides) {
            if (override.line().equals(line.id()) && override.holdsAt(at)) {
                person = override.person();
            }
        }
        return person;
    }

    /**
     * All shifts that begin in a stretch of days, with stand-ins where they are for a whole shift.
     */
    public List<Shift> shifts(LocalDate from, LocalDate to) {
        List<Shift> shifts = new ArrayList<>();
        for (LocalDate day = from; day.isBefore(to); day = day.plusDays(1)) {
            for (DutyLine line : lines) {
                if (line.beginsOn(day, holidays)) {
                    addShift(line, day, shifts);
                }
            }
        }
        return shifts;
    }

    /** A shift in as many pieces as there are people in it. */
    private void addShift(DutyLine line, LocalDate day, List<Shift> shifts) {
        Instant begin = day.atTime(line.from()).atZone(zone).toInstant();
        Instant end = end(line, day).atZone(zone).toInstant();
        Set<Instant> cuts = new TreeSet<>(List.of(begin, end));
        for (DutyOverride override : overrides) {
            if (override.line().equals(line.id())) {
                for (Instant cut : List.of(override.from(), override.to())) {
                    if (cut.isAfter(begin) && cut.isBefore(end)) {
                        cuts.add(cut);
                    }
                }
            }
        }
        Instant last = null;
        for (Instant cut : cuts) {
            if (last != null) {
                Person person = people.get(personOf(line, last));
                if (person != null) {
                    shifts.add(new Shift(line, person, last, cut));
                }
            }
            last = cut;
        }
    }

    /**
     * Where nobody is on duty at the first step.
     *
     * @param lifelines those that have assets, by district
     */
    public List<Gap> gaps(
            Map<String, ? extends Collection<String>> lifelines, Instant from, Instant to) {
        Set<Instant> moments = new TreeSet<>();
        moments.add(from);
        LocalDate first = from.atZone(zone).toLocalDate().minusDays(1);
        LocalDate last = to.atZone(zone).toLocalDate().plusDays(1);
        for (Shift shift : shifts(first, last)) {
            for (Instant moment : List.of(shift.from(), shift.to())) {
                if (moment.isAfter(from) && moment.isBefore(to)) {
                    moments.add(moment);
                }
            }
        }
        List<Instant> cuts = new ArrayList<>(moments);
        cuts.add(to);
        List<Gap> gaps = new ArrayList<>();
        lifelines.forEach(
                (district, ofDistrict) -> {
                    for (String lifeline : new LinkedHashSet<>(ofDistrict)) {
                        for (Grade grade : Grade.values()) {
                            addGaps(district, lifeline, grade, cuts, gaps);
                        }
                    }
                });
        return gaps;
    }

    private void addGaps(
            String district, String lifeline, Grade grade, List<Instant> cuts, List<Gap> gaps) {
        Instant begin = null;
        for (int i = 0; i < cuts.size(); i++) {
            Instant cut = cuts.get(i);
            boolean covered =
                    i == cuts.size() - 1 || !onDuty(1, district, lifeline, grade, cut).isEmpty();
            if (!covered && begin == null) {
                begin = cut;
            } else if (covered && begin != null) {
                gaps.add(new Gap(district, lifeline, grade, begin, cut));
                begin = null;
            }
        }
    }

    /** The local time of a moment. */
    public ZonedDateTime local(Instant at) {
        return at.atZone(zone);
    }
}
