package city.lifeline.simulators.telephones;

import city.lifeline.model.settings.Setting;
import java.util.List;

/** Keys of the configuration file that the telephone wall reads. */
final class WallSettings {

    static final Setting<String> CITY_DIRECTORY =
            Setting.text("city.directory", null, "directory with people.csv, for the names");
    static final Setting<String> ADDRESS =
            Setting.text(
                    "telephones.address",
                    "127.0.0.1",
                    "address that providers and page listen on; neither asks who reads or answers");
    static final Setting<Integer> HTTP_PORT =
            Setting.integer("telephones.http.port", null, 0, 65_535, "port of the wall's page");
    static final Setting<Integer> PRIMARY_PORT =
            Setting.integer("telephones.primary.port", null, 0, 65_535, "SMPP port of a provider");
    static final Setting<Integer> SECONDARY_PORT =
            Setting.integer(
                    "telephones.secondary.port",
                    null,
                    0,
                    65_535,
                    "SMPP port of the other provider");
    static final Setting<String> SYSTEM_ID =
            Setting.text("sms.primary.system.id", "lifeline", "who may bind");
    static final Setting<String> PASSWORD_FILE =
            Setting.secret("sms.primary.password.file", null, "file with their password");

    static final List<Setting<?>> ALL =
            List.of(
                    CITY_DIRECTORY,
                    ADDRESS,
                    HTTP_PORT,
                    PRIMARY_PORT,
                    SECONDARY_PORT,
                    SYSTEM_ID,
                    PASSWORD_FILE);

    private WallSettings() {}
}
