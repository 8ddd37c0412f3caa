package city.lifeline.runtime;

import city.lifeline.model.settings.Setting;
import java.net.URI;
import java.util.List;

/** Where the history store is, for who writes it and who reads it. */
public final class HistorySettings {

    public static final Setting<HistoryConnection.Kind> STORE =
            new Setting<>(
                    "history.store",
                    "questdb",
                    "which database the history store is",
                    text ->
                            switch (text) {
                                case "questdb" -> HistoryConnection.Kind.QUESTDB;
                                case "influxdb" -> HistoryConnection.Kind.INFLUXDB;
                                case "influxdb1" -> HistoryConnection.Kind.INFLUXDB1;
                                default ->
                                        throw new IllegalArgumentException(
                                                "must be questdb, influxdb (versions 2 and 3) or"
                                                        + " influxdb1 (version 1)");
                            },
                    "questdb, influxdb, influxdb1");
    public static final Setting<URI> URL =
            Setting.uri(
                    "history.url", null, "address of the history store such as http://host:9000");
    public static final Setting<String> USERNAME =
            Setting.text(
                    "history.username",
                    "",
                    "name to log in to the history store with; empty: no login");
    public static final Setting<String> PASSWORD_FILE =
            Setting.secret(
                    "history.password.file",
                    "",
                    "file that holds the password for the history store");

    public static final Setting<String> ORGANISATION =
            Setting.text(
                    "history.influx.organisation",
                    "",
                    "organisation in an InfluxDB 2; others have none");
    public static final Setting<String> BUCKET =
            Setting.text(
                    "history.influx.bucket",
                    "lifeline",
                    "bucket of the InfluxDB, which versions 1 and 3 call a database");
    public static final Setting<String> TOKEN_FILE =
            Setting.secret(
                    "history.influx.token.file", "", "file that holds the token for the InfluxDB");

    public static final List<Setting<?>> ALL =
            List.of(STORE, URL, USERNAME, PASSWORD_FILE, ORGANISATION, BUCKET, TOKEN_FILE);

    private HistorySettings() {}
}
