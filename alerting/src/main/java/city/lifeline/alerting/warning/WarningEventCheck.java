package city.lifeline.alerting.warning;

import city.lifeline.model.Ids;
import city.lifeline.model.WarningEvent;
import java.util.Optional;

/**
 * Whether an event that decodes can also be kept: what PostgreSQL refuses must not stop the rest.
 */
final class WarningEventCheck {

    /** 2200-01-01, far beyond any clock that ingest lets through. */
    private static final long MAX_US = 7_258_118_400_000_000L;

    private static final int MAX_TEXT = 100;

    private WarningEventCheck() {}

    /** What is wrong with it, if anything. */
    static Optional<String> fault(WarningEvent event) {
        if (!Ids.isValid(event.id())) {
            return Optional.of("its id is not an id");
        }
        if (!Ids.isValid(event.run())) {
            return Optional.of("its run is not an id");
        }
        if (!Ids.isValid(event.rule())) {
            return Optional.of("its rule is not an id");
        }
        if (!event.point().isEmpty() && !Ids.isValid(event.point())) {
            return Optional.of("its point is not an id");
        }
        if (!event.asset().isEmpty() && !Ids.isValid(event.asset())) {
            return Optional.of("its asset is not an id");
        }
        if (!isPlain(event.rulesVersion()) || !isPlain(event.unit())) {
            return Optional.of("its rules version or unit is not a short plain text");
        }
        if (event.number() < 1) {
            return Optional.of("its number is below 1");
        }
        if (!isMoment(event.atUs()) || !isMoment(event.raisedAtUs())) {
            return Optional.of("its times are not between 1970 and 2200");
        }
        if (event.grade() == null && event.kind() != WarningEvent.Kind.CLEARED) {
            return Optional.of("it has no grade");
        }
        return Optional.empty();
    }

    private static boolean isMoment(long us) {
        return us >= 0 && us < MAX_US;
    }

    private static boolean isPlain(String text) {
        return text.length() <= MAX_TEXT && text.chars().noneMatch(Character::isISOControl);
    }
}
