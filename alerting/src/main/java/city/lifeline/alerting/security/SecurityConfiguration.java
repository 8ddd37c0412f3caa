package city.lifeline.alerting.security;

import city.lifeline.alerting.AlertingSettings;
import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.map.TileSettings;
import city.lifeline.alerting.people.PeopleStore;
import city.lifeline.alerting.web.Problems;
import city.lifeline.model.Ids;
import city.lifeline.model.registry.Asset;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.transaction.support.TransactionTemplate;

/** Who may come in: people with a session, machines with the token. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
public class SecurityConfiguration {

    /** What is asked there has its secret in the address. */
    private static final String SMS = "/api/v1/sms/**";

    private static final String ADMIN = "admin";
    private static final int BCRYPT_STRENGTH = 12;

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** Of a random text that was thrown away: to spend as much time on users who do not exist. */
    private static final String NOBODYS_HASH =
            "{bcrypt}$2a$12$H/XAOEi.c/i1CBbmAKLwK.LV..EBkcBBiBAZCZ1FSt6Sw/IhvZ.DK";

    @Bean
    UserStore userStore(JdbcClient jdbc, PasswordEncoder passwords, AlertingSettings settings) {
        UserStore users = new UserStore(jdbc);
        if (users.isEmpty()) {
            users.addFirst(
                    ADMIN,
                    Objects.requireNonNull(passwords.encode(settings.adminPassword())),
                    settings.access().adminAlone() ? Role.ALONE : List.of(Role.SECURITY_ADMIN),
                    settings.access().adminAlone());
        }
        return users;
    }

    @Bean
    SessionStore sessionStore(JdbcClient jdbc, AlertingSettings settings, InstantSource clock) {
        return new SessionStore(jdbc, settings.access().secondFactorRoles(), clock);
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return new DelegatingPasswordEncoder(
                "bcrypt", Map.of("bcrypt", new BCryptPasswordEncoder(BCRYPT_STRENGTH)));
    }

    @Bean
    LoginTries loginTries(JdbcClient jdbc, TransactionTemplate transactions) {
        return new LoginTries(jdbc, transactions);
    }

    @Bean
    LoginDevices loginDevices(JdbcClient jdbc) {
        return new LoginDevices(jdbc);
    }

    @Bean
    LoginService loginService(
            UserStore users,
            LoginTries tries,
            LoginDevices devices,
            SessionStore sessions,
            SecondFactors factors,
            PasswordEncoder passwords,
            TransactionTemplate transactions,
            AuditTrail audit,
            InstantSource clock) {
        return new LoginService(
                users,
                tries,
                devices,
                sessions,
                factors,
                passwords,
                NOBODYS_HASH,
                transactions,
                audit,
                clock,
                LoginService.TURN);
    }

    @Bean
    AccountService accountService(
            UserStore users,
            LoginTries tries,
            LoginDevices devices,
            SessionStore sessions,
            PasswordEncoder passwords,
            TransactionTemplate transactions,
            AuditTrail audit,
            CurrentCity city,
            PeopleStore people,
            InstantSource clock) {
        return new AccountService(
                users,
                tries,
                devices,
                sessions,
                passwords,
                transactions,
                audit,
                () -> districts(city),
                person -> Ids.isValid(person) && people.person(person).isPresent(),
                clock);
    }

    @Bean
    ApiTokenStore apiTokenStore(JdbcClient jdbc, InstantSource clock) {
        return new ApiTokenStore(jdbc, clock);
    }

    @Bean
    SecondFactors secondFactors(
            JdbcClient jdbc,
            AlertingSettings settings,
            TransactionTemplate transactions,
            AuditTrail audit,
            InstantSource clock) {
        return new SecondFactors(
                jdbc, new SecretBox(settings.accountsSecret()), transactions, audit, clock);
    }

    @Bean
    LoginOptions loginOptions(
            AlertingSettings settings,
            UserStore users,
            SessionStore sessions,
            TransactionTemplate transactions,
            AuditTrail audit,
            CurrentCity city,
            InstantSource clock) {
        return new LoginOptions(
                settings.access()
                        .oidc()
                        .map(
                                oidc ->
                                        new OidcLogin(
                                                oidc,
                                                users,
                                                sessions,
                                                transactions,
                                                audit,
                                                () -> districts(city),
                                                NOBODYS_HASH,
                                                clock)));
    }

    private static Set<String> districts(CurrentCity city) {
        return city.get().registry().assets().values().stream()
                .map(Asset::district)
                .filter(district -> !district.isEmpty())
                .collect(Collectors.toSet());
    }

    @Bean
    AddressLimit loginLimit(InstantSource clock) {
        return new AddressLimit(30, Duration.ofMinutes(1), clock);
    }

    /** Machines. A browser never adds this header by itself, so nothing can be forged with it. */
    @Bean
    @Order(1)
    SecurityFilterChain machines(
            HttpSecurity http, AlertingSettings settings, ApiTokenStore tokens, Problems problems)
            throws Exception {
        common(http, settings.tiles(), problems);
        return http.securityMatcher(TokenFilter::applies)
                .csrf(csrf -> csrf.disable())
                .addFilterBefore(
                        new TokenFilter(settings.token(), tokens), AuthorizationFilter.class)
                .build();
    }

    /** People. */
    @Bean
    @Order(2)
    SecurityFilterChain people(
            HttpSecurity http,
            AlertingSettings settings,
            SessionStore sessions,
            LoginOptions options,
            Problems problems)
            throws Exception {
        common(http, settings.tiles(), problems);
        if (options.oidc().isPresent()) {
            options.oidc().get().configure(http);
        }
        CookieCsrfTokenRepository tokens = CookieCsrfTokenRepository.withHttpOnlyFalse();
        tokens.setCookieCustomizer(cookie -> cookie.sameSite("Strict").path("/"));
        return http.securityContext(
                        context ->
                                context.securityContextRepository(
                                        new SessionContextRepository(sessions)))
                .csrf(
                        csrf ->
                                csrf.spa()
                                        .csrfTokenRepository(tokens)
                                        // Of a gateway for short messages, which has no session.
                                        .ignoringRequestMatchers(SMS))
                .build();
    }

    /** Requests that are odd enough to be turned away before anything looks at them. */
    @Bean
    RequestRejectedHandler oddRequests(Problems problems) {
        return (request, response, reason) -> {
            boolean known = METHODS.contains(request.getMethod());
            problems.write(
                    request,
                    response,
                    known ? HttpStatus.BAD_REQUEST : HttpStatus.METHOD_NOT_ALLOWED,
                    known
                            ? "The address or a header holds what no address or header should"
                            : "There is no such method");
        };
    }

    private static void common(HttpSecurity http, TileSettings tiles, Problems problems) {
        http.sessionManagement(
                        session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .headers(
                        headers ->
                                headers.contentSecurityPolicy(
                                                csp ->
                                                        csp.policyDirectives(
                                                                contentSecurityPolicy(
                                                                        tiles.sources())))
                                        .referrerPolicy(
                                                referrer ->
                                                        referrer.policy(
                                                                ReferrerPolicy.NO_REFERRER)))
                .exceptionHandling(
                        failures ->
                                failures.authenticationEntryPoint(
                                                (request, response, failure) -> {
                                                    response.setHeader(
                                                            "WWW-Authenticate", "Bearer");
                                                    problems.write(
                                                            request,
                                                            response,
                                                            HttpStatus.UNAUTHORIZED,
                                                            "Log in first, or send a valid bearer token");
                                                })
                                        .accessDeniedHandler(
                                                (request, response, failure) ->
                                                        problems.write(
                                                                request,
                                                                response,
                                                                HttpStatus.FORBIDDEN,
                                                                "This is not allowed; a change needs the header X-XSRF-TOKEN with the value of the cookie XSRF-TOKEN")))
                .authorizeHttpRequests(
                        requests ->
                                requests.dispatcherTypeMatchers(
                                                DispatcherType.ASYNC, DispatcherType.ERROR)
                                        .permitAll()
                                        .requestMatchers("/api/v1/login")
                                        .permitAll()
                                        .requestMatchers("/api/v1/openapi/**", "/health/**")
                                        .permitAll()
                                        .requestMatchers(SMS)
                                        .permitAll()
                                        .requestMatchers("/metrics/**")
                                        .access(
                                                (caller, context) ->
                                                        new AuthorizationDecision(
                                                                isLoopback(context.getRequest())
                                                                        || caller.get()
                                                                                instanceof
                                                                                CallerAuthentication))
                                        // Which role, each endpoint declares (OwnedBy).
                                        .requestMatchers("/api/**")
                                        .authenticated()
                                        .anyRequest()
                                        .permitAll());
    }

    private static boolean isLoopback(HttpServletRequest request) {
        try {
            // A textual address: nothing is looked up.
            return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String contentSecurityPolicy(List<String> images) {
        ClassPathResource page = new ClassPathResource("static/index.html");
        if (!page.exists()) {
            return ContentSecurityPolicy.of("", images);
        }
        try (InputStream in = page.getInputStream()) {
            return ContentSecurityPolicy.of(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8), images);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
