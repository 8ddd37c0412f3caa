package city.lifeline.launcher.instance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A built clone: where the modules' jars and class paths lie.
 *
 * @param home root of the clone
 */
public record Installation(Path home) {

    private static final String OWN_JAR_PREFIX = "lifeline-";
    private static final Pattern VERSIONED_JAR = Pattern.compile("-\\d[\\d.]*(-SNAPSHOT)?\\.jar");

    /** A module that the launcher starts a process of. */
    public enum Module {
        SERVERS("deploy/servers", ""),
        MQTT_BROKER("deploy/mqtt-broker", "lifeline-mqtt-broker"),
        STREAM_JOBS("stream-jobs", "lifeline-stream-jobs"),
        INGEST("ingest", "lifeline-ingest"),
        ALERTING("alerting", "lifeline-alerting"),
        SIMULATORS("simulators", "lifeline-simulators"),
        BENCHMARKS("benchmarks", "lifeline-benchmarks"),
        LAUNCHER("deploy/launcher", "lifeline-launcher");

        private final String directory;
        private final String artifact;

        Module(String directory, String artifact) {
            this.directory = directory;
            this.artifact = artifact;
        }
    }

    /** The clone that this JVM's own classes were built in, or the one the script names. */
    public static Installation ofThisProcess() {
        String named = System.getProperty("lifeline.home");
        if (named != null) {
            return new Installation(Path.of(named).toAbsolutePath().normalize());
        }
        try {
            Path classes =
                    Path.of(
                            Installation.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            for (Path at = classes; at != null; at = at.getParent()) {
                if (Files.exists(at.resolve("deploy/launcher/pom.xml"))) {
                    return new Installation(at);
                }
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        throw new Refusal("Start Lifeline with the script ./lifeline of its clone.");
    }

    public Path cities() {
        return home.resolve("deploy/cities");
    }

    /** Third-party and own jars that the module runs with, without its own. */
    public List<Path> dependencies(Module module) {
        Path file = home.resolve(module.directory).resolve("target/runtime.classpath");
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new Refusal(
                    "Lifeline is not built (%s is missing): start it with ./lifeline."
                            .formatted(file));
        }
        List<Path> entries =
                Stream.of(text.strip().split(File.pathSeparator))
                        .filter(entry -> !entry.isEmpty())
                        .map(Path::of)
                        .toList();
        entries.stream()
                .filter(entry -> !Files.exists(entry))
                .findFirst()
                .ifPresent(
                        missing -> {
                            throw new Refusal(
                                    "%s is missing: build again with ./lifeline."
                                            .formatted(missing));
                        });
        return entries;
    }

    /** The module's own jar. */
    public Path jar(Module module) {
        return jar(module, "");
    }

    /** The small jar whose {@code Child} every Java process starts in. */
    public Path watchJar() {
        return jar(Module.LAUNCHER, "-watch");
    }

    private Path jar(Module module, String classifier) {
        Path target = home.resolve(module.directory).resolve("target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> isJar(file.getFileName().toString(), module, classifier))
                    .findFirst()
                    .orElseThrow(() -> notBuilt(target));
        } catch (IOException e) {
            throw notBuilt(target);
        }
    }

    private static boolean isJar(String name, Module module, String classifier) {
        if (!name.startsWith(module.artifact) || !name.endsWith(classifier + ".jar")) {
            return false;
        }
        String versioned =
                name.substring(
                                module.artifact.length(),
                                name.length() - classifier.length() - ".jar".length())
                        + ".jar";
        return VERSIONED_JAR.matcher(versioned).matches();
    }

    private static Refusal notBuilt(Path target) {
        return new Refusal(
                "Lifeline is not built (no jar in %s): start it with ./lifeline."
                        .formatted(target));
    }

    /**
     * Class path of a module's process in which our own jars are copies: a build beside a running
     * city must not change the code below its feet.
     */
    public List<Path> stagedClassPath(Module module, Path libraries) {
        Path directory = libraries.resolve(module.directory.replace('/', '-'));
        List<Path> staged = new ArrayList<>();
        if (!module.artifact.isEmpty()) {
            staged.add(stage(jar(module), directory));
        }
        staged.addAll(stagedDependencies(module, libraries));
        return staged;
    }

    /** As {@link #stagedClassPath}, without the module's own jar. */
    public List<Path> stagedDependencies(Module module, Path libraries) {
        Path directory = libraries.resolve(module.directory.replace('/', '-'));
        List<Path> staged = new ArrayList<>();
        for (Path entry : dependencies(module)) {
            boolean own = entry.getFileName().toString().startsWith(OWN_JAR_PREFIX);
            staged.add(own ? stage(entry, directory) : entry);
        }
        return staged;
    }

    /** A copy of a jar of ours in a directory; several processes may need the same one. */
    public static synchronized Path stage(Path jar, Path directory) {
        try {
            Files.createDirectories(directory);
            Path staged = directory.resolve(jar.getFileName().toString());
            // Replacing it would change the code below the feet of one that started just now.
            if (Files.exists(staged) && Files.mismatch(jar, staged) < 0) {
                return staged;
            }
            return Files.copy(jar, staged, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
