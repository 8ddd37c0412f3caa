package city.lifeline.alerting.web;

import city.lifeline.alerting.AlertingSettings;
import city.lifeline.alerting.notify.Replies;
import city.lifeline.alerting.notify.sms.HttpSmsSettings;
import city.lifeline.alerting.security.OwnedBy;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What an HTTP gateway for short messages tells us of its own accord. */
@RestController
@RequestMapping("/api/v1/sms/{secret}")
@Tag(name = "Short messages")
public class SmsReceiptController {

    private static final int MOST = 1_000;

    /** So they want it, else they tell everything again. */
    private static final Map<String, Object> TAKEN = Map.of("code", 0, "msg", "ok");

    private final AlertingSettings settings;
    private final Replies replies;

    public SmsReceiptController(AlertingSettings settings, Replies replies) {
        this.settings = settings;
        this.replies = replies;
    }

    @Operation(
            summary = "Receipts of the HTTP gateway for short messages",
            description =
                    "It cannot log in: the address holds the secret of sms.http.receipts.secret.file.")
    @OwnedBy(
            value = {},
            everybody = true)
    @PostMapping("/receipts")
    public Map<String, Object> receipts(@PathVariable String secret, @RequestBody JsonNode body) {
        check(secret, body);
        for (JsonNode one : body) {
            String receipt = one.path("biz_id").asString("");
            if (!receipt.isEmpty() && receipt.length() <= 200) {
                replies.receipt(
                        "http",
                        receipt,
                        one.path("success").asBoolean(false),
                        cut(one.path("err_code").asString("")));
            }
        }
        return TAKEN;
    }

    @Operation(summary = "Answers of people, told by the HTTP gateway for short messages")
    @OwnedBy(
            value = {},
            everybody = true)
    @PostMapping("/answers")
    public Map<String, Object> answers(@PathVariable String secret, @RequestBody JsonNode body) {
        check(secret, body);
        for (JsonNode one : body) {
            String from = one.path("phone_number").asString("");
            if (from.matches("\\+?[0-9]{5,15}")) {
                // Numbers of the country come without its code.
                String number = from.startsWith("+") || from.length() != 11 ? from : "+86" + from;
                replies.answer(number, cut(one.path("content").asString("")));
            }
        }
        return TAKEN;
    }

    private void check(String secret, JsonNode body) {
        String own = settings.notifying().http().map(HttpSmsSettings::receiptsSecret).orElse("");
        if (own.isEmpty()
                || !MessageDigest.isEqual(
                        own.getBytes(StandardCharsets.UTF_8),
                        secret.getBytes(StandardCharsets.UTF_8))) {
            throw Refused.notFound("There is nothing here");
        }
        if (!body.isArray() || body.size() > MOST) {
            throw Refused.badRequest("The body is not an array of at most %d".formatted(MOST));
        }
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), 200));
    }
}
