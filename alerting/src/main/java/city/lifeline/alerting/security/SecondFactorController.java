package city.lifeline.alerting.security;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** One's own second factor, and taking away another's. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Users")
public class SecondFactorController {

    private final SecondFactors factors;
    private final AccountService accounts;
    private final LoginService logins;

    public SecondFactorController(
            SecondFactors factors, AccountService accounts, LoginService logins) {
        this.factors = factors;
        this.accounts = accounts;
        this.logins = logins;
    }

    /** One's password again, since a session may be somebody else's for a minute. */
    public record Begin(@Nullable String password) {}

    /**
     * What to put into an authenticator app.
     *
     * @param qr address of a picture that holds itself
     */
    public record EnrolmentView(String secret, String uri, String qr) {}

    /** A code of the app. */
    public record Code(@Nullable String code) {}

    /** Each is good for one login without the app. */
    public record RecoveryCodes(List<String> recoveryCodes) {}

    @Operation(
            summary = "Begin to enrol a second factor",
            description = "TOTP (RFC 6238). It counts once confirmed. 422: the password is wrong.")
    @OwnedBy(
            value = {},
            unfinished = true)
    @PostMapping("/me/second-factor")
    public EnrolmentView begin(@RequestBody Begin request, @AuthenticationPrincipal Caller caller) {
        refuseTokens(caller);
        if (caller.pending() == Caller.Pending.PASSWORD) {
            throw Refusal.of(HttpStatus.CONFLICT, "Set a password of your own first");
        }
        if (factors.isEnrolled(caller.name())) {
            throw Refusal.of(
                    HttpStatus.CONFLICT,
                    "There is a second factor: a security administrator takes it away first");
        }
        if (!logins.fits(caller.name(), Objects.requireNonNullElse(request.password, ""))) {
            throw Refusal.notThatWay("The password is wrong");
        }
        SecondFactors.Enrolment enrolment = factors.begin(caller.name());
        return new EnrolmentView(
                enrolment.secret(), enrolment.uri(), QrCode.dataUri(enrolment.uri()));
    }

    @Operation(
            summary = "Confirm a second factor",
            description =
                    "With a code of the app. The answer holds recovery codes, once. 422: the code is wrong.")
    @OwnedBy(
            value = {},
            unfinished = true)
    @PostMapping("/me/second-factor/confirm")
    public RecoveryCodes confirm(
            @RequestBody Code request, @AuthenticationPrincipal Caller caller) {
        refuseTokens(caller);
        return new RecoveryCodes(
                factors.confirm(caller.name(), Objects.requireNonNullElse(request.code, "").strip())
                        .orElseThrow(
                                () ->
                                        Refusal.notThatWay(
                                                "The code is wrong: look whether the telephone's clock is right")));
    }

    @Operation(
            summary = "Take somebody's second factor away",
            description = "For when app and recovery codes are lost. Sessions end. 409: one's own.")
    @OwnedBy(Role.SECURITY_ADMIN)
    @DeleteMapping("/users/{name}/second-factor")
    public ResponseEntity<Void> remove(
            @PathVariable String name, @AuthenticationPrincipal Caller caller) {
        accounts.find(name);
        AccountService.refuseOwn(name, caller);
        factors.remove(name, caller.name());
        return ResponseEntity.noContent().build();
    }

    private static void refuseTokens(Caller caller) {
        if (caller.session() == null) {
            throw Refusal.of(HttpStatus.CONFLICT, "A token has no second factor");
        }
    }
}
