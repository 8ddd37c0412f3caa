package city.lifeline.alerting.notify;

import city.lifeline.alerting.notify.sms.HttpSmsSettings;
import city.lifeline.alerting.notify.sms.SmppSettings;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.SecretFile;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How people are reached, as the configuration file has it.
 *
 * @param zone in which the roster and the texts have their times
 * @param providers of short messages, the preferred one first; empty: none are sent
 * @param mail {@link Mail#NONE}: no mail is sent
 * @param webhooks where posts may go
 * @param http a provider of short messages by HTTP
 * @param dingtalkSecret that DingTalk's robots are signed for with; empty: they want no signature
 */
public record NotifySettings(
        ZoneId zone,
        Deadlines deadlines,
        List<SmppSettings> providers,
        Mail mail,
        Webhooks webhooks,
        Optional<HttpSmsSettings> http,
        String dingtalkSecret) {

    /** Without a provider by HTTP and without signed robots. */
    public NotifySettings(
            ZoneId zone,
            Deadlines deadlines,
            List<SmppSettings> providers,
            Mail mail,
            Webhooks webhooks) {
        this(zone, deadlines, providers, mail, webhooks, Optional.empty(), "");
    }

    /**
     * A mail server.
     *
     * @param host empty: no mail is sent
     * @param startTls whether it must offer TLS
     */
    public record Mail(
            String host,
            int port,
            String from,
            String username,
            String password,
            boolean startTls) {

        /** No mail is sent. */
        public static final Mail NONE = new Mail("", 25, "", "", "", true);

        /** Says nothing about the password. */
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /**
     * Posts to other programs.
     *
     * @param hosts that may be posted to, also where they are in a private network
     * @param secret with which posts are signed
     */
    public record Webhooks(Set<String> hosts, String secret) {

        /** Nothing is posted. */
        public static final Webhooks NONE = new Webhooks(Set.of(), "");

        public Webhooks {
            hosts = Set.copyOf(hosts);
        }

        /** Says nothing about the secret. */
        @Override
        public String toString() {
            return hosts.toString();
        }
    }

    /** Says nothing about secrets. */
    @Override
    public String toString() {
        return "zone %s, %s, mail %s, webhooks %s, HTTP %s"
                .formatted(zone, providers, mail, webhooks, http);
    }

    public NotifySettings {
        providers = List.copyOf(providers);
    }

    private static final Setting<ZoneId> ZONE =
            new Setting<>(
                    "notify.zone",
                    "Asia/Shanghai",
                    "time zone of the roster and of the times in messages",
                    text -> {
                        try {
                            return ZoneId.of(text);
                        } catch (DateTimeException e) {
                            throw new IllegalArgumentException(
                                    "is not a time zone such as Asia/Shanghai", e);
                        }
                    });
    private static final Duration LEAST_TO_ANSWER = Duration.ofSeconds(1);

    private static final Setting<Duration> BLUE = deadline("blue", "PT30M");
    private static final Setting<Duration> YELLOW = deadline("yellow", "PT10M");
    private static final Setting<Duration> ORANGE = deadline("orange", "PT5M");
    private static final Setting<Duration> RED = deadline("red", "PT2M");

    private static final Provider PRIMARY = new Provider("primary");
    private static final Provider SECONDARY = new Provider("secondary");

    private static final Setting<String> MAIL_HOST =
            Setting.text("mail.host", "", "mail server; empty: no mail is sent");
    private static final Setting<Integer> MAIL_PORT =
            Setting.integer("mail.port", "587", 1, 65_535, "its port");
    private static final Setting<String> MAIL_FROM =
            Setting.text("mail.from", "lifeline@localhost", "whom mails come from");
    private static final Setting<String> MAIL_USERNAME =
            Setting.text("mail.username", "", "user at the mail server; empty: no login");
    private static final Setting<String> MAIL_PASSWORD_FILE =
            Setting.secret("mail.password.file", "", "file with that user's password");
    private static final Setting<String> MAIL_TLS =
            Setting.text(
                    "mail.tls", "required", "required: only with STARTTLS; none: in the clear");
    private static final Setting<String> WEBHOOK_HOSTS =
            Setting.text(
                    "webhook.hosts",
                    "",
                    "hosts that may be posted to, separated by commas; empty: nothing is posted");
    private static final Setting<String> WEBHOOK_SECRET_FILE =
            Setting.secret(
                    "webhook.secret.file", "", "file with the secret that posts are signed with");

    private static final Setting<String> DINGTALK_SECRET_FILE =
            Setting.secret(
                    "robot.dingtalk.secret.file",
                    "",
                    "file with the secret of DingTalk's robots; empty: they want no signature");

    public static final List<Setting<?>> ALL =
            Stream.of(
                            List.of(ZONE, BLUE, YELLOW, ORANGE, RED),
                            PRIMARY.all(),
                            SECONDARY.all(),
                            List.of(
                                    MAIL_HOST,
                                    MAIL_PORT,
                                    MAIL_FROM,
                                    MAIL_USERNAME,
                                    MAIL_PASSWORD_FILE,
                                    MAIL_TLS,
                                    WEBHOOK_HOSTS,
                                    WEBHOOK_SECRET_FILE,
                                    DINGTALK_SECRET_FILE),
                            HttpSmsSettings.ALL)
                    .<Setting<?>>flatMap(List::stream)
                    .toList();

    private static Setting<Duration> deadline(String grade, String value) {
        Setting<Duration> any =
                Setting.duration(
                        "notify.acknowledge.within." + grade,
                        value,
                        "after how long without an answer the next ones are told of a %s warning"
                                .formatted(grade));
        return new Setting<>(
                any.key(),
                any.defaultText(),
                any.description(),
                text -> {
                    Duration within = any.parser().apply(text);
                    if (within.compareTo(LEAST_TO_ANSWER) < 0) {
                        throw new IllegalArgumentException(
                                "must be a second or longer: nobody could answer before all are told");
                    }
                    return within;
                },
                any.form());
    }

    /** Keys of one provider of short messages. */
    private record Provider(
            String name,
            Setting<String> host,
            Setting<Integer> port,
            Setting<String> systemId,
            Setting<String> passwordFile,
            Setting<String> sender,
            Setting<Integer> window,
            Setting<Duration> enquireLink) {

        Provider(String name) {
            this(
                    name,
                    Setting.text(
                            "sms." + name + ".host",
                            "",
                            "host of the %s provider's SMSC; empty: there is none".formatted(name)),
                    Setting.integer("sms." + name + ".port", "2775", 1, 65_535, "its port"),
                    Setting.text("sms." + name + ".system.id", "lifeline", "our name there"),
                    Setting.secret(
                            "sms." + name + ".password.file", "", "file with our password there"),
                    Setting.text(
                            "sms." + name + ".sender",
                            "10690000",
                            "number that messages come from and answers go to"),
                    Setting.integer(
                            "sms." + name + ".window",
                            "10",
                            1,
                            1_000,
                            "messages that may be on their way to it at once"),
                    Setting.duration(
                            "sms." + name + ".enquire.link",
                            "PT15S",
                            "how often an idle connection is tried"));
        }

        List<Setting<?>> all() {
            return List.of(host, port, systemId, passwordFile, sender, window, enquireLink);
        }

        private void checkLengths(Settings settings) {
            List<String> faults = new ArrayList<>();
            if (SecretFile.optional(settings, passwordFile).length() > SMPP_PASSWORD) {
                faults.add(
                        "%s: a password of SMPP has at most %d characters"
                                .formatted(passwordFile.key(), SMPP_PASSWORD));
            }
            if (settings.get(systemId).length() > SMPP_SYSTEM_ID) {
                faults.add(
                        "%s: has at most %d characters".formatted(systemId.key(), SMPP_SYSTEM_ID));
            }
            if (!faults.isEmpty()) {
                throw new InvalidSettingsException(faults);
            }
        }

        void addTo(List<SmppSettings> providers, Settings settings) {
            if (!settings.get(host).isEmpty()) {
                checkLengths(settings);
                providers.add(
                        new SmppSettings(
                                name,
                                settings.get(host),
                                settings.get(port),
                                settings.get(systemId),
                                SecretFile.optional(settings, passwordFile),
                                settings.get(sender),
                                settings.get(window),
                                settings.get(enquireLink)));
            }
        }
    }

    /** SMPP's own bounds; what is longer could not be sent, and would be told in an error. */
    private static final int SMPP_PASSWORD = 8;

    private static final int SMPP_SYSTEM_ID = 15;

    /** Nobody is reached. */
    public static NotifySettings none() {
        return new NotifySettings(
                ZoneId.of("Asia/Shanghai"),
                new Deadlines(
                        Duration.ofMinutes(30),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(2)),
                List.of(),
                Mail.NONE,
                Webhooks.NONE);
    }

    /**
     * Reads them.
     *
     * @param settings checked against {@link #ALL}
     */
    public static NotifySettings read(Settings settings) {
        List<SmppSettings> providers = new ArrayList<>();
        PRIMARY.addTo(providers, settings);
        SECONDARY.addTo(providers, settings);
        String tls = settings.get(MAIL_TLS);
        if (!tls.equals("required") && !tls.equals("none")) {
            throw new InvalidSettingsException(
                    List.of("%s: must be required or none".formatted(MAIL_TLS.key())));
        }
        String secret = SecretFile.optional(settings, WEBHOOK_SECRET_FILE);
        Set<String> hosts =
                Arrays.stream(settings.get(WEBHOOK_HOSTS).split(",", -1))
                        .map(String::strip)
                        .filter(host -> !host.isEmpty())
                        .collect(Collectors.toSet());
        if (!hosts.isEmpty() && secret.isEmpty()) {
            throw new InvalidSettingsException(
                    List.of(
                            "%s: posts are signed, so a secret is needed"
                                    .formatted(WEBHOOK_SECRET_FILE.key())));
        }
        return new NotifySettings(
                settings.get(ZONE),
                new Deadlines(
                        settings.get(BLUE),
                        settings.get(YELLOW),
                        settings.get(ORANGE),
                        settings.get(RED)),
                providers,
                new Mail(
                        settings.get(MAIL_HOST),
                        settings.get(MAIL_PORT),
                        settings.get(MAIL_FROM),
                        settings.get(MAIL_USERNAME),
                        SecretFile.optional(settings, MAIL_PASSWORD_FILE),
                        tls.equals("required")),
                new Webhooks(hosts, secret),
                HttpSmsSettings.read(settings),
                SecretFile.optional(settings, DINGTALK_SECRET_FILE));
    }
}
