package city.lifeline.alerting;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/** The database before there is a pool for it. */
final class Database {

    private Database() {}

    /** What keeps it from being used, if anything. */
    static Optional<String> lack(AlertingSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("user", settings.databaseUsername());
        properties.setProperty("password", settings.databasePassword());
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "5");
        try (Connection connection =
                DriverManager.getConnection(settings.databaseUrl(), properties)) {
            return connection.isValid(3)
                    ? Optional.empty()
                    : Optional.of("its connection is not valid");
        } catch (SQLException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
