package city.lifeline.jobs.history;

import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.HistorySettings;
import city.lifeline.runtime.SecretFile;
import java.io.Serializable;

/**
 * Where the history store is and how it lets us in.
 *
 * @param username empty: without a login
 */
record HistoryAddress(String url, String username, String password) implements Serializable {

    static HistoryAddress of(Settings settings) {
        String username = settings.get(HistorySettings.USERNAME);
        return new HistoryAddress(
                settings.get(HistorySettings.URL).toString(),
                username,
                username.isEmpty()
                        ? ""
                        : SecretFile.required(settings, HistorySettings.PASSWORD_FILE));
    }

    @Override
    public String toString() {
        return url;
    }
}
