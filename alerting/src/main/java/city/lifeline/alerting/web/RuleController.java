package city.lifeline.alerting.web;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.Page;
import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.city.FaultyCityException;
import city.lifeline.alerting.city.RuleChange;
import city.lifeline.alerting.city.RuleSetStore;
import city.lifeline.alerting.city.RulesOfRecord;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.warning.RuleEffect;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.detection.rules.Measure;
import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Fault;
import city.lifeline.model.Grade;
import city.lifeline.model.RuleFiles;
import city.lifeline.model.Runs;
import city.lifeline.model.Text;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Rule sets: the one in force, those before it, and putting another in force. */
@RestController
@RequestMapping("/api/v1/rules")
@Tag(name = "Rules")
public class RuleController {

    private static final Pattern FILE = Pattern.compile("rules/[A-Za-z0-9._-]{1,100}\\.ya?ml");
    private static final Pattern ETAG = Pattern.compile("\"[0-9a-f]{1,64}\"");
    private static final int MAX_FILES = 1_000;
    private static final int MAX_CHARACTERS = 16 << 20;
    private static final int MAX_REASON = 500;
    private static final int MAX_AUTHOR = 100;
    private static final int MOST_WARNINGS = 1_000;

    private final CurrentCity city;
    private final RulesOfRecord rules;
    private final RuleSetStore store;
    private final WarningStore warnings;
    private final OwnDistricts own;

    public RuleController(
            CurrentCity city,
            RulesOfRecord rules,
            RuleSetStore store,
            WarningStore warnings,
            OwnDistricts own) {
        this.city = city;
        this.rules = rules;
        this.store = store;
        this.warnings = warnings;
        this.own = own;
    }

    /**
     * A set.
     *
     * @param files text by file name
     */
    public record RulesView(
            String version,
            Instant appliedAt,
            String author,
            String reason,
            Map<String, String> files) {

        static RulesView of(RuleFiles rules) {
            return new RulesView(
                    rules.version(),
                    Micros.instant(rules.appliedAtUs()),
                    rules.author(),
                    rules.reason(),
                    new TreeMap<>(rules.files()));
        }
    }

    /**
     * A rule in force.
     *
     * @param measure what its limits are about, such as {@code value} or {@code rate}
     */
    public record RuleItem(
            String id,
            Text name,
            String unit,
            boolean above,
            String measure,
            List<Grade> grades,
            boolean latch,
            String source,
            boolean verified,
            String author) {

        static RuleItem of(Rule rule) {
            return new RuleItem(
                    rule.id(),
                    rule.name(),
                    rule.unit(),
                    rule.above(),
                    word(rule.measure()),
                    rule.condition().grades().stream().map(grade -> grade.grade()).toList(),
                    rule.latch(),
                    rule.source(),
                    rule.verified(),
                    rule.author());
        }
    }

    private static String word(Measure measure) {
        String word =
                measure instanceof Measure.Windowed windowed
                        ? windowed.statistic().name()
                        : measure.getClass().getSimpleName();
        return word.toLowerCase(Locale.ROOT);
    }

    /**
     * A set to look at.
     *
     * @param files text by file name, such as {@code rules/gas.yaml}; all files of the set
     */
    public record Candidate(@Nullable Map<String, String> files) {}

    /**
     * A set to put in force.
     *
     * @param reason why, for whoever looks at it later
     * @param author whom to ask about it; only a machine may name somebody else than the caller
     */
    public record Application(
            @Nullable Map<String, String> files,
            @Nullable String reason,
            @Nullable String author) {}

    /**
     * What putting a set in force would do.
     *
     * @param inForce version of the set in force that it was compared with
     * @param faults if there are any the set would be refused, and the rest is empty
     * @param warnings open ones whose grade would be another, judged by their last value; looked
     *     for among the 1,000 worst
     */
    public record CheckView(
            String version,
            String inForce,
            int rules,
            List<Fault> faults,
            List<RuleChange> changes,
            List<RuleEffect> warnings) {

        public CheckView {
            faults = List.copyOf(faults);
            changes = List.copyOf(changes);
            warnings = List.copyOf(warnings);
        }
    }

    @Operation(
            summary = "The rules in force, as they were written",
            description = "The ETag is for If-Match when another set is put in force.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping
    public ResponseEntity<RulesView> current() {
        return answer(city.get().ruleFiles());
    }

    @Operation(summary = "The rules in force, one by one")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/items")
    public List<RuleItem> items() {
        return city.get().rules().rules().stream().map(RuleItem::of).toList();
    }

    @Operation(summary = "All sets that were ever in force, the newest first")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/versions")
    public Page<RuleSetStore.Applied> versions(
            @RequestParam(defaultValue = "0") int page,
            @Parameter(description = "at most 500") @RequestParam(defaultValue = "50") int size) {
        Params.checkPage(page, size);
        return store.page(page, size);
    }

    @Operation(summary = "A set that was in force once, as it was written")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping("/versions/{number}")
    public RulesView version(@PathVariable long number) {
        return store.find(number)
                .map(RulesView::of)
                .orElseThrow(() -> Refused.notFound("There is no rule set number " + number));
    }

    @Operation(
            summary = "Try a set without putting it in force",
            description =
                    "Names every fault; without one, what would change against the set in force, and"
                            + " which open warnings would have another grade.")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @PostMapping("/check")
    public CheckView check(
            @RequestBody Candidate candidate, @AuthenticationPrincipal Caller caller) {
        CityOfRecord now = city.get();
        RulesOfRecord.Checked checked = rules.check(files(candidate.files()));
        RuleSet next = checked.rules();
        List<String> touched =
                checked.changes().stream()
                        .filter(change -> change.kind() != RuleChange.Kind.ADDED)
                        .map(RuleChange::rule)
                        .toList();
        return new CheckView(
                checked.version(),
                now.ruleFiles().version(),
                next == null ? 0 : next.rules().size(),
                checked.faults(),
                checked.changes(),
                next == null || touched.isEmpty()
                        ? List.of()
                        : RuleEffect.of(
                                warnings.raised(
                                        Runs.LIVE, touched, own.assets(caller), MOST_WARNINGS),
                                now.rules(),
                                next,
                                now.registry()));
    }

    @Operation(
            summary = "Put a set in force",
            description =
                    "Whole or not at all, without a restart. 422 with every fault if anything is wrong,"
                            + " 412 if the set in force is not the one of If-Match; in both cases the set"
                            + " in force stays.")
    @OwnedBy(Role.RULE_ENGINEER)
    @PutMapping
    public ResponseEntity<RulesView> apply(
            @RequestBody Application application,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            @AuthenticationPrincipal Caller caller) {
        Map<String, String> files = files(application.files());
        String reason = line("reason", application.reason(), MAX_REASON);
        String author = caller.name();
        if (application.author() != null) {
            if (!caller.roles().contains(Role.MACHINE)) {
                throw Refused.badRequest("author: is who is logged in");
            }
            author = line("author", application.author(), MAX_AUTHOR);
        }
        try {
            return answer(rules.apply(files, author, reason, seen(ifMatch), caller.name()));
        } catch (FaultyCityException e) {
            throw refused(e.faults());
        } catch (RulesOfRecord.OtherRulesException e) {
            throw Refused.of(HttpStatus.PRECONDITION_FAILED, String.valueOf(e.getMessage()));
        }
    }

    static ErrorResponseException refused(List<Fault> faults) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "The set has %d faults and the one in force stays; the first: %s"
                                .formatted(faults.size(), faults.get(0)));
        problem.setProperty("faults", faults);
        return new ErrorResponseException(HttpStatus.UNPROCESSABLE_CONTENT, problem, null);
    }

    private static ResponseEntity<RulesView> answer(RuleFiles rules) {
        return ResponseEntity.ok()
                .header(HttpHeaders.ETAG, '"' + rules.version() + '"')
                .body(RulesView.of(rules));
    }

    private static @Nullable String seen(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return null;
        }
        if (!ETAG.matcher(ifMatch).matches()) {
            throw Refused.badRequest("If-Match: is not the ETag of a rule set");
        }
        return ifMatch.substring(1, ifMatch.length() - 1);
    }

    static Map<String, String> files(@Nullable Map<String, String> files) {
        if (files == null || files.isEmpty()) {
            throw Refused.badRequest(
                    "files: text of all files of the set by name, such as rules/gas.yaml");
        }
        if (files.size() > MAX_FILES) {
            throw Refused.badRequest("files: at most " + MAX_FILES);
        }
        long characters = 0;
        for (Map.Entry<String, @Nullable String> file : files.entrySet()) {
            if (!FILE.matcher(file.getKey()).matches() || file.getValue() == null) {
                throw Refused.badRequest(
                        "files: '%s' is not a text below rules/ whose name ends with .yaml"
                                .formatted(MessageText.line(file.getKey())));
            }
            characters += file.getValue().length();
        }
        if (characters > MAX_CHARACTERS) {
            throw Refused.badRequest("files: at most %d characters".formatted(MAX_CHARACTERS));
        }
        return files;
    }

    private static String line(String name, @Nullable String text, int most) {
        if (text == null
                || text.isBlank()
                || text.length() > most
                || text.chars().anyMatch(Character::isISOControl)) {
            throw Refused.badRequest("%s: one line of 1 to %d characters".formatted(name, most));
        }
        return text.strip();
    }
}
