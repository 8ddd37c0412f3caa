package city.lifeline.alerting.city;

import city.lifeline.model.Location;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The registry in PostgreSQL. */
public final class RegistryStore {

    private static final TypeReference<Map<String, Double>> LIMITS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    public RegistryStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    public Registry load() {
        return new Registry(
                byId(jdbc.sql("select * from gateways").query(this::gateway).list(), Gateway::id),
                byId(jdbc.sql("select * from assets").query(this::asset).list(), Asset::id),
                byId(jdbc.sql("select * from points").query(this::point).list(), Point::id));
    }

    /** Another number for each registry of record; by it other processes see that there is one. */
    long version() {
        return jdbc.sql("select version from registry_version").query(Long.class).single();
    }

    /** Applies a difference, inside the caller's transaction. */
    void apply(RegistryDiff diff) {
        jdbc.sql("update registry_version set version = version + 1").update();
        diff.removed().forEach(this::remove);
        diff.put().forEach(this::put);
    }

    private void remove(String key) {
        String id = key.substring(key.indexOf('/') + 1);
        String table = key.substring(0, key.indexOf('/'));
        String sql =
                switch (table) {
                    case "gateway" -> "delete from gateways where id = ?";
                    case "asset" -> "delete from assets where id = ?";
                    case "point" -> "delete from points where id = ?";
                    default -> throw new IllegalArgumentException("no registry key: " + key);
                };
        jdbc.sql(sql).param(id).update();
    }

    private void put(RegistryEntry entry) {
        if (entry instanceof RegistryEntry.OfGateway of) {
            put(of.gateway());
        } else if (entry instanceof RegistryEntry.OfAsset of) {
            put(of.asset());
        } else if (entry instanceof RegistryEntry.OfPoint of) {
            put(of.point());
        }
    }

    private void put(Gateway gateway) {
        jdbc.sql(
                        """
                        insert into gateways (id, name_zh, name_en) values (:id, :zh, :en)
                        on conflict (id) do update set
                            name_zh = excluded.name_zh, name_en = excluded.name_en
                        """)
                .param("id", gateway.id())
                .param("zh", gateway.name().zh())
                .param("en", gateway.name().en())
                .update();
    }

    private void put(Asset asset) {
        Location location = asset.location();
        jdbc.sql(
                        """
                        insert into assets
                            (id, asset_class, name_zh, name_en, district, longitude, latitude, tags)
                        values (:id, :class, :zh, :en, :district, :longitude, :latitude, :tags)
                        on conflict (id) do update set
                            asset_class = excluded.asset_class, name_zh = excluded.name_zh,
                            name_en = excluded.name_en, district = excluded.district,
                            longitude = excluded.longitude, latitude = excluded.latitude,
                            tags = excluded.tags
                        """)
                .param("id", asset.id())
                .param("class", asset.assetClass())
                .param("zh", asset.name().zh())
                .param("en", asset.name().en())
                .param("district", asset.district())
                .param("longitude", location == null ? null : location.longitude(), Types.DOUBLE)
                .param("latitude", location == null ? null : location.latitude(), Types.DOUBLE)
                .param("tags", sorted(asset.tags()))
                .update();
    }

    private void put(Point point) {
        Location location = point.location();
        jdbc.sql(
                        """
                        insert into points
                            (id, gateway, asset, quantity, unit, interval_us, physical_low,
                             physical_high, name_zh, name_en, longitude, latitude, tags, limits,
                             address, sentinels, jump)
                        values (:id, :gateway, :asset, :quantity, :unit, :interval, :low, :high, :zh,
                                :en, :longitude, :latitude, :tags, cast(:limits as jsonb),
                                :address, :sentinels, :jump)
                        on conflict (id) do update set
                            gateway = excluded.gateway, asset = excluded.asset,
                            quantity = excluded.quantity, unit = excluded.unit,
                            interval_us = excluded.interval_us,
                            physical_low = excluded.physical_low,
                            physical_high = excluded.physical_high, name_zh = excluded.name_zh,
                            name_en = excluded.name_en, longitude = excluded.longitude,
                            latitude = excluded.latitude, tags = excluded.tags,
                            limits = excluded.limits, address = excluded.address,
                            sentinels = excluded.sentinels, jump = excluded.jump
                        """)
                .param("id", point.id())
                .param("gateway", point.gateway())
                .param("asset", point.asset())
                .param("quantity", point.quantity())
                .param("unit", point.unit())
                .param("interval", point.interval().toNanos() / 1_000)
                .param("low", orNull(point.physicalLow()), Types.DOUBLE)
                .param("high", orNull(point.physicalHigh()), Types.DOUBLE)
                .param("zh", point.name().zh())
                .param("en", point.name().en())
                .param("longitude", location == null ? null : location.longitude(), Types.DOUBLE)
                .param("latitude", location == null ? null : location.latitude(), Types.DOUBLE)
                .param("tags", sorted(point.tags()))
                .param("limits", json.writeValueAsString(point.limits()))
                .param("address", point.address())
                .param("sentinels", point.sentinels().stream().sorted().toArray(Double[]::new))
                .param("jump", orNull(point.jump()), Types.DOUBLE)
                .update();
    }

    private Gateway gateway(ResultSet row, int n) throws SQLException {
        return new Gateway(row.getString("id"), name(row));
    }

    private Asset asset(ResultSet row, int n) throws SQLException {
        return new Asset(
                row.getString("id"),
                row.getString("asset_class"),
                name(row),
                row.getString("district"),
                location(row),
                tags(row));
    }

    private Point point(ResultSet row, int n) throws SQLException {
        return new Point(
                row.getString("id"),
                row.getString("gateway"),
                row.getString("asset"),
                row.getString("quantity"),
                row.getString("unit"),
                Duration.ofNanos(row.getLong("interval_us") * 1_000),
                optional(row, "physical_low"),
                optional(row, "physical_high"),
                name(row),
                location(row),
                tags(row),
                json.readValue(row.getString("limits"), LIMITS),
                row.getString("address"),
                Set.of((Double[]) row.getArray("sentinels").getArray()),
                optional(row, "jump"));
    }

    private static Text name(ResultSet row) throws SQLException {
        return new Text(row.getString("name_zh"), row.getString("name_en"));
    }

    private static @Nullable Location location(ResultSet row) throws SQLException {
        OptionalDouble longitude = optional(row, "longitude");
        OptionalDouble latitude = optional(row, "latitude");
        return longitude.isPresent() && latitude.isPresent()
                ? new Location(longitude.getAsDouble(), latitude.getAsDouble())
                : null;
    }

    private static Set<String> tags(ResultSet row) throws SQLException {
        return Set.of((String[]) row.getArray("tags").getArray());
    }

    private static OptionalDouble optional(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static String[] sorted(Set<String> tags) {
        return tags.stream().sorted().toArray(String[]::new);
    }

    private static <T> Map<String, T> byId(List<T> things, Function<T, String> id) {
        return things.stream().collect(Collectors.toMap(id, Function.identity()));
    }
}
