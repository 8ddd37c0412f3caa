package city.lifeline.alerting.map;

import city.lifeline.model.Text;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tiles of a map service that lie below the city's own map.
 *
 * @param urls of their layers, the lowest first, with {@code {z}}, {@code {x}}, {@code {y}}, and
 *     perhaps a range of hosts such as {@code {0-7}}; none: the city's own GeoJSON alone
 * @param attribution whose tiles these are, as the service wants it said
 */
public record TileSettings(List<String> urls, Text attribution) {

    private static final Setting<String> URLS =
            Setting.text(
                    "map.tiles.urls",
                    "",
                    "addresses of map tiles (XYZ, or WMTS by its parameters), the lowest layer first,"
                            + " with blanks between them, such as https://tiles.example/{z}/{x}/{y}.png;"
                            + " empty: the city's own map alone");
    private static final Setting<String> ATTRIBUTION_ZH =
            Setting.text("map.tiles.attribution.zh", "", "whose tiles these are, in Chinese");
    private static final Setting<String> ATTRIBUTION_EN =
            Setting.text("map.tiles.attribution.en", "", "whose tiles these are, in English");

    public static final List<Setting<?>> ALL = List.of(URLS, ATTRIBUTION_ZH, ATTRIBUTION_EN);

    /** Of services with several hosts. */
    private static final Pattern HOSTS = Pattern.compile("\\{(\\d-\\d|[a-z]-[a-z])}");

    public TileSettings {
        urls = List.copyOf(urls);
    }

    /** Without tiles. */
    public static TileSettings none() {
        return new TileSettings(List.of(), new Text("", ""));
    }

    /**
     * Reads them.
     *
     * @param settings checked against {@link #ALL}
     */
    public static TileSettings read(Settings settings) {
        List<String> urls =
                Stream.of(settings.get(URLS).strip().split("\\s+"))
                        .filter(url -> !url.isEmpty())
                        .toList();
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < urls.size(); i++) {
            // Such an address may hold a key: it is named by its place.
            for (String fault : faults(urls.get(i))) {
                faults.add("%s, address %d: %s".formatted(URLS.key(), i + 1, fault));
            }
        }
        Text attribution = new Text(settings.get(ATTRIBUTION_ZH), settings.get(ATTRIBUTION_EN));
        if (!urls.isEmpty() && (attribution.zh().isEmpty() || attribution.en().isEmpty())) {
            faults.add(
                    "%s and %s are missing: say whose tiles these are"
                            .formatted(ATTRIBUTION_ZH.key(), ATTRIBUTION_EN.key()));
        }
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return new TileSettings(urls, attribution);
    }

    private static List<String> faults(String url) {
        List<String> faults = new ArrayList<>();
        for (String part : List.of("{z}", "{x}", "{y}")) {
            if (!url.contains(part)) {
                faults.add("has no " + part);
            }
        }
        try {
            URI address = plain(url);
            if (!("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    || address.getHost() == null
                    || address.getUserInfo() != null) {
                faults.add("is not an address such as https://tiles.example/{z}/{x}/{y}.png");
            }
        } catch (IllegalArgumentException e) {
            faults.add("is not an address such as https://tiles.example/{z}/{x}/{y}.png");
        }
        return faults;
    }

    private static URI plain(String url) {
        return URI.create(HOSTS.matcher(url).replaceAll("0").replaceAll("[{}]", ""));
    }

    /** From where the browser loads tiles, as a content security policy names it. */
    public List<String> sources() {
        return urls.stream().map(TileSettings::source).distinct().toList();
    }

    private static String source(String url) {
        URI address = plain(url);
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        String host = address.getHost();
        String before = url.substring(0, url.indexOf('/', url.indexOf("//") + 2));
        if (HOSTS.matcher(before).find()) {
            host = "*" + host.substring(host.indexOf('.'));
        }
        return address.getScheme() + "://" + host + port;
    }
}
