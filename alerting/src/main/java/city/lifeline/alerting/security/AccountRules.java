package city.lifeline.alerting.security;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which accounts there may be. */
final class AccountRules {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@-]{0,63}");

    private AccountRules() {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Why there may be no such account; null: there may.
     *
     * @param known all districts of the city
     */
    static @Nullable String fault(
            Set<Role> roles, Collection<String> districts, Collection<String> known) {
        if (roles.isEmpty()) {
            return "roles: an account has at least one";
        }
        Set<Role> together = new TreeSet<>(roles);
        together.retainAll(Role.KEPT_APART);
        if (together.size() > 1) {
            return "roles: %s are kept apart; no account has two of them, so that nobody who keeps the system gives rights or is the one who watches"
                    .formatted(
                            together.stream()
                                    .map(Role::words)
                                    .collect(Collectors.joining(" and ")));
        }
        if (roles.contains(Role.DISTRICT_OFFICER)) {
            if (roles.size() > 1) {
                return "roles: a district officer has no other role, which would show the whole city";
            }
            if (districts.isEmpty()) {
                return "districts: a district officer has at least one of %s"
                        .formatted(String.join(", ", new TreeSet<>(known)));
            }
        } else if (!districts.isEmpty()) {
            return "districts: only a district officer has some";
        }
        Set<String> unknown = new TreeSet<>(districts);
        unknown.removeAll(known);
        return unknown.isEmpty()
                ? null
                : "districts: there is no %s; there are %s"
                        .formatted(
                                String.join(", ", unknown),
                                String.join(", ", new TreeSet<>(known)));
    }
}
