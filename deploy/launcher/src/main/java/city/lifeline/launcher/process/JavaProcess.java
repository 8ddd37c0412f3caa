package city.lifeline.launcher.process;

import city.lifeline.launcher.instance.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A JVM to start, tuned for many of them on one small machine.
 *
 * @param heapMb upper limit of the heap
 * @param quickCompiler whether the quick compiler alone serves: less memory and a faster start, for
 *     processes that compute little
 * @param mainClass runs inside {@code Child}
 */
public record JavaProcess(
        String name,
        int heapMb,
        boolean quickCompiler,
        Map<String, String> systemProperties,
        List<String> options,
        List<Path> classPath,
        String mainClass,
        List<String> arguments) {

    private static final String CHILD = "city.lifeline.launcher.watch.Child";

    /**
     * The optimising compiler takes half of a start's processor time by default. It comes in later,
     * for what is really used much.
     */
    private static final List<String> LATE_COMPILER =
            List.of(
                    "-XX:Tier4InvocationThreshold=30000",
                    "-XX:Tier4MinInvocationThreshold=5000",
                    "-XX:Tier4CompileThreshold=60000",
                    "-XX:Tier4BackEdgeThreshold=200000");

    /**
     * Writes the process's argument file and returns the command that starts it. A short command
     * line is easier to tell from others, and nothing in it is secret.
     */
    public List<String> command(Path running, Path watchJar) throws IOException {
        Path temporary = running.resolve("tmp").resolve(name);
        DataDirectory.deleteTree(temporary);
        Files.createDirectories(temporary);

        List<String> words = new ArrayList<>();
        words.add("-Xmx" + heapMb + "m");
        words.add("-XX:+UseSerialGC");
        words.add("-XX:+ExitOnOutOfMemoryError");
        words.add("-XX:-UsePerfData");
        words.add("-Xshare:auto");
        words.add("-Xss512k");
        if (quickCompiler) {
            words.add("-XX:TieredStopAtLevel=1");
        } else {
            words.addAll(LATE_COMPILER);
        }
        words.addAll(options);
        words.add("-Dfile.encoding=UTF-8");
        words.add("-Djava.awt.headless=true");
        words.add("-Djava.io.tmpdir=" + temporary);
        new TreeMap<>(systemProperties)
                .forEach((key, value) -> words.add("-D" + key + "=" + value));
        words.add("-cp");
        List<Path> all = new ArrayList<>(classPath);
        all.add(watchJar);
        words.add(all.stream().map(Path::toString).collect(Collectors.joining(":")));
        words.add(CHILD);
        words.add(mainClass);
        words.addAll(arguments);

        Path file = argumentFile(running, name);
        DataDirectory.writePrivate(
                file,
                words.stream()
                        .map(JavaProcess::quoted)
                        .collect(Collectors.joining("\n", "", "\n")));
        return List.of(java().toString(), "@" + file);
    }

    /** Where the arguments of a process lie; also what tells that process from others. */
    public static Path argumentFile(Path running, String name) {
        return running.resolve(name + ".args");
    }

    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** As the java command reads words from argument files. */
    static String quoted(String word) {
        return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
