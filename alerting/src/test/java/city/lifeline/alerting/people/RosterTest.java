package city.lifeline.alerting.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Fault;
import city.lifeline.model.Grade;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RosterTest {

    private static final String PEOPLE =
            """
            id,name,unit,phone,email,language,last_resort
            day,Day,Gas,+8613800000001,,zh,no
            night,Night,Gas,+8613800000002,,zh,no
            boss,Boss,City,,boss@example.org,en,yes
            """;

    private static Roster roster(String lines, List<DutyOverride> overrides, Holidays holidays) {
        List<Fault> faults = new ArrayList<>();
        Map<String, Person> people = PeopleFile.parse(PEOPLE, faults);
        List<DutyLine> parsed =
                RosterFile.parse(
                        "id,district,lifeline,grade,step,person,days,from,to\n" + lines,
                        people.keySet(),
                        Set.of(),
                        faults);
        assertEquals(List.of(), faults);
        return new Roster(people, parsed, overrides, holidays, ZoneId.of("Asia/Shanghai"));
    }

    private static final String SHIFTS =
            """
            d,*,gas,blue,1,day,daily,08:00,20:00
            n,*,gas,blue,1,night,daily,20:00,08:00
            """;

    private static List<String> ids(List<Person> people) {
        return people.stream().map(Person::id).toList();
    }

    /** At a local time of a Thursday. */
    private static Instant at(String time) {
        return Instant.parse("2026-11-26T" + time + ":00+08:00");
    }

    @Test
    void aShiftOverMidnightHoldsOnBothSidesOfIt() {
        Roster roster = roster(SHIFTS, List.of(), Holidays.NONE);
        for (String night : new String[] {"20:00", "23:59", "00:00", "07:59"}) {
            assertEquals(
                    List.of("night"), ids(roster.onDuty(1, "x", "gas", Grade.BLUE, at(night))));
        }
        for (String day : new String[] {"08:00", "19:59"}) {
            assertEquals(List.of("day"), ids(roster.onDuty(1, "x", "gas", Grade.RED, at(day))));
        }
    }

    @Test
    void whoStandsInIsOnDutyInsteadWhileItLasts() {
        DutyOverride override =
                new DutyOverride(1, "d", "night", at("09:00"), at("10:00"), "dentist");
        Roster roster = roster(SHIFTS, List.of(override), Holidays.NONE);
        assertEquals(List.of("night"), ids(roster.onDuty(1, "x", "gas", Grade.RED, at("09:30"))));
        assertEquals(List.of("day"), ids(roster.onDuty(1, "x", "gas", Grade.RED, at("10:00"))));
        LocalDate day = LocalDate.of(2026, 11, 26);
        assertEquals(
                List.of("day", "night", "day", "night"),
                roster.shifts(day, day.plusDays(1)).stream().map(s -> s.person().id()).toList());
    }

    @Test
    void holidaysAndWorkdaysThatWouldBeNone() {
        Roster roster =
                roster(
                        """
                        w,*,gas,blue,1,day,workdays,08:00,20:00
                        h,*,gas,blue,1,night,holidays,08:00,20:00
                        """,
                        List.of(),
                        new Holidays(
                                Map.of(
                                        LocalDate.of(2026, 11, 26), true,
                                        LocalDate.of(2026, 11, 28), false)));
        assertEquals(List.of("night"), ids(roster.onDuty(1, "", "gas", Grade.RED, at("09:00"))));
        Instant saturday = Instant.parse("2026-11-28T09:00:00+08:00");
        assertEquals(List.of("day"), ids(roster.onDuty(1, "", "gas", Grade.RED, saturday)));
    }

    @Test
    void anEmptyStepIsSkippedAndTheEndIsANamedHuman() {
        Roster roster = roster("x,*,gas,red,3,day,daily,00:00,00:00\n", List.of(), Holidays.NONE);
        assertEquals(3, roster.from(1, "", "gas", Grade.RED, at("09:00")).step());
        Roster.Told end = roster.from(4, "", "gas", Grade.RED, at("09:00"));
        assertEquals(List.of("boss"), ids(end.people()));
        assertTrue(end.lastResort());
        assertEquals(
                List.of("boss"), ids(roster.from(1, "", "gas", Grade.BLUE, at("09:00")).people()));
    }

    @Test
    void gapsAreFoundToTheMinute() {
        Roster roster =
                roster("d,*,gas,yellow,1,day,daily,08:00,20:00\n", List.of(), Holidays.NONE);
        List<Roster.Gap> gaps = roster.gaps(Map.of("x", Set.of("gas")), at("09:00"), at("21:30"));
        assertEquals(
                List.of(
                        new Roster.Gap("x", "gas", Grade.BLUE, at("09:00"), at("21:30")),
                        new Roster.Gap("x", "gas", Grade.YELLOW, at("20:00"), at("21:30")),
                        new Roster.Gap("x", "gas", Grade.ORANGE, at("20:00"), at("21:30")),
                        new Roster.Gap("x", "gas", Grade.RED, at("20:00"), at("21:30"))),
                gaps);
    }

    @Test
    void faultsNameLineAndColumnInBothLanguages() {
        List<Fault> faults = new ArrayList<>();
        PeopleFile.parse(
                """
                id,name,unit,phone,email,language,last_resort
                a,A,Gas,13800000001,,zh,yes
                b,B,Gas,+8613800000002,,fr,no
                c,C,Gas,+8613800000002,nobody,zh,no
                """,
                faults);
        RosterFile.parse(
                """
                id,district,lifeline,grade,step,person,days,from,to
                x,nowhere,steam,pink,0,zoe,sometimes,8 o'clock,20:00
                """,
                Set.of("a"),
                Set.of("somewhere"),
                faults);
        List<String> places = faults.stream().map(Fault::toString).toList();
        assertTrue(places.get(0).startsWith("people.csv:2:4: phone: is no number"), places.get(0));
        assertTrue(places.get(0).contains("不是带国家代码的号码"), places.get(0));
        assertEquals(4 + 7, faults.size(), places.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "+86 138abc | - | - | phone",
                "13800000001 | - | - | phone",
                "10086 | - | - | phone",
                "+8610086 | - | - | phone",
                "+19005550100 | - | - | phone",
                "+86138000000011234 | - | - | phone",
                "+8613800000001 | a@b\\r\\nBcc: x@y | - | email",
                "+8613800000001 | a@b.cn,x@y.cn | - | email",
                "- | - | http://127.0.0.1/ | webhook",
                "- | - | http://169.254.169.254/latest | webhook",
                "- | - | file:///etc/passwd | webhook",
                "- | - | gopher://a.example/ | webhook",
                "- | - | https://me:secret@a.example/ | webhook"
            })
    void telephonesAndAddressesThatLeadNowhereAreRefused(
            @Nullable String phone,
            @Nullable String email,
            @Nullable String webhook,
            String column) {
        List<Fault> faults = new ArrayList<>();
        PeopleFile.parse(
                "id,name,unit,phone,email,webhook,language,last_resort\na,A,Gas,%s,\"%s\",%s,zh,yes\n"
                        .formatted(
                                Objects.toString(phone, ""),
                                Objects.toString(email, "").translateEscapes(),
                                Objects.toString(webhook, "")),
                faults);
        assertEquals(List.of(column), faults.stream().map(Fault::field).toList());
    }

    @Test
    void telephonesOfOtherCountriesAndLandLinesAreTaken() {
        for (String phone : List.of("+8613800000001", "+8655162345678", "+4915112345678")) {
            assertTrue(Telephones.takesMessages(phone), phone);
        }
    }

    @Test
    void ofTwoWhoAreOnDutyBothAreTold() {
        Roster roster =
                roster(
                        "a,*,gas,red,1,day,daily,00:00,00:00\nb,*,gas,red,1,night,daily,00:00,00:00\n",
                        List.of(),
                        Holidays.NONE);
        assertEquals(
                List.of("day", "night"),
                ids(roster.from(1, "", "gas", Grade.RED, at("09:00")).people()));
    }

    @Test
    void whatIsWrittenCanBeReadAgainAndIsNoFormula() {
        List<Fault> faults = new ArrayList<>();
        Map<String, Person> people =
                PeopleFile.parse(
                        """
                        id,name,unit,phone,email,language,last_resort
                        a,"=HYPERLINK(""x"")",Gas,+8613800000001,,zh,yes
                        """,
                        faults);
        String csv = PeopleFile.format(List.copyOf(people.values()));
        assertTrue(csv.contains("\"'=HYPERLINK"), csv);
        assertTrue(csv.contains(",+8613800000001,"), csv);
        assertEquals(people, PeopleFile.parse(csv, faults));
        assertEquals(List.of(), faults);
    }

    @Test
    void theCalendarHoldsTheShifts() {
        LocalDate day = LocalDate.of(2026, 11, 26);
        String calendar =
                RosterCalendar.of(
                        roster(SHIFTS, List.of(), Holidays.NONE).shifts(day, day.plusDays(1)));
        assertTrue(calendar.contains("DTSTART:20261126T000000Z"), calendar);
        assertTrue(calendar.contains("DTEND:20261127T000000Z"), calendar);
        assertTrue(calendar.contains("SUMMARY:Night"), calendar);
    }
}
