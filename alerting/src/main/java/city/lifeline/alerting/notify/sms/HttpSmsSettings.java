package city.lifeline.alerting.notify.sms;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.SecretFile;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A provider that takes short messages by HTTP, as a template of its own with variables.
 *
 * @param keyId who we are there
 * @param signName with which messages are signed for their readers
 * @param template code of the approved template
 * @param receiptsSecret last part of the address at which it tells receipts; empty: it tells none
 */
public record HttpSmsSettings(
        URI url,
        String keyId,
        String keySecret,
        String signName,
        String template,
        String receiptsSecret) {

    private static final Setting<String> URL =
            Setting.text(
                    "sms.http.url",
                    "",
                    "address of an HTTP gateway for short messages, such as https://dysmsapi.aliyuncs.com; empty: none");
    private static final Setting<String> KEY_ID =
            Setting.text("sms.http.key.id", "", "our access key there");
    private static final Setting<String> KEY_SECRET =
            Setting.secret("sms.http.key.secret.file", "", "file with that key's secret");
    private static final Setting<String> SIGN_NAME =
            Setting.text("sms.http.sign.name", "", "approved signature of our messages");
    private static final Setting<String> TEMPLATE =
            Setting.text("sms.http.template", "", "code of the approved template");
    private static final Setting<String> RECEIPTS =
            Setting.secret(
                    "sms.http.receipts.secret.file",
                    "",
                    "file with the last part of the address at which the gateway tells receipts and answers; empty: it tells none");

    public static final List<Setting<?>> ALL =
            List.of(URL, KEY_ID, KEY_SECRET, SIGN_NAME, TEMPLATE, RECEIPTS);

    private static final int SHORTEST_SECRET = 24;

    /** Says nothing about secrets. */
    @Override
    public String toString() {
        return url.toString();
    }

    /**
     * Reads them.
     *
     * @param settings checked against {@link #ALL}
     * @return empty if there is no such gateway
     */
    public static Optional<HttpSmsSettings> read(Settings settings) {
        if (settings.get(URL).isEmpty()) {
            return Optional.empty();
        }
        List<String> faults = new ArrayList<>();
        URI url = null;
        try {
            url = URI.create(settings.get(URL));
        } catch (IllegalArgumentException e) {
            faults.add("%s: is not an address".formatted(URL.key()));
        }
        if (url != null && !"https".equals(url.getScheme())) {
            faults.add("%s: must be https".formatted(URL.key()));
        }
        for (Setting<String> needed : List.of(KEY_ID, KEY_SECRET, SIGN_NAME, TEMPLATE)) {
            if (settings.get(needed).isEmpty()) {
                faults.add("%s: is needed with %s".formatted(needed.key(), URL.key()));
            }
        }
        String receipts = SecretFile.optional(settings, RECEIPTS);
        if (!receipts.isEmpty()
                && !receipts.matches("[A-Za-z0-9_-]{%d,200}".formatted(SHORTEST_SECRET))) {
            faults.add(
                    "%s: holds %d or more of letters, digits, - and _"
                            .formatted(RECEIPTS.key(), SHORTEST_SECRET));
        }
        if (!faults.isEmpty() || url == null) {
            throw new InvalidSettingsException(faults);
        }
        return Optional.of(
                new HttpSmsSettings(
                        url,
                        settings.get(KEY_ID),
                        SecretFile.optional(settings, KEY_SECRET),
                        settings.get(SIGN_NAME),
                        settings.get(TEMPLATE),
                        receipts));
    }
}
