package city.lifeline.model;

/**
 * When a value will reach its limits, if its trend goes on. Minutes; infinite where it may never
 * be.
 *
 * @param minutes to the next limit of the rule
 * @param earliestMinutes by the steepest slope that the readings leave room for
 * @param latestMinutes by the flattest one
 * @param minutesToRed infinite, too, where red has no limit ahead
 */
public record Outlook(
        double minutes, double earliestMinutes, double latestMinutes, double minutesToRed) {}
