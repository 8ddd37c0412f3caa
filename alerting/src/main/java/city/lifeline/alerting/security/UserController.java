package city.lifeline.alerting.security;

import city.lifeline.alerting.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Accounts. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Users")
public class UserController {

    private static final int MAX_SIZE = 500;
    private static final int MAX_PAGE = 1_000_000;

    private final AccountService accounts;
    private final LoginService logins;

    public UserController(AccountService accounts, LoginService logins) {
        this.accounts = accounts;
        this.logins = logins;
    }

    /** What an account shall be. */
    public record AccountRequest(
            @Nullable String name,
            @Nullable List<String> roles,
            @Nullable List<String> districts,
            @Nullable String person,
            @Nullable Boolean disabled) {}

    /** A password that is told once. */
    public record GivenPassword(String user, String password) {}

    /** One's own new password. */
    public record OwnPassword(@Nullable String current, @Nullable String next) {}

    /** What an account can be given. */
    public record Choices(List<Role> roles, List<Role> keptApart, Set<String> districts) {}

    @Operation(summary = "The accounts, by name")
    @OwnedBy({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
    @GetMapping("/users")
    public Page<Account> list(
            @RequestParam(defaultValue = "0") int page,
            @Parameter(description = "at most 500") @RequestParam(defaultValue = "100") int size) {
        checkPage(page, size);
        return accounts.page(page, size);
    }

    @Operation(summary = "What an account can be given")
    @OwnedBy({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
    @GetMapping("/roles")
    public Choices choices() {
        List<Role> roles = new ArrayList<>(List.of(Role.values()));
        roles.remove(Role.MACHINE);
        return new Choices(roles, Role.KEPT_APART.stream().sorted().toList(), accounts.districts());
    }

    @Operation(summary = "One account", description = "The ETag is for If-Match on a change.")
    @OwnedBy({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
    @GetMapping("/users/{name}")
    public ResponseEntity<Account> one(@PathVariable String name) {
        return answer(accounts.find(name));
    }

    @Operation(
            summary = "Make an account",
            description =
                    "The answer holds its first password, which is told once and which its owner has to change."
                            + " 409: there is one of this name. 422: the roles do not go together.")
    @OwnedBy(Role.SECURITY_ADMIN)
    @PostMapping("/users")
    public ResponseEntity<GivenPassword> create(
            @RequestBody AccountRequest request, @AuthenticationPrincipal Caller caller) {
        String name = Objects.requireNonNullElse(request.name, "");
        String password = accounts.create(name, wish(request), caller);
        return ResponseEntity.status(HttpStatus.CREATED).body(new GivenPassword(name, password));
    }

    @Operation(
            summary = "Change what an account may do",
            description =
                    "Its sessions end. All fields are replaced. 409: it is one's own. 412: somebody was faster.")
    @OwnedBy(Role.SECURITY_ADMIN)
    @PutMapping("/users/{name}")
    public ResponseEntity<Account> change(
            @PathVariable String name,
            @RequestBody AccountRequest request,
            @Parameter(description = "of the account")
                    @RequestHeader(value = "If-Match", required = false)
                    @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        if (request.name != null && !request.name.equals(name)) {
            throw Refusal.notThatWay("name: an account keeps its name");
        }
        return answer(accounts.change(name, wish(request), version(ifMatch), caller));
    }

    @Operation(summary = "Forget the wrong passwords of an account")
    @OwnedBy(Role.SECURITY_ADMIN)
    @PostMapping("/users/{name}/unlock")
    public ResponseEntity<Void> unlock(
            @PathVariable String name, @AuthenticationPrincipal Caller caller) {
        accounts.unlock(name, caller);
        return ResponseEntity.noContent().build();
    }

    @Operation(
            summary = "Give an account a new password",
            description =
                    "It is told once, and its owner has to change it. Its sessions end. 409: it is one's own.")
    @OwnedBy(Role.SECURITY_ADMIN)
    @PostMapping("/users/{name}/password")
    public GivenPassword resetPassword(
            @PathVariable String name, @AuthenticationPrincipal Caller caller) {
        return new GivenPassword(name, accounts.resetPassword(name, caller));
    }

    @Operation(
            summary = "Set one's own password",
            description =
                    "At least 12 characters, without the user's name. Other sessions end. 422: it is none, or the current one is wrong.")
    @OwnedBy(
            value = {},
            unfinished = true)
    @PostMapping("/me/password")
    public ResponseEntity<Void> ownPassword(
            @RequestBody OwnPassword request, @AuthenticationPrincipal Caller caller) {
        if (caller.session() == null) {
            throw Refusal.of(HttpStatus.CONFLICT, "A token has no password");
        }
        String current = Objects.requireNonNullElse(request.current, "");
        String next = Objects.requireNonNullElse(request.next, "");
        if (current.equals(next)) {
            throw Refusal.notThatWay("The new password is the old one");
        }
        if (!logins.fits(caller.name(), current)) {
            throw Refusal.notThatWay("The current password is wrong");
        }
        accounts.setOwnPassword(caller, next);
        return ResponseEntity.noContent().build();
    }

    static void checkPage(int page, int size) {
        if (page < 0 || page > MAX_PAGE || size < 1 || size > MAX_SIZE) {
            throw Refusal.of(
                    HttpStatus.BAD_REQUEST,
                    "page: from 0 to %d, size: from 1 to %d".formatted(MAX_PAGE, MAX_SIZE));
        }
    }

    private static AccountService.Wish wish(AccountRequest request) {
        return wish(
                request.roles,
                request.districts,
                request.person,
                Boolean.TRUE.equals(request.disabled));
    }

    static AccountService.Wish wish(
            @Nullable List<String> roleNames,
            @Nullable List<String> districts,
            @Nullable String person,
            boolean disabled) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : Objects.requireNonNullElse(roleNames, List.<String>of())) {
            roles.add(
                    Role.ofAccount(name)
                            .orElseThrow(
                                    () -> Refusal.notThatWay("roles: there is no role " + name)));
        }
        return new AccountService.Wish(
                roles,
                Objects.requireNonNullElse(districts, List.<String>of()).stream()
                        .distinct()
                        .sorted()
                        .toList(),
                person == null || person.isBlank() ? null : person,
                disabled);
    }

    private static @Nullable Integer version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return null;
        }
        if (!ifMatch.matches("\"[0-9]{1,9}\"")) {
            throw Refusal.of(
                    HttpStatus.BAD_REQUEST,
                    "If-Match: is not the ETag of an account, such as \"3\"");
        }
        return Integer.valueOf(ifMatch.substring(1, ifMatch.length() - 1));
    }

    private static ResponseEntity<Account> answer(Account account) {
        return ResponseEntity.ok()
                .header(HttpHeaders.ETAG, "\"" + account.version() + "\"")
                .body(account);
    }
}
