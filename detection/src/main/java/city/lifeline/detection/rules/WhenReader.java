package city.lifeline.detection.rules;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads when a rule looks, and limits that change with the time. */
final class WhenReader {

    static final List<String> WEEKDAY_NAMES =
            List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    static final Set<String> TIMES_FIELDS = Set.of("hours", "weekdays", "season");

    private static final Set<String> WHEN_FIELDS = Set.of("hours", "weekdays", "season", "once");

    private static final Pattern HOURS =
            Pattern.compile(
                    "([01][0-9]|2[0-3]):([0-5][0-9]) to (?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)");
    private static final Pattern SEASON =
            Pattern.compile("(0[1-9]|1[0-2])-([0-3][0-9]) to (0[1-9]|1[0-2])-([0-3][0-9])");
    private static final int[] DAYS_IN_MONTH = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final int MAX_WORD = 20;

    private final Fields rule;
    private final @Nullable ZoneId zone;

    WhenReader(Fields rule, @Nullable ZoneId zone) {
        this.rule = rule;
        this.zone = zone;
    }

    /** Null where there is none, or it is faulty. */
    @Nullable When when(@Nullable Measure measure) {
        Fields when = rule.group("when", WHEN_FIELDS);
        if (when == null) {
            return null;
        }
        Times times = times(when);
        boolean once = when.flag("once");
        if (times == null || isWithoutZone("when") || zone == null) {
            return null;
        }
        if (measure instanceof Measure.Silence) {
            rule.fault("when", "has no meaning for silence: leave it out");
        }
        if (once && measure instanceof Measure.Forecast) {
            when.fault("once", "cannot be said of a forecast, which is about what comes next");
        }
        if (once && rule.has("group")) {
            when.fault("once", "has no meaning for a group, which has no samples: leave it out");
        }
        return new When(times, once, Timetable.of(zone, times));
    }

    /** Null where it is faulty. */
    static @Nullable Times times(Fields of) {
        if (TIMES_FIELDS.stream().noneMatch(of::has)) {
            of.fault("", "must give hours, weekdays or season");
            return null;
        }
        int[] hours = {0, Times.MINUTES};
        int[] season = {0, Times.DAYS - 1};
        boolean goodHours = readHours(of, hours);
        boolean goodSeason = readSeason(of, season);
        int weekdays = of.has("weekdays") ? weekdays(of) : Times.EVERY_WEEKDAY;
        return goodHours && goodSeason && weekdays != 0
                ? new Times(hours[0], hours[1], weekdays, season[0], season[1])
                : null;
    }

    private static boolean readHours(Fields of, int[] hours) {
        YamlNode.Scalar scalar = of.scalar("hours");
        if (scalar == null) {
            return !of.has("hours");
        }
        Matcher matcher = HOURS.matcher(scalar.text());
        if (!matcher.matches()) {
            of.fault("hours", "must be such as 02:00 to 04:00, not '%s'".formatted(scalar.text()));
            return false;
        }
        hours[0] = 60 * Integer.parseInt(matcher.group(1)) + Integer.parseInt(matcher.group(2));
        hours[1] =
                matcher.group(3) == null
                        ? Times.MINUTES
                        : 60 * Integer.parseInt(matcher.group(3))
                                + Integer.parseInt(matcher.group(4));
        if (hours[0] == hours[1]) {
            of.fault("hours", "begin and end at the same time: leave them out for the whole day");
            return false;
        }
        return true;
    }

    private static boolean readSeason(Fields of, int[] season) {
        YamlNode.Scalar scalar = of.scalar("season");
        if (scalar == null) {
            return !of.has("season");
        }
        Matcher matcher = SEASON.matcher(scalar.text());
        if (!matcher.matches()
                || !isDay(matcher.group(1), matcher.group(2))
                || !isDay(matcher.group(3), matcher.group(4))) {
            of.fault(
                    "season",
                    "must be days of the year such as 05-15 to 09-30, month first, not '%s'"
                            .formatted(scalar.text()));
            return false;
        }
        season[0] = dayOfYear(matcher.group(1), matcher.group(2));
        season[1] = dayOfYear(matcher.group(3), matcher.group(4));
        return true;
    }

    private static boolean isDay(String month, String day) {
        int number = Integer.parseInt(day);
        return number >= 1 && number <= DAYS_IN_MONTH[Integer.parseInt(month) - 1];
    }

    private static int dayOfYear(String month, String day) {
        return Times.dayOfYear(Integer.parseInt(month), Integer.parseInt(day));
    }

    /** 0 where it is faulty. */
    private static int weekdays(Fields of) {
        int weekdays = 0;
        for (String name : of.texts("weekdays", MAX_WORD).keySet()) {
            int weekday = WEEKDAY_NAMES.indexOf(name);
            if (weekday < 0) {
                of.fault(
                        "weekdays",
                        "must be of %s, not '%s'"
                                .formatted(String.join(", ", WEEKDAY_NAMES), name));
                return 0;
            }
            weekdays |= 1 << weekday;
        }
        return weekdays;
    }

    private boolean isWithoutZone(String field) {
        if (zone == null) {
            rule.fault(
                    field,
                    "needs to know where it is: write the city's time zone at the top of the file,"
                            + " as in zone: Asia/Shanghai");
        }
        return zone == null;
    }

    /**
     * Sets grades whose limits change with the time apart.
     *
     * @return null where nothing changes, or where it is faulty
     */
    @Nullable Schedule schedule(List<ThresholdCondition.OfGrade> grades) {
        List<Times> all = new ArrayList<>();
        for (ThresholdCondition.OfGrade grade : grades) {
            grade.raise().parts().forEach(part -> all.add(part.times()));
            grade.clear().parts().forEach(part -> all.add(part.times()));
        }
        if (all.isEmpty() || isWithoutZone("grades") || zone == null) {
            return null;
        }
        Timetable.Cuts cuts = new Timetable.Cuts(new LinkedHashSet<>(all));
        List<List<ThresholdCondition.OfGrade>> periods = new ArrayList<>();
        Map<List<ThresholdCondition.OfGrade>, Integer> places = new HashMap<>();
        int[] cells = new int[cuts.size()];
        for (int cell = 0; cell < cells.length; cell++) {
            List<ThresholdCondition.OfGrade> here = new ArrayList<>();
            for (ThresholdCondition.OfGrade grade : grades) {
                Limit raise = at(cuts, cell, grade.raise(), grade.grade(), "raise");
                Limit clear = at(cuts, cell, grade.clear(), grade.grade(), "clear");
                if (raise == null || clear == null) {
                    return null;
                }
                here.add(
                        new ThresholdCondition.OfGrade(
                                grade.grade(),
                                raise,
                                clear,
                                grade.onDelay(),
                                grade.offDelay(),
                                grade.samples()));
            }
            Integer place = places.putIfAbsent(here, periods.size());
            if (place == null) {
                periods.add(List.copyOf(here));
            }
            cells[cell] = place == null ? periods.size() - 1 : place;
        }
        return new Schedule(new Timetable(zone, cuts, cells), periods);
    }

    /** Exactly one part of a schedule must hold at each time. */
    private @Nullable Limit at(
            Timetable.Cuts cuts,
            int cell,
            Limit limit,
            city.lifeline.model.Grade grade,
            String field) {
        if (limit.parts().isEmpty()) {
            return limit;
        }
        List<Integer> holding = new ArrayList<>();
        for (int i = 0; i < limit.parts().size(); i++) {
            if (cuts.isIn(cell, limit.parts().get(i).times())) {
                holding.add(i);
            }
        }
        if (holding.size() == 1) {
            return limit.parts().get(holding.get(0)).limit();
        }
        rule.fault(
                "grades." + Words.of(grade) + "." + field,
                holding.isEmpty()
                        ? "its schedule gives no limit for %s".formatted(cuts.name(cell))
                        : "nos. %d and %d of its schedule both give a limit for %s"
                                .formatted(
                                        holding.get(0) + 1, holding.get(1) + 1, cuts.name(cell)));
        return null;
    }
}
