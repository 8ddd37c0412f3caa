package city.lifeline.alerting.security;

import java.util.Optional;

/** How people may log in beside their password. */
record LoginOptions(Optional<OidcLogin> oidc) {}
