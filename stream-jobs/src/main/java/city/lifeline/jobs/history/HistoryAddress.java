package city.lifeline.jobs.history;

import city.lifeline.jobs.JobSettings;
import city.lifeline.jobs.Secrets;
import city.lifeline.model.settings.Settings;
import java.io.Serializable;

/**
 * Where the history store is and how it lets us in.
 *
 * @param username empty: without a login
 */
record HistoryAddress(String url, String username, String password) implements Serializable {

    static HistoryAddress of(Settings settings) {
        String username = settings.get(JobSettings.HISTORY_USERNAME);
        return new HistoryAddress(
                settings.get(JobSettings.HISTORY_URL).toString(),
                username,
                username.isEmpty()
                        ? ""
                        : Secrets.read(
                                JobSettings.HISTORY_PASSWORD_FILE.key(),
                                settings.get(JobSettings.HISTORY_PASSWORD_FILE)));
    }

    @Override
    public String toString() {
        return url;
    }
}
