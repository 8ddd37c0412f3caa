package city.lifeline.launcher.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseCopyIT {

    @TempDir private Path directory;

    @Test
    void aCopyMadeWhileRowsAreWrittenHasAllThatWereThereBeforeAndNoHoles() throws Exception {
        Path cluster = directory.resolve("cluster");
        Copy copy = new Copy(Files.createDirectories(directory.resolve("copy")));
        AtomicLong written = new AtomicLong();
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch some = new CountDownLatch(500);
        long before;
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder()
                        .setDataDirectory(cluster)
                        .setCleanDataDirectory(false)
                        .start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create table note (id bigint primary key, text text)");
            }
            Future<?> writing =
                    executor.submit(
                            () -> {
                                write(postgres, written, some, enough);
                                return null;
                            });
            assertTrue(some.await(60, TimeUnit.SECONDS));
            before = written.get();

            new DatabaseCopy(url, "postgres", "postgres", cluster).run(copy, "data");

            enough.set(true);
            writing.get(60, TimeUnit.SECONDS);
        } finally {
            executor.shutdownNow();
        }

        try (EmbeddedPostgres restored =
                        EmbeddedPostgres.builder()
                                .setDataDirectory(copy.path("data"))
                                .setCleanDataDirectory(false)
                                .start();
                Connection connection = restored.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            // Through the index as well as the table: both must be of one moment.
            long rows = number(statement, "select count(*) from note");
            assertEquals(rows, number(statement, "select coalesce(max(id), 0) from note"));
            assertTrue(rows >= before, rows + " of " + before);
            assertTrue(rows <= written.get() + 1, rows + " of " + written.get());
            assertEquals(0, number(statement, "select count(*) from pg_replication_slots"));
        }
    }

    private static void write(
            EmbeddedPostgres postgres,
            AtomicLong written,
            CountDownLatch some,
            AtomicBoolean enough)
            throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            while (!enough.get()) {
                long next = written.get() + 1;
                statement.execute(
                        "insert into note values (%d, repeat('%d', 200))".formatted(next, next));
                written.set(next);
                some.countDown();
            }
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
