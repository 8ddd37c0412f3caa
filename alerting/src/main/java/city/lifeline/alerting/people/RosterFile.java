package city.lifeline.alerting.people;

import city.lifeline.model.Fault;
import city.lifeline.model.Grade;
import city.lifeline.model.Ids;
import city.lifeline.model.files.CsvTable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The roster and the holidays as CSV. */
public final class RosterFile {

    public static final String NAME = "roster.csv";
    public static final String HOLIDAYS = "holidays.csv";

    private static final List<String> REQUIRED =
            List.of("id", "district", "lifeline", "grade", "step", "person", "days", "from", "to");
    private static final List<String> OPTIONAL = List.of("valid_from", "valid_to");

    private RosterFile() {}

    /**
     * Reads it; what is wrong is added to the faults, in both languages.
     *
     * @param people ids that a line may name
     * @param districts those that have assets; empty: any
     */
    public static List<DutyLine> parse(
            String text, Set<String> people, Set<String> districts, List<Fault> faults) {
        List<DutyLine> lines = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (CsvTable.Row row : CsvTable.parse(NAME, text, REQUIRED, OPTIONAL, faults).rows()) {
            String id = row.text("id");
            if (!Ids.isValid(id)) {
                PeopleFile.fault(
                        row,
                        "id",
                        "an id is 1 to %d of A-Z a-z 0-9 _ . : -".formatted(Ids.MAX_LENGTH),
                        "编号须为 1 至 %d 个 A-Z a-z 0-9 _ . : - 字符".formatted(Ids.MAX_LENGTH));
            } else if (!ids.add(id)) {
                PeopleFile.fault(row, "id", "'" + id + "' is there twice", "“" + id + "”重复");
            }
            String district = row.text("district");
            if (!district.equals(DutyLine.ANY)
                    && !districts.isEmpty()
                    && !districts.contains(district)) {
                PeopleFile.fault(
                        row,
                        "district",
                        "no asset is in '%s'; write * for all".formatted(district),
                        "没有设施位于“%s”；全部区县请填 *".formatted(district));
            }
            String lifeline = row.text("lifeline");
            if (!lifeline.equals(DutyLine.ANY) && !Lifelines.ALL.contains(lifeline)) {
                PeopleFile.fault(
                        row,
                        "lifeline",
                        "must be * or one of " + String.join(", ", Lifelines.ALL),
                        "须为 * 或其中之一：" + String.join("、", Lifelines.ALL));
            }
            String person = row.text("person");
            if (!people.contains(person)) {
                PeopleFile.fault(
                        row,
                        "person",
                        "there is no person '%s' in the directory".formatted(person),
                        "通讯录中没有“%s”".formatted(person));
            }
            Grade grade = grade(row);
            int step = step(row);
            Days days = days(row);
            LocalTime from = time(row, "from");
            LocalTime to = time(row, "to");
            LocalDate validFrom = date(row, "valid_from");
            LocalDate validTo = date(row, "valid_to");
            if (validFrom != null && validTo != null && validTo.isBefore(validFrom)) {
                PeopleFile.fault(row, "valid_to", "is before valid_from", "早于 valid_from");
            }
            if (grade != null && days != null && from != null && to != null && step > 0) {
                lines.add(
                        new DutyLine(
                                id, district, lifeline, grade, step, person, days, from, to,
                                validFrom, validTo));
            }
        }
        return lines;
    }

    /** Writes it. */
    public static String format(Collection<DutyLine> lines) {
        StringBuilder csv =
                new StringBuilder(
                        "id,district,lifeline,grade,step,person,days,from,to,valid_from,valid_to\n");
        for (DutyLine line : lines) {
            csv.append(
                    Cells.row(
                            List.of(
                                    line.id(),
                                    line.district(),
                                    line.lifeline(),
                                    line.grade().name().toLowerCase(Locale.ROOT),
                                    Integer.toString(line.step()),
                                    line.person(),
                                    line.days().text(),
                                    line.from().toString(),
                                    line.to().toString(),
                                    line.validFrom() == null ? "" : line.validFrom().toString(),
                                    line.validTo() == null ? "" : line.validTo().toString())));
        }
        return csv.toString();
    }

    /** A day that is not as the week has it. */
    public record Holiday(LocalDate day, boolean off, String name) {}

    /** Reads the holidays; a {@code workday} is one that would be free by the week. */
    public static List<Holiday> parseHolidays(String text, List<Fault> faults) {
        Map<LocalDate, Holiday> days = new LinkedHashMap<>();
        for (CsvTable.Row row :
                CsvTable.parse(HOLIDAYS, text, List.of("day", "kind", "name"), List.of(), faults)
                        .rows()) {
            LocalDate day = date(row, "day");
            String kind = row.text("kind");
            if (!kind.equals("holiday") && !kind.equals("workday")) {
                PeopleFile.fault(row, "kind", "must be holiday or workday", "须为 holiday 或 workday");
            }
            if (day == null) {
                if (row.text("day").isEmpty()) {
                    PeopleFile.fault(row, "day", "is missing", "缺失");
                }
                continue;
            }
            if (days.containsKey(day)) {
                PeopleFile.fault(row, "day", "is there twice", "重复");
            }
            days.put(day, new Holiday(day, kind.equals("holiday"), PeopleFile.name(row, "name")));
        }
        return List.copyOf(days.values());
    }

    private static @Nullable Grade grade(CsvTable.Row row) {
        for (Grade grade : Grade.values()) {
            if (grade.name().toLowerCase(Locale.ROOT).equals(row.text("grade"))) {
                return grade;
            }
        }
        PeopleFile.fault(
                row,
                "grade",
                "must be blue, yellow, orange or red",
                "须为 blue（蓝）、yellow（黄）、orange（橙）或 red（红）");
        return null;
    }

    private static int step(CsvTable.Row row) {
        String text = row.text("step");
        if (text.matches("[1-9]")) {
            return Integer.parseInt(text);
        }
        PeopleFile.fault(
                row,
                "step",
                "must be from 1 (told at once) to %d".formatted(DutyLine.MAX_STEP),
                "须为 1（立即通知）至 %d".formatted(DutyLine.MAX_STEP));
        return 0;
    }

    private static @Nullable Days days(CsvTable.Row row) {
        try {
            return Days.parse(row.text("days"));
        } catch (IllegalArgumentException e) {
            PeopleFile.fault(
                    row,
                    "days",
                    String.valueOf(e.getMessage()),
                    "须为 daily（每天）、workdays（工作日）、holidays（节假日）或 mon;tue;wed;thu;fri;sat;sun 中的若干天");
            return null;
        }
    }

    private static @Nullable LocalTime time(CsvTable.Row row, String column) {
        try {
            return LocalTime.parse(row.text(column));
        } catch (DateTimeException e) {
            PeopleFile.fault(row, column, "is no time such as 08:00", "不是时间，例如 08:00");
            return null;
        }
    }

    private static @Nullable LocalDate date(CsvTable.Row row, String column) {
        String text = row.text(column);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            PeopleFile.fault(row, column, "is no date such as 2026-10-01", "不是日期，例如 2026-10-01");
            return null;
        }
    }
}
