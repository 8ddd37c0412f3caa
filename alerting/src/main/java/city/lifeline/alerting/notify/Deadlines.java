package city.lifeline.alerting.notify;

import city.lifeline.model.Grade;
import java.time.Duration;

/** By when somebody must have answered a warning; after that others are told too. */
public record Deadlines(Duration blue, Duration yellow, Duration orange, Duration red) {

    public Duration of(Grade grade) {
        return switch (grade) {
            case BLUE -> blue;
            case YELLOW -> yellow;
            case ORANGE -> orange;
            case RED -> red;
        };
    }
}
