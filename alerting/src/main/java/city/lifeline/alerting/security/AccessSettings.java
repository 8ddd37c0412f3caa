package city.lifeline.alerting.security;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.SecretFile;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who gets in, and how.
 *
 * @param adminAlone whether the first user is all administrators in one
 * @param accountsKey with which secrets of second factors are encrypted; empty: the machines' token
 * @param secondFactorRoles whoever has one of these needs a second factor
 * @param oidc provider at which people log in; empty: here only
 */
public record AccessSettings(
        boolean adminAlone,
        String accountsKey,
        Set<Role> secondFactorRoles,
        Optional<OidcSettings> oidc) {

    private static final Setting<String> ADMIN_ROLES =
            Setting.text(
                    "alerting.admin.roles",
                    "SECURITY_ADMIN",
                    "what user admin is at the very first start: SECURITY_ADMIN, who makes the other accounts, or ALL for a machine that one person looks after");
    private static final Setting<String> ACCOUNTS_KEY_FILE =
            Setting.secret(
                    "alerting.accounts.key.file",
                    "",
                    "file with the key that encrypts the secrets of second factors; empty: the machines' token does");
    private static final Setting<String> SECOND_FACTOR_ROLES =
            Setting.text(
                    "alerting.second-factor.roles",
                    "",
                    "roles that need a second factor, such as SECURITY_ADMIN,SYSTEM_ADMIN; all others may have one");

    public static final List<Setting<?>> ALL =
            Stream.concat(
                            Stream.of(ADMIN_ROLES, ACCOUNTS_KEY_FILE, SECOND_FACTOR_ROLES),
                            OidcSettings.ALL.stream())
                    .<Setting<?>>map(setting -> setting)
                    .toList();

    public AccessSettings {
        secondFactorRoles = Set.copyOf(secondFactorRoles);
    }

    /**
     * Reads all settings and the secrets' files they name.
     *
     * @throws InvalidSettingsException naming the fault
     */
    public static AccessSettings read(Settings settings) {
        return new AccessSettings(
                adminAlone(settings.get(ADMIN_ROLES)),
                SecretFile.optional(settings, ACCOUNTS_KEY_FILE),
                roles(settings.get(SECOND_FACTOR_ROLES)),
                OidcSettings.read(settings));
    }

    /** One person and one machine. */
    public static AccessSettings alone() {
        return new AccessSettings(true, "", Set.of(), Optional.empty());
    }

    private static boolean adminAlone(String roles) {
        return switch (roles) {
            case "ALL" -> true;
            case "SECURITY_ADMIN" -> false;
            default ->
                    throw new InvalidSettingsException(
                            List.of(
                                    "%s: '%s' is neither SECURITY_ADMIN nor ALL"
                                            .formatted(ADMIN_ROLES.key(), roles)));
        };
    }

    private static Set<Role> roles(String names) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : names.split(",", -1)) {
            if (!name.isBlank()) {
                roles.add(
                        Role.ofAccount(name.strip())
                                .orElseThrow(
                                        () ->
                                                new InvalidSettingsException(
                                                        List.of(
                                                                "%s: there is no role '%s'"
                                                                        .formatted(
                                                                                SECOND_FACTOR_ROLES
                                                                                        .key(),
                                                                                name.strip())))));
            }
        }
        return roles;
    }

    /** Says nothing about secrets. */
    @Override
    public String toString() {
        return "second factor for " + secondFactorRoles;
    }
}
