package city.lifeline.detection.rules;

/**
 * When a rule looks.
 *
 * @param times at which it does
 * @param once whether it looks once each time, at the mean of the whole
 */
public record When(Times times, boolean once, Timetable timetable) {}
