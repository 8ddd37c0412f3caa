package city.lifeline.alerting.security;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an account is for. */
public enum Role {
    /** Looks at the whole city and changes nothing. */
    VIEWER,
    /** Handles warnings of the whole city. */
    DUTY_OFFICER,
    /** Sees and handles the warnings of some districts, and nothing of the others. */
    DISTRICT_OFFICER,
    /** Leads the duty officers: decides who is on duty. */
    COMMANDER,
    /** Tries rules on recordings. */
    RULE_ENGINEER,
    /** Keeps the system working: gateways, dead letters, the directory of people. */
    SYSTEM_ADMIN,
    /** Keeps the accounts. */
    SECURITY_ADMIN,
    /** Watches what everybody did, the other administrators too. */
    AUDIT_ADMIN,
    /** Machines with the token of the set-up. No account can have it. */
    MACHINE;

    /** Of these an account has one at most. */
    public static final Set<Role> KEPT_APART =
            EnumSet.of(SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN);

    /** What {@code admin} is on a machine that one person looks after. */
    static final List<Role> ALONE =
            List.of(COMMANDER, RULE_ENGINEER, SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN);

    /** Whose work this role may do, itself among them. */
    public Set<Role> covers() {
        return switch (this) {
            case VIEWER -> EnumSet.of(VIEWER);
            case DISTRICT_OFFICER -> EnumSet.of(DISTRICT_OFFICER);
            case COMMANDER -> EnumSet.of(COMMANDER, DUTY_OFFICER, VIEWER);
            case MACHINE -> EnumSet.complementOf(EnumSet.of(SECURITY_ADMIN, DISTRICT_OFFICER));
            case DUTY_OFFICER, RULE_ENGINEER, SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN ->
                    EnumSet.of(this, VIEWER);
        };
    }

    /** Whose work one with these roles may do. */
    public static Set<Role> covered(Collection<Role> roles) {
        Set<Role> covered = EnumSet.noneOf(Role.class);
        roles.forEach(role -> covered.addAll(role.covers()));
        return covered;
    }

    /** As the database and JSON have it; empty for what no account can have. */
    public static Optional<Role> ofAccount(String name) {
        return Arrays.stream(values())
                .filter(role -> role != MACHINE && role.name().equals(name))
                .findFirst();
    }

    /** For people: {@code "duty officer"}. */
    public String words() {
        return switch (this) {
            case SYSTEM_ADMIN -> "system administrator";
            case SECURITY_ADMIN -> "security administrator";
            case AUDIT_ADMIN -> "audit administrator";
            default -> name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        };
    }

    /** For people: {@code "duty officer or commander"}. */
    public static String words(Collection<Role> roles) {
        return roles.stream().map(Role::words).collect(Collectors.joining(" or "));
    }
}
