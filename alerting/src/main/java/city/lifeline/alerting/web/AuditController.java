package city.lifeline.alerting.web;

import city.lifeline.alerting.Page;
import city.lifeline.alerting.audit.AuditEntry;
import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who did what. */
@RestController
@RequestMapping("/api/v1/audit")
@Tag(name = "Audit")
public class AuditController {

    private final AuditTrail audit;

    public AuditController(AuditTrail audit) {
        this.audit = audit;
    }

    @Operation(summary = "The trail, the newest first")
    @OwnedBy(Role.AUDIT_ADMIN)
    @GetMapping
    public Page<AuditEntry> page(
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "100") int size) {
        Params.checkPage(page, size);
        return audit.page(page, size);
    }

    @Operation(
            summary = "Whether the trail is as it was written",
            description =
                    "With a number and its mac as an earlier answer gave them, it is also seen if the end was cut off.")
    @OwnedBy(Role.AUDIT_ADMIN)
    @GetMapping("/verify")
    public AuditTrail.Verdict verify(
            @RequestParam(required = false) @Nullable Long number,
            @Parameter(description = "in hexadecimal") @RequestParam(required = false)
                    @Nullable String mac) {
        if (number == null || mac == null) {
            return audit.verify(Map.of());
        }
        return audit.verify(Map.of(number, mac));
    }
}
