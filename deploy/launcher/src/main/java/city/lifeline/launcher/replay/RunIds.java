package city.lifeline.launcher.replay;

import city.lifeline.model.Ids;
import java.nio.file.Path;

/** Names of replays: the same files and mapping always give the same run. */
final class RunIds {

    private static final int HASH_LENGTH = 8;
    private static final int MAX_STEM = Ids.MAX_LENGTH - HASH_LENGTH - 1;

    private RunIds() {}

    /**
     * The run's id: the first file's name without its ending, and the start of the fingerprint.
     *
     * @param fingerprint lower-case hex
     */
    static String of(Path firstFile, String fingerprint) {
        String name = firstFile.getFileName().toString();
        int dot = name.indexOf('.', 1);
        String stem = (dot < 0 ? name : name.substring(0, dot)).replaceAll("[^A-Za-z0-9_-]", "-");
        String cut = stem.substring(0, Math.min(stem.length(), MAX_STEM));
        return cut + "-" + fingerprint.substring(0, HASH_LENGTH);
    }
}
