package city.lifeline.alerting.map;

import city.lifeline.model.Location;
import city.lifeline.model.Text;
import city.lifeline.model.registry.City;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The city's name and the layers of its map in PostgreSQL. */
public final class MapStore {

    private final JdbcClient jdbc;

    public MapStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty until a city's files were put of record. */
    public Optional<City> city() {
        return jdbc.sql("select * from city")
                .query(
                        (row, n) ->
                                new City(
                                        new Text(
                                                row.getString("name_zh"), row.getString("name_en")),
                                        ZoneId.of(row.getString("zone")),
                                        new Location(
                                                row.getDouble("longitude"),
                                                row.getDouble("latitude"))))
                .optional();
    }

    /** The version of each layer, by name. */
    public Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        jdbc.sql("select layer, md5(geojson) as version from map_layers")
                .query(
                        row -> {
                            versions.put(row.getString("layer"), row.getString("version"));
                        });
        return versions;
    }

    /** Layers of which something is coloured by hazard or warnings. */
    public Set<String> colouredLayers() {
        // In a text of theirs the quotes would be escaped.
        return jdbc.sql(
                        """
                        select layer from map_layers
                        where geojson like '%"hazard":%' or geojson like '%"assets":%'
                        """)
                .query(String.class)
                .set();
    }

    public Optional<String> layer(String layer) {
        return jdbc.sql("select geojson from map_layers where layer = ?")
                .param(layer)
                .query(String.class)
                .optional();
    }

    /** Version of the rules in the city's directory when it was last read. */
    public Optional<String> rulesRead() {
        return jdbc.sql("select rules_read from city where rules_read is not null")
                .query(String.class)
                .optional();
    }

    /** Notes that the directory was read, inside the caller's transaction. */
    public void rulesRead(String version) {
        jdbc.sql("update city set rules_read = ?").param(version).update();
    }

    /** Replaces what is of record, inside the caller's transaction. */
    public void put(City city, Map<String, String> layers) {
        jdbc.sql(
                        """
                        insert into city (name_zh, name_en, zone, longitude, latitude)
                        values (:zh, :en, :zone, :longitude, :latitude)
                        on conflict (only_one) do update set
                            name_zh = excluded.name_zh, name_en = excluded.name_en,
                            zone = excluded.zone, longitude = excluded.longitude,
                            latitude = excluded.latitude
                        """)
                .param("zh", city.name().zh())
                .param("en", city.name().en())
                .param("zone", city.zone().getId())
                .param("longitude", city.centre().longitude())
                .param("latitude", city.centre().latitude())
                .update();
        jdbc.sql("delete from map_layers where layer <> all(:kept)")
                .param("kept", layers.keySet().toArray(String[]::new))
                .update();
        layers.forEach(
                (layer, geojson) ->
                        jdbc.sql(
                                        """
                                        insert into map_layers (layer, geojson)
                                        values (:layer, :geojson)
                                        on conflict (layer) do update set
                                            geojson = excluded.geojson
                                        where map_layers.geojson <> excluded.geojson
                                        """)
                                .param("layer", layer)
                                .param("geojson", geojson)
                                .update());
    }

    /** Other files of the city's directory that are of record, by their name below it. */
    public Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        jdbc.sql("select name, text from city_texts")
                .query(
                        row -> {
                            texts.put(row.getString("name"), row.getString("text"));
                        });
        return texts;
    }

    /** Replaces them, inside the caller's transaction. */
    public void putTexts(Map<String, String> texts) {
        jdbc.sql("delete from city_texts").update();
        texts.forEach(
                (name, text) ->
                        jdbc.sql("insert into city_texts values (?, ?)")
                                .params(name, text)
                                .update());
    }
}
