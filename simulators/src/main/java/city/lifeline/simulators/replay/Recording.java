package city.lifeline.simulators.replay;

import city.lifeline.model.Fault;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opened files as one stream of blocks in the order of time. */
public final class Recording implements Closeable {

    private final BlockAssembler blocks;
    private final List<CsvSamples> files;
    private final List<DryRun.File> expected;
    private final List<String> names;

    Recording(
            BlockAssembler blocks,
            List<CsvSamples> files,
            List<DryRun.File> expected,
            List<String> names) {
        this.blocks = blocks;
        this.files = files;
        this.expected = expected;
        this.names = names;
    }

    /** The next block; null at the end. */
    public @Nullable Recorded next() throws IOException {
        return blocks.next();
    }

    /**
     * Checks, at the end, that the files are still what the dry run saw.
     *
     * @throws FileFaultException if one changed
     */
    public void checkUnchanged() throws FileFaultException {
        for (int i = 0; i < files.size(); i++) {
            if (!files.get(i).sha256().equals(expected.get(i).sha256())) {
                throw new FileFaultException(
                        new Fault(
                                names.get(i),
                                0,
                                0,
                                "",
                                "the file changed while it was replayed: replay it again when"
                                        + " nothing writes to it"));
            }
        }
    }

    @Override
    public void close() throws IOException {
        blocks.close();
    }
}
