package city.lifeline.runtime;

import city.lifeline.model.settings.Setting;
import java.net.URI;
import java.util.List;

/** Where the history store is, for who writes it and who reads it. */
public final class HistorySettings {

    public static final Setting<URI> URL =
            Setting.uri(
                    "history.url", null, "address of the history store such as http://host:9000");
    public static final Setting<String> USERNAME =
            Setting.text(
                    "history.username",
                    "",
                    "name to log in to the history store with; empty: no login");
    public static final Setting<String> PASSWORD_FILE =
            Setting.text(
                    "history.password.file",
                    "",
                    "file that holds the password for the history store");

    public static final List<Setting<?>> ALL = List.of(URL, USERNAME, PASSWORD_FILE);

    private HistorySettings() {}
}
