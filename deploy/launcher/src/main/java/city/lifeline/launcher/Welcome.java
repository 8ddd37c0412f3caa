package city.lifeline.launcher;

import city.lifeline.detection.rules.Measure;
import city.lifeline.detection.rules.Rule;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.CitySettings;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Port;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.launcher.instance.SettingsFile;
import city.lifeline.model.registry.GatewayPoints;
import city.lifeline.model.registry.Point;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.MqttSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a person is told once a city is ready: where to look and how to send a reading. */
final class Welcome {

    private static final String ADMIN = "admin";
    private static final int UNAUTHORIZED = 401;
    private static final int MQTT_PORT = 1883;

    private final DataDirectory data;
    private final int portBase;
    private final CityDirectory.Valid city;
    private final Terminal terminal;

    /** A point, and a value that raises a warning there. */
    private record Example(Point point, double value) {}

    Welcome(DataDirectory data, int portBase, CityDirectory.Valid city, Terminal terminal) {
        this.data = data;
        this.portBase = portBase;
        this.city = city;
        this.terminal = terminal;
    }

    void print(Duration took) throws IOException {
        String dashboard = "http://127.0.0.1:%d/".formatted(Port.DASHBOARD.number(portBase));
        String password = Secrets.read(data.secrets().resolve(ADMIN));
        PrintStream out = terminal.out();
        out.printf("ready in %d s%n%n", took.plusMillis(500).toSeconds());
        out.printf("  Dashboard  %s%n", terminal.coloured("1", dashboard));
        if (isFirstPassword(dashboard, password)) {
            out.printf("  Log in     user %s, password %s%n", ADMIN, password);
        }
        if (!CitySettings.reachesRealTelephones(SettingsFile.read(data.settings()))) {
            out.printf(
                    "  Telephones %s%n",
                    terminal.coloured(
                            "1",
                            "http://127.0.0.1:%d/".formatted(Port.TELEPHONES.number(portBase))));
        }
        if (knowsGatewayPasswords()) {
            example().ifPresent(example -> out.printf("  Publish    %s%n", publish(example)));
        }
        if (isBrokerOurs()) {
            out.printf(
                    "  Gateways   TLS on port %d; certificates: ./lifeline pki issue --help%n",
                    Port.MQTT_TLS.number(portBase));
        }
        out.printf("  Data       %s (logs: %s)%n", data.root(), data.logs());
        out.printf("  Ctrl-C stops everything.%n");
        out.flush();
    }

    private boolean isBrokerOurs() {
        String ours = "tcp://127.0.0.1:" + Port.MQTT.number(portBase);
        return ours.equals(SettingsFile.read(data.settings()).get(MqttSettings.URL.key()));
    }

    /** Of an external broker only if a person named their directory. */
    private boolean knowsGatewayPasswords() {
        return SettingsFile.read(data.settings()).containsKey(MqttSettings.GATEWAY_PASSWORDS.key());
    }

    /** Once somebody has changed it, the password of the file opens nothing. */
    private static boolean isFirstPassword(String dashboard, String password) {
        String form =
                "username=%s&password=%s"
                        .formatted(ADMIN, URLEncoder.encode(password, StandardCharsets.UTF_8));
        CookieManager cookies = new CookieManager();
        HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies).build();
        try {
            // The answer to any question brings the token that a login needs.
            browser.send(request(dashboard + "health").build(), BodyHandlers.discarding());
            HttpRequest.Builder login =
                    request(dashboard + "api/v1/login")
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString(form));
            for (HttpCookie cookie : cookies.getCookieStore().getCookies()) {
                if (cookie.getName().equals("XSRF-TOKEN")) {
                    login.header("X-XSRF-TOKEN", cookie.getValue());
                }
            }
            return browser.send(login.build(), BodyHandlers.discarding()).statusCode()
                    != UNAUTHORIZED;
        } catch (IOException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5));
    }

    /** The slowest point with a rule: its own readings clear the warning latest. */
    private Optional<Example> example() {
        return city.registry().points().values().stream()
                .filter(point -> !GatewayPoints.isMeasuredByIngest(point))
                .sorted(Comparator.comparing(Point::interval).reversed().thenComparing(Point::id))
                .flatMap(point -> example(point).stream())
                .findFirst();
    }

    private Optional<Example> example(Point point) {
        for (Rule rule : city.rules().matching(point, city.registry().assetOf(point))) {
            List<city.lifeline.detection.rules.ThresholdLimits> limits = rule.limitsFor(point);
            if (rule.measure() instanceof Measure.Value
                    && rule.isTimeless()
                    && !limits.isEmpty()
                    && limits.get(0).onDelay().isZero()
                    && limits.get(0).samples().need() == 1) {
                return Optional.of(new Example(point, limits.get(0).raise()));
            }
        }
        return Optional.empty();
    }

    private String publish(Example example) {
        String gateway = example.point().gateway();
        Settings settings = Settings.of(SettingsFile.read(data.settings()));
        URI broker = settings.get(MqttSettings.URL);
        return """
        mosquitto_pub -h %s -p %d -u %s -P "$(cat %s)" -q 1 \\
               -t %s/%s/readings \\
               -m '{"readings":[{"point":"%s","time":'$(date +%%s000)',"value":%s}]}'\
        """
                .formatted(
                        broker.getHost(),
                        broker.getPort() < 0 ? MQTT_PORT : broker.getPort(),
                        gateway,
                        Path.of(settings.get(MqttSettings.GATEWAY_PASSWORDS)).resolve(gateway),
                        settings.get(MqttSettings.PREFIX),
                        gateway,
                        example.point().id(),
                        example.value());
    }
}
