package city.lifeline.alerting.web;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.model.RuleFiles;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Rules of record. */
@RestController
@RequestMapping("/api/v1/rules")
@Tag(name = "Rules")
public class RuleController {

    private final CurrentCity city;

    public RuleController(CurrentCity city) {
        this.city = city;
    }

    /**
     * The set in force.
     *
     * @param files text by file name
     */
    public record RulesView(
            String version,
            Instant appliedAt,
            String author,
            String reason,
            Map<String, String> files) {}

    @Operation(summary = "The rules in force, as they were written")
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping
    public RulesView current() {
        RuleFiles rules = city.get().ruleFiles();
        return new RulesView(
                rules.version(),
                Micros.instant(rules.appliedAtUs()),
                rules.author(),
                rules.reason(),
                new TreeMap<>(rules.files()));
    }
}
