package city.lifeline.detection.rules;

import java.util.List;

/**
 * Limits that change with the time of the day, the week or the year.
 *
 * @param timetable which of the periods it is
 * @param periods the rule's grades in each, mildest first
 */
public record Schedule(Timetable timetable, List<List<ThresholdCondition.OfGrade>> periods) {

    public Schedule {
        periods = List.copyOf(periods);
    }
}
