package city.lifeline.launcher.backup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * The files of a PostgreSQL that serves meanwhile, by its low-level API for base backups: a
 * checkpoint, the files as they are, and the write-ahead log from that checkpoint to the end of the
 * copy. Started on the copy, PostgreSQL recovers to that end.
 */
final class DatabaseCopy {

    private static final String LOG = "pg_wal";
    private static final String CONTROL = "global/pg_control";

    /** What is in them is of the running server. PostgreSQL wants the directories. */
    private static final Set<String> EMPTIED =
            Set.of(
                    LOG,
                    "pg_replslot",
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat_tmp",
                    "pg_subtrans");

    private static final Set<String> LEFT_OUT =
            Set.of("postmaster.pid", "postmaster.opts", "backup_label", "tablespace_map", CONTROL);

    private final String url;
    private final String user;
    private final String password;
    private final Path cluster;

    /**
     * Copies nothing yet.
     *
     * @param cluster its data directory
     */
    DatabaseCopy(String url, String user, String password, Path cluster) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.cluster = cluster;
    }

    /**
     * Copies it.
     *
     * @param name of the copy's directory
     */
    void run(Copy copy, String name) throws IOException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            // Until the connection ends, no part of the log is removed that the copy needs.
            one(
                    statement,
                    "select slot_name from pg_create_physical_replication_slot('lifeline_backup', true, true)");
            String first =
                    one(statement, "select pg_walfile_name(pg_backup_start('lifeline', true))");
            copy.tree(cluster, name, DatabaseCopy::isLeftOut);
            for (String each : EMPTIED) {
                copy.directory(name + "/" + each);
            }
            copy.file(cluster.resolve(CONTROL), name + "/" + CONTROL);
            String last;
            try (ResultSet ended =
                    statement.executeQuery(
                            "select pg_walfile_name(lsn), labelfile from pg_backup_stop(false)")) {
                ended.next();
                last = ended.getString(1);
                copy.text(name + "/backup_label", ended.getString(2));
            }
            log(copy, name, first, last);
        } catch (SQLException e) {
            throw new IOException("PostgreSQL cannot be copied: " + e.getMessage(), e);
        }
    }

    /** Segments from one to another; their names are in their order. */
    private void log(Copy copy, String name, String first, String last) throws IOException {
        int copied = 0;
        try (DirectoryStream<Path> segments = Files.newDirectoryStream(cluster.resolve(LOG))) {
            for (Path segment : segments) {
                String each = segment.getFileName().toString();
                if (each.matches("[0-9A-F]{24}")
                        && each.compareTo(first) >= 0
                        && each.compareTo(last) <= 0) {
                    copy.file(segment, name + "/" + LOG + "/" + each);
                    copied++;
                } else if (each.endsWith(".history")) {
                    copy.file(segment, name + "/" + LOG + "/" + each);
                }
            }
        }
        if (copied == 0) {
            throw new IOException(
                    "PostgreSQL's log from %s to %s is not there".formatted(first, last));
        }
    }

    static boolean isLeftOut(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        return LEFT_OUT.contains(path)
                || last.startsWith("pgsql_tmp")
                || last.startsWith("pg_internal.init")
                || EMPTIED.stream().anyMatch(each -> path.startsWith(each + "/"));
    }

    private static String one(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
