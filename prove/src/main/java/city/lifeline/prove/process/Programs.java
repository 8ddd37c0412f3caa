package city.lifeline.prove.process;

import java.nio.file.Path;
import java.util.List;

/** Where the code of a module's process lies. */
public interface Programs {

    /** Jars that a process of a module runs with, such as {@code ingest}. */
    List<Path> classPath(String module);
}
