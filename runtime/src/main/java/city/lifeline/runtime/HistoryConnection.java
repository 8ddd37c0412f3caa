package city.lifeline.runtime;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the history store is and how it lets us in.
 *
 * @param username empty: without a login
 * @param organisation of InfluxDB 2; empty with others
 * @param bucket of InfluxDB, which versions 1 and 3 call a database
 * @param token of InfluxDB; empty: none
 */
public record HistoryConnection(
        Kind kind,
        String url,
        String username,
        String password,
        String organisation,
        String bucket,
        String token)
        implements Serializable {

    /** Which database it is. */
    public enum Kind {
        QUESTDB,
        /** Version 2 or 3. */
        INFLUXDB,
        /** Version 1, which is written to in another way, and makes its own sums. */
        INFLUXDB1
    }

    /** A QuestDB with a login, or without one if the name is empty. */
    public static HistoryConnection questDb(String url, String username, String password) {
        return new HistoryConnection(Kind.QUESTDB, url, username, password, "", "", "");
    }

    /** An InfluxDB with a token, or without one if it is empty. */
    public static HistoryConnection influxDb(
            String url, String organisation, String bucket, String token) {
        return new HistoryConnection(Kind.INFLUXDB, url, "", "", organisation, bucket, token);
    }

    /**
     * As configured, with the secrets from their files.
     *
     * @throws InvalidSettingsException naming every fault
     */
    public static HistoryConnection of(Settings settings) {
        Kind kind = settings.get(HistorySettings.STORE);
        URI url = settings.get(HistorySettings.URL);
        String username = settings.get(HistorySettings.USERNAME);
        List<String> faults = new ArrayList<>();
        if (kind == Kind.QUESTDB) {
            for (var setting : List.of(HistorySettings.ORGANISATION, HistorySettings.TOKEN_FILE)) {
                if (!settings.get(setting).isEmpty()) {
                    faults.add(
                            "%s is for an InfluxDB, and %s=questdb"
                                    .formatted(setting.key(), HistorySettings.STORE.key()));
                }
            }
        } else if (kind == Kind.INFLUXDB1
                && !(settings.get(HistorySettings.ORGANISATION).isEmpty()
                        && settings.get(HistorySettings.TOKEN_FILE).isEmpty())) {
            faults.add(
                    "%s and %s are for versions 2 and 3, and %s=influxdb1"
                            .formatted(
                                    HistorySettings.ORGANISATION.key(),
                                    HistorySettings.TOKEN_FILE.key(),
                                    HistorySettings.STORE.key()));
        } else if (!username.isEmpty() && !settings.get(HistorySettings.TOKEN_FILE).isEmpty()) {
            faults.add(
                    "%s and %s are two ways to log in; leave one out"
                            .formatted(
                                    HistorySettings.USERNAME.key(),
                                    HistorySettings.TOKEN_FILE.key()));
        }
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return new HistoryConnection(
                kind,
                url.toString(),
                username,
                username.isEmpty()
                        ? ""
                        : SecretFile.required(settings, HistorySettings.PASSWORD_FILE),
                settings.get(HistorySettings.ORGANISATION),
                settings.get(HistorySettings.BUCKET),
                SecretFile.optional(settings, HistorySettings.TOKEN_FILE));
    }

    /** Without what nobody may read. */
    @Override
    public String toString() {
        return url;
    }
}
