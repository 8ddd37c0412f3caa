package city.lifeline.alerting.security;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.SecretFile;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An OpenID Connect provider at which people log in.
 *
 * @param title what the login page calls it
 * @param nameClaim of the ID token: the account's name
 * @param rolesClaim of the ID token: a text or a list
 * @param roles of Lifeline by what the claim holds
 * @param districtsClaim of the ID token: a district officer's districts
 */
public record OidcSettings(
        String issuer,
        String clientId,
        String clientSecret,
        String title,
        String nameClaim,
        String rolesClaim,
        Map<String, Role> roles,
        String districtsClaim) {

    private static final Setting<String> ISSUER =
            Setting.text(
                    "alerting.oidc.issuer",
                    "",
                    "OpenID Connect provider, such as https://login.city.example/realms/city; empty: none");
    private static final Setting<String> CLIENT_ID =
            Setting.text("alerting.oidc.client.id", "lifeline", "as the provider knows Lifeline");
    private static final Setting<String> CLIENT_SECRET_FILE =
            Setting.secret("alerting.oidc.client.secret.file", "", "file with the client's secret");
    private static final Setting<String> TITLE =
            Setting.text("alerting.oidc.title", "", "what the login page calls the provider");
    private static final Setting<String> NAME_CLAIM =
            Setting.text(
                    "alerting.oidc.name.claim",
                    "preferred_username",
                    "claim of the ID token that becomes the account's name");
    private static final Setting<String> ROLES_CLAIM =
            Setting.text(
                    "alerting.oidc.roles.claim",
                    "roles",
                    "claim of the ID token that the roles come from: a text or a list");
    private static final Setting<String> ROLES =
            Setting.text(
                    "alerting.oidc.roles",
                    "",
                    "which role for which value of the claim, such as duty=DUTY_OFFICER,it=SYSTEM_ADMIN; who has none is not let in");
    private static final Setting<String> DISTRICTS_CLAIM =
            Setting.text(
                    "alerting.oidc.districts.claim",
                    "districts",
                    "claim of the ID token with a district officer's districts");

    static final List<Setting<?>> ALL =
            List.of(
                    ISSUER,
                    CLIENT_ID,
                    CLIENT_SECRET_FILE,
                    TITLE,
                    NAME_CLAIM,
                    ROLES_CLAIM,
                    ROLES,
                    DISTRICTS_CLAIM);

    public OidcSettings {
        roles = Map.copyOf(roles);
    }

    /** Empty if there is none. */
    static Optional<OidcSettings> read(Settings settings) {
        String issuer = settings.get(ISSUER);
        if (issuer.isEmpty()) {
            return Optional.empty();
        }
        String secret = SecretFile.optional(settings, CLIENT_SECRET_FILE);
        if (secret.isEmpty()) {
            throw new InvalidSettingsException(
                    List.of(
                            "%s is missing: %s needs it"
                                    .formatted(CLIENT_SECRET_FILE.key(), ISSUER.key())));
        }
        return Optional.of(
                new OidcSettings(
                        issuer,
                        settings.get(CLIENT_ID),
                        secret,
                        settings.get(TITLE),
                        settings.get(NAME_CLAIM),
                        settings.get(ROLES_CLAIM),
                        roles(settings.get(ROLES)),
                        settings.get(DISTRICTS_CLAIM)));
    }

    /** The roles that somebody has at the provider. */
    Set<Role> rolesOf(List<String> claimed) {
        Set<Role> found = EnumSet.noneOf(Role.class);
        for (String one : claimed) {
            Role role = roles.get(one);
            if (role != null) {
                found.add(role);
            }
        }
        return found;
    }

    private static Map<String, Role> roles(String text) {
        Map<String, Role> roles = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.lastIndexOf('=');
            Optional<Role> role =
                    equals < 1
                            ? Optional.empty()
                            : Role.ofAccount(pair.substring(equals + 1).strip());
            if (role.isEmpty()) {
                throw new InvalidSettingsException(
                        List.of(
                                "%s: '%s' is not a value of the claim, =, and a role"
                                        .formatted(ROLES.key(), pair.strip())));
            }
            roles.put(pair.substring(0, equals).strip(), role.get());
        }
        if (roles.isEmpty()) {
            throw new InvalidSettingsException(
                    List.of(
                            "%s is missing: without it nobody is let in by %s"
                                    .formatted(ROLES.key(), ISSUER.key())));
        }
        return roles;
    }

    /** Says nothing about the secret. */
    @Override
    public String toString() {
        return issuer + ", client " + clientId;
    }
}
