package city.lifeline.simulators.city;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/** Days and hours where the city is. */
final class LocalTime {

    static final double DAY_S = 86_400;

    private final ZoneRules rules;
    private final double fixedOffsetS;

    LocalTime(ZoneId zone) {
        rules = zone.getRules();
        fixedOffsetS =
                rules.isFixedOffset()
                        ? rules.getOffset(Instant.EPOCH).getTotalSeconds()
                        : Double.NaN;
    }

    /** Seconds since the epoch as the clocks on the walls count them. */
    double seconds(double t) {
        return t + offsetS(t);
    }

    /** Local days since the epoch. */
    long day(double t) {
        return (long) Math.floor(seconds(t) / DAY_S);
    }

    /** From 0 to 24. */
    double hour(double t) {
        double local = seconds(t);
        return (local - Math.floor(local / DAY_S) * DAY_S) / 3_600;
    }

    boolean isWeekend(double t) {
        DayOfWeek day = LocalDate.ofEpochDay(day(t)).getDayOfWeek();
        return day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
    }

    /** From 0 on 1 January to 1. */
    double yearFraction(double t) {
        return (LocalDate.ofEpochDay(day(t)).getDayOfYear() - 1 + hour(t) / 24) / 365.25;
    }

    private double offsetS(double t) {
        if (!Double.isNaN(fixedOffsetS)) {
            return fixedOffsetS;
        }
        ZoneOffset offset = rules.getOffset(Instant.ofEpochSecond((long) t));
        return offset.getTotalSeconds();
    }
}
