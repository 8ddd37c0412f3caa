package city.lifeline.launcher;

import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.process.ComponentStatus;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code up} tells other commands about its processes. */
final class ComponentsFile {

    private static final Logger LOG = LoggerFactory.getLogger(ComponentsFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    ComponentsFile(Path file) {
        this.file = file;
    }

    synchronized void write(List<ComponentStatus> statuses) {
        try {
            DataDirectory.writeAtomically(file, JSON.writeValueAsString(statuses));
        } catch (IOException e) {
            LOG.warn("{} cannot be written", file, e);
        }
    }

    List<ComponentStatus> read() throws IOException {
        return JSON.readValue(file.toFile(), new TypeReference<List<ComponentStatus>>() {});
    }
}
