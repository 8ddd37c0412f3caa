package city.lifeline.alerting.security;

import city.lifeline.alerting.audit.AuditTrail;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.transaction.support.TransactionTemplate;

/** Logging in at the city's OpenID Connect provider. */
final class OidcLogin {

    static final String REGISTRATION = "city";
    static final String ADDRESS = "/oauth2/authorization/" + REGISTRATION;

    private static final Logger LOG = LoggerFactory.getLogger(OidcLogin.class);

    private final OidcSettings settings;
    private final UserStore users;
    private final SessionStore sessions;
    private final TransactionTemplate transactions;
    private final AuditTrail audit;
    private final Supplier<Set<String>> districts;
    private final String nobodysHash;
    private final InstantSource clock;
    private volatile @Nullable ClientRegistration registration;

    OidcLogin(
            OidcSettings settings,
            UserStore users,
            SessionStore sessions,
            TransactionTemplate transactions,
            AuditTrail audit,
            Supplier<Set<String>> districts,
            String nobodysHash,
            InstantSource clock) {
        this.settings = settings;
        this.users = users;
        this.sessions = sessions;
        this.transactions = transactions;
        this.audit = audit;
        this.districts = districts;
        this.nobodysHash = nobodysHash;
        this.clock = clock;
    }

    String title() {
        return settings.title().isEmpty() ? settings.issuer() : settings.title();
    }

    void configure(HttpSecurity http) throws Exception {
        http.oauth2Login(
                login ->
                        login.loginPage("/")
                                .clientRegistrationRepository(registrations())
                                .authorizedClientRepository(new NoTokens())
                                .successHandler(this::succeeded)
                                .failureHandler(
                                        (request, response, failure) -> {
                                            LOG.warn(
                                                    "A login by OpenID Connect failed: {}",
                                                    failure.toString());
                                            response.sendRedirect("/?login=failed");
                                        }));
    }

    /** The provider is asked at the first login: Lifeline starts without it. */
    private ClientRegistrationRepository registrations() {
        return id -> {
            if (!id.equals(REGISTRATION)) {
                return null;
            }
            ClientRegistration known = registration;
            if (known == null) {
                known =
                        ClientRegistrations.fromOidcIssuerLocation(settings.issuer())
                                .registrationId(REGISTRATION)
                                .clientId(settings.clientId())
                                .clientSecret(settings.clientSecret())
                                .scope("openid", "profile")
                                .userNameAttributeName("sub")
                                .redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
                                .build();
                registration = known;
            }
            return known;
        };
    }

    private void succeeded(
            HttpServletRequest request, HttpServletResponse response, Authentication provided)
            throws IOException {
        HttpSession transit = request.getSession(false);
        if (transit != null) {
            // It held state and nonce; from here on Lifeline's own sessions count.
            transit.invalidate();
        }
        if (!(provided.getPrincipal() instanceof OidcUser person)) {
            response.sendRedirect("/?login=failed");
            return;
        }
        Optional<String> user = account(person);
        if (user.isEmpty()) {
            response.sendRedirect("/?login=no-role");
            return;
        }
        SessionContextRepository.set(
                response, SessionContextRepository.cookie(sessions.open(user.get()), request));
        response.sendRedirect("/");
    }

    /** The account that is theirs, with the roles that they have now; empty if they have none. */
    private Optional<String> account(OidcUser person) {
        String subject = settings.issuer() + ' ' + person.getSubject();
        Set<Role> roles = settings.rolesOf(texts(person.getClaim(settings.rolesClaim())));
        List<String> own =
                roles.contains(Role.DISTRICT_OFFICER)
                        ? texts(person.getClaim(settings.districtsClaim()))
                        : List.of();
        Set<String> ofTheCity = districts.get();
        String fault = AccountRules.fault(roles, own, ofTheCity);
        String name = Objects.requireNonNullElse(person.getClaimAsString(settings.nameClaim()), "");
        if (fault == null && !AccountRules.isName(name)) {
            fault = "%s: is not the name of an account".formatted(settings.nameClaim());
        }
        AccountService.Wish wish = new AccountService.Wish(roles, own, null, false);
        String refused = fault;
        return Objects.requireNonNull(
                transactions.execute(
                        status -> {
                            Optional<String> known = users.ofProvider(subject);
                            if (refused != null) {
                                LOG.warn(
                                        "{} is known to the provider and not let in: {}",
                                        known.orElse("Somebody"),
                                        refused);
                                // What they had before is over too.
                                known.ifPresent(sessions::closeAll);
                                return Optional.<String>empty();
                            }
                            if (known.isPresent()) {
                                if (users.takeRoles(known.get(), wish)) {
                                    note("CHANGE_USER", known.get(), wish);
                                }
                                return known.filter(user -> !users.isDisabled(user));
                            }
                            if (!users.createOfProvider(name, nobodysHash, subject, wish)) {
                                LOG.warn(
                                        "The provider's {} is not let in: there is another account of this name",
                                        name);
                                return Optional.<String>empty();
                            }
                            note("CREATE_USER", name, wish);
                            return Optional.of(name);
                        }));
    }

    private void note(String action, String user, AccountService.Wish wish) {
        audit.add(clock.instant(), "provider", action, "user/" + user, AccountService.told(wish));
    }

    private static List<String> texts(@Nullable Object claim) {
        if (claim instanceof String one) {
            return List.of(one);
        }
        if (claim instanceof Iterable<?> many) {
            List<String> texts = new java.util.ArrayList<>();
            many.forEach(one -> texts.add(String.valueOf(one)));
            return texts.stream().distinct().sorted().toList();
        }
        return List.of();
    }

    /** The provider's tokens are not needed once it has said who it is. */
    private static final class NoTokens implements OAuth2AuthorizedClientRepository {

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // Spring's.
        public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
                String id, Authentication principal, HttpServletRequest request) {
            return null;
        }

        @Override
        public void saveAuthorizedClient(
                OAuth2AuthorizedClient client,
                Authentication principal,
                HttpServletRequest request,
                HttpServletResponse response) {
            // Not kept.
        }

        @Override
        public void removeAuthorizedClient(
                String id,
                Authentication principal,
                HttpServletRequest request,
                HttpServletResponse response) {
            // Nothing was kept.
        }
    }
}
