package city.lifeline.prove.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Programs as Maven left them in the clone that this class was built in. */
public final class BuiltClone implements Programs {

    private final Path home;

    private BuiltClone(Path home) {
        this.home = home;
    }

    /** The clone with this root. */
    public static BuiltClone in(Path home) {
        return new BuiltClone(home);
    }

    /** The clone of this process's own classes. */
    public static BuiltClone ofThisProcess() {
        try {
            Path classes =
                    Path.of(
                            BuiltClone.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            for (Path at = classes; at != null; at = at.getParent()) {
                if (Files.exists(at.resolve("prove/pom.xml"))) {
                    return new BuiltClone(at);
                }
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("not in a clone of Lifeline");
    }

    public Path home() {
        return home;
    }

    @Override
    public List<Path> classPath(String module) {
        Path target = home.resolve(module).resolve("target");
        List<Path> path = new ArrayList<>();
        try (Stream<Path> files = Files.list(target)) {
            files.filter(BuiltClone::isMainJar).forEach(path::add);
            String text = Files.readString(target.resolve("runtime.classpath")).strip();
            Stream.of(text.split(File.pathSeparator)).map(Path::of).forEach(path::add);
        } catch (IOException e) {
            throw new UncheckedIOException(module + " is not built", e);
        }
        return path;
    }

    private static boolean isMainJar(Path file) {
        return file.getFileName().toString().matches("lifeline-.*-\\d[\\d.]*(-SNAPSHOT)?\\.jar");
    }
}
