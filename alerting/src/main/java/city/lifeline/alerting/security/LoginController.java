package city.lifeline.alerting.security;

import city.lifeline.alerting.drill.Drills;
import city.lifeline.alerting.map.MapStore;
import city.lifeline.alerting.stream.StreamHub;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Coming in and going out. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Session")
public class LoginController {

    /** The same for every reason, so that it tells nobody which users there are. */
    private static final String REFUSED =
            "User and password do not fit, or there were too many wrong passwords: after %d of them whoever tries waits for %d minutes, longer each time"
                    .formatted(LoginTries.TRIES, LoginTries.LOCKED.toMinutes());

    private final LoginService logins;
    private final AddressLimit limit;
    private final StreamHub streams;
    private final LoginOptions options;
    private final MapStore map;
    private final Drills drills;

    public LoginController(
            LoginService logins,
            AddressLimit limit,
            StreamHub streams,
            LoginOptions options,
            MapStore map,
            Drills drills) {
        this.logins = logins;
        this.limit = limit;
        this.streams = streams;
        this.options = options;
        this.map = map;
        this.drills = drills;
    }

    /**
     * Who is logged in.
     *
     * @param may whose work they may do
     * @param districts which are all that they see; null: the whole city
     * @param pending what they must do before anything else
     * @param alone whether roles that should be kept apart are together in this account
     * @param simulated whether the city is simulated, so that there can be drills
     * @param zone in which the city's people read times; null until its files were put of record
     */
    public record Me(
            String user,
            List<Role> roles,
            List<Role> may,
            @Nullable List<String> districts,
            Caller.@Nullable Pending pending,
            boolean alone,
            @Nullable String zone,
            boolean simulated) {}

    @Operation(
            summary = "Log in",
            description =
                    "Sets the session cookie. Needs the CSRF token like every change, from the cookie that any GET has set.")
    @SecurityRequirements
    @OwnedBy(
            value = {},
            everybody = true)
    @PostMapping(path = "/login", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    public Me login(
            @RequestParam String username,
            @RequestParam String password,
            @Parameter(description = "of the second factor, or a recovery code")
                    @RequestParam(defaultValue = "")
                    String code,
            HttpServletRequest request,
            HttpServletResponse response) {
        LoginOrigin origin = LoginOrigin.of(request);
        // Who shares an address with a guesser goes on logging in where they are known.
        String counted =
                logins.isKnown(username, origin)
                        ? "known/" + username + '/' + origin.device()
                        : origin.network();
        if (!limit.allows(counted)) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(limit.window().toSeconds()));
            throw problem(HttpStatus.TOO_MANY_REQUESTS, "Too many logins from here");
        }
        LoginService.NewSession session;
        try {
            session =
                    logins.login(username, password, code, origin)
                            .orElseThrow(() -> problem(HttpStatus.UNAUTHORIZED, REFUSED));
        } catch (LoginService.SecondFactorNeededException e) {
            ProblemDetail needed =
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.UNAUTHORIZED,
                            "The code of the second factor is needed too: send it as code");
            needed.setProperty("secondFactor", true);
            throw new ErrorResponseException(HttpStatus.UNAUTHORIZED, needed, e);
        } catch (LoginService.BusyException e) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "5");
            throw e;
        }
        SessionContextRepository.set(
                response, SessionContextRepository.cookie(session.secret(), request));
        SessionContextRepository.set(response, LoginOrigin.cookie(session.device(), request));
        return view(session.caller());
    }

    /**
     * Where to log in beside here.
     *
     * @param address to which a browser is sent
     */
    public record Provider(String title, String address) {}

    /** How to log in. */
    public record Options(@Nullable Provider provider) {}

    @Operation(
            summary = "How to log in",
            description = "With a password here, and at a provider if the city has one.")
    @SecurityRequirements
    @OwnedBy(
            value = {},
            everybody = true)
    @GetMapping("/login")
    public Options options() {
        return new Options(
                options.oidc()
                        .map(oidc -> new Provider(oidc.title(), OidcLogin.ADDRESS))
                        .orElse(null));
    }

    @Operation(summary = "Log out", description = "Ends the session and its streams.")
    @OwnedBy(
            value = {},
            unfinished = true)
    @PostMapping("/logout")
    public ResponseEntity<Void> logout(
            @AuthenticationPrincipal Caller caller,
            HttpServletRequest request,
            HttpServletResponse response) {
        logins.logout(caller);
        if (caller.session() != null) {
            streams.endSession(caller.session());
        }
        SessionContextRepository.set(response, SessionContextRepository.cookie("", request));
        return ResponseEntity.noContent().build();
    }

    @Operation(summary = "Who am I?")
    @OwnedBy(
            value = {},
            unfinished = true)
    @GetMapping("/me")
    public Me me(@AuthenticationPrincipal Caller caller) {
        return view(caller);
    }

    private Me view(Caller caller) {
        return new Me(
                caller.name(),
                caller.roles().stream().sorted().toList(),
                Role.covered(caller.roles()).stream().sorted().toList(),
                caller.districts() == null ? null : caller.districts().stream().sorted().toList(),
                caller.pending(),
                caller.alone(),
                map.city().map(city -> city.zone().getId()).orElse(null),
                drills.isSimulated());
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(
                status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
