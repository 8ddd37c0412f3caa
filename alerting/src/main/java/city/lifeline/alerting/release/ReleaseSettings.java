package city.lifeline.alerting.release;

import city.lifeline.model.Grade;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * When a release is suggested, and who may decide.
 *
 * @param from from this grade on; empty: of no rule that is not named
 * @param byRule the same for some rules; empty: never
 * @param proposers names of roles
 * @param approvers names of roles
 */
public record ReleaseSettings(
        Optional<Grade> from,
        Map<String, Optional<Grade>> byRule,
        Set<String> proposers,
        Set<String> approvers) {

    private static final String NEVER = "never";
    private static final Set<String> ROLES = Set.of("DUTY_OFFICER", "COMMANDER");

    private static final Setting<String> FROM =
            Setting.text(
                    "release.suggest.from",
                    "red",
                    "grade from which telling the public is suggested: blue, yellow, orange, red, or never");
    private static final Setting<String> RULES =
            Setting.text(
                    "release.suggest.rules",
                    "",
                    "the same for some rules, such as D2=orange,G1=never");
    private static final Setting<String> PROPOSERS =
            Setting.text(
                    "release.propose.roles",
                    "COMMANDER",
                    "roles that propose a release: COMMANDER, DUTY_OFFICER, separated by commas");
    private static final Setting<String> APPROVERS =
            Setting.text(
                    "release.approve.roles",
                    "COMMANDER",
                    "roles that approve what another person has proposed");

    public static final List<Setting<?>> ALL = List.of(FROM, RULES, PROPOSERS, APPROVERS);

    /** As without a configuration. */
    public static ReleaseSettings standard() {
        return new ReleaseSettings(
                Optional.of(Grade.RED), Map.of(), Set.of("COMMANDER"), Set.of("COMMANDER"));
    }

    public ReleaseSettings {
        byRule = Map.copyOf(byRule);
        proposers = Set.copyOf(proposers);
        approvers = Set.copyOf(approvers);
    }

    /** Whether a warning of that rule and grade is one that the public might be told of. */
    boolean suggests(String rule, Grade grade) {
        return byRule.getOrDefault(rule, from).filter(grade::isAtLeast).isPresent();
    }

    /**
     * Reads them.
     *
     * @param settings checked against {@link #ALL}
     */
    public static ReleaseSettings read(Settings settings) {
        List<String> faults = new ArrayList<>();
        Map<String, Optional<Grade>> byRule = new HashMap<>();
        for (String pair : list(settings.get(RULES))) {
            String[] parts = pair.split("=", -1);
            if (parts.length != 2 || parts[0].isBlank()) {
                faults.add("%s: '%s' is not RULE=GRADE".formatted(RULES.key(), pair));
            } else {
                byRule.put(parts[0].strip(), grade(RULES, parts[1].strip(), faults));
            }
        }
        Optional<Grade> from = grade(FROM, settings.get(FROM).strip(), faults);
        Set<String> proposers = roles(PROPOSERS, settings, faults);
        Set<String> approvers = roles(APPROVERS, settings, faults);
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return new ReleaseSettings(from, byRule, proposers, approvers);
    }

    private static Optional<Grade> grade(
            Setting<String> setting, String text, List<String> faults) {
        if (text.equalsIgnoreCase(NEVER)) {
            return Optional.empty();
        }
        for (Grade grade : Grade.values()) {
            if (grade.name().equals(text.toUpperCase(Locale.ROOT))) {
                return Optional.of(grade);
            }
        }
        faults.add(
                "%s: '%s' is not blue, yellow, orange, red or never"
                        .formatted(setting.key(), text));
        return Optional.empty();
    }

    private static Set<String> roles(
            Setting<String> setting, Settings settings, List<String> faults) {
        Set<String> roles = new TreeSet<>(list(settings.get(setting)));
        if (roles.isEmpty() || !ROLES.containsAll(roles)) {
            faults.add(
                    "%s: must name some of %s"
                            .formatted(setting.key(), String.join(", ", new TreeSet<>(ROLES))));
        }
        return roles;
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }
}
