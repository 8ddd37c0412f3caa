package city.lifeline.alerting.security;

import city.lifeline.alerting.Page;
import city.lifeline.alerting.audit.AuditTrail;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Machines' tokens. */
@RestController
@RequestMapping("/api/v1/tokens")
@Tag(name = "Tokens")
public class ApiTokenController {

    private static final Duration LONGEST = Duration.ofDays(366);

    private final ApiTokenStore tokens;
    private final AccountService accounts;
    private final TransactionTemplate transactions;
    private final AuditTrail audit;
    private final InstantSource clock;

    public ApiTokenController(
            ApiTokenStore tokens,
            AccountService accounts,
            TransactionTemplate transactions,
            AuditTrail audit,
            InstantSource clock) {
        this.tokens = tokens;
        this.accounts = accounts;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** What a token shall be. */
    public record TokenRequest(
            @Nullable String name,
            @Nullable List<String> roles,
            @Nullable List<String> districts,
            @Nullable Instant expiresAt) {}

    /** A token that is told once. */
    public record GivenToken(String id, String name, String token, Instant expiresAt) {}

    @Operation(summary = "The tokens, the newest first", description = "Revoked ones too.")
    @OwnedBy({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
    @GetMapping
    public Page<ApiToken> list(
            @RequestParam(defaultValue = "0") int page,
            @Parameter(description = "at most 500") @RequestParam(defaultValue = "100") int size) {
        UserController.checkPage(page, size);
        return tokens.page(page, size);
    }

    @Operation(
            summary = "Make a token for a machine",
            description =
                    "The answer holds it, once; Lifeline keeps a hash. It is sent as `Authorization: Bearer …`, and expires"
                            + " within 366 days. 422: the roles do not go together, or are for people only.")
    @OwnedBy(Role.SECURITY_ADMIN)
    @PostMapping
    public ResponseEntity<GivenToken> create(
            @RequestBody TokenRequest request, @AuthenticationPrincipal Caller caller) {
        String name = Objects.requireNonNullElse(request.name, "");
        if (!AccountRules.isName(name)) {
            throw Refusal.notThatWay(
                    "name: 1 to 64 letters, digits, and . _ @ - but not at the beginning");
        }
        AccountService.Wish wish =
                UserController.wish(request.roles, request.districts, null, false);
        accounts.check(wish);
        if (wish.roles().contains(Role.SECURITY_ADMIN)) {
            throw Refusal.notThatWay("roles: accounts are kept by people, not by machines");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant expiresAt = request.expiresAt;
        if (expiresAt == null || !expiresAt.isAfter(now) || expiresAt.isAfter(now.plus(LONGEST))) {
            throw Refusal.notThatWay(
                    "expiresAt: a moment within the next %d days".formatted(LONGEST.toDays()));
        }
        String secret = ApiTokenStore.PREFIX + Secrets.random();
        ApiToken token =
                new ApiToken(
                        UUID.randomUUID().toString(),
                        name,
                        wish.roles().stream().sorted().toList(),
                        wish.districts(),
                        caller.name(),
                        now,
                        expiresAt,
                        null,
                        null);
        transactions.executeWithoutResult(
                status -> {
                    tokens.add(token, secret);
                    audit.add(
                            now,
                            caller.name(),
                            "CREATE_TOKEN",
                            "token/" + token.id(),
                            "%s, %s%s, until %s"
                                    .formatted(
                                            name,
                                            token.roles(),
                                            token.districts().isEmpty()
                                                    ? ""
                                                    : " of " + token.districts(),
                                            expiresAt));
                });
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(new GivenToken(token.id(), name, secret, expiresAt));
    }

    @Operation(
            summary = "Revoke a token",
            description = "It is refused from then on, and its streams end within seconds.")
    @OwnedBy(Role.SECURITY_ADMIN)
    @DeleteMapping("/{id}")
    public ResponseEntity<Void> revoke(
            @PathVariable String id, @AuthenticationPrincipal Caller caller) {
        String known = uuid(id);
        transactions.executeWithoutResult(
                status -> {
                    ApiToken token =
                            tokens.revoke(known)
                                    .orElseThrow(
                                            () ->
                                                    Refusal.of(
                                                            HttpStatus.NOT_FOUND,
                                                            "There is no token " + known));
                    audit.add(
                            clock.instant(),
                            caller.name(),
                            "REVOKE_TOKEN",
                            "token/" + known,
                            token.name());
                });
        return ResponseEntity.noContent().build();
    }

    private static String uuid(String id) {
        if (!id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            throw Refusal.of(HttpStatus.BAD_REQUEST, "id: is not a UUID in small letters");
        }
        return id;
    }
}
