package city.lifeline.launcher.backup;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseCopyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postmaster.pid",
                "postmaster.opts",
                "backup_label",
                "global/pg_control",
                "pg_wal/000000010000000000000001",
                "pg_replslot/lifeline_backup",
                "base/16384/pg_internal.init",
                "base/pgsql_tmp"
            })
    void whatIsOfTheRunningServerOrCopiedInItsOwnWayIsLeftOut(String path) {
        assertTrue(DatabaseCopy.isLeftOut(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PG_VERSION",
                "postgresql.auto.conf",
                "pg_wal",
                "pg_replslot",
                "pg_xact/0000",
                "base/16384/2601",
                "global/pg_filenode.map"
            })
    void allElseIsCopiedAndSoAreTheDirectoriesOfWhatIsNot(String path) {
        assertFalse(DatabaseCopy.isLeftOut(path));
    }
}
