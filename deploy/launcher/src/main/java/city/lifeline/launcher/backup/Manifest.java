package city.lifeline.launcher.backup;

import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Refusal;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a backup says of itself. It is written last: a backup without one is not whole.
 *
 * @param format of the backup's files
 * @param lifeline version that made it
 * @param takenAt when it was begun; what was acknowledged before is in it
 * @param running whether the city ran meanwhile
 * @param history whether the history store is in it
 * @param directories relative to the backup
 * @param files by path relative to the backup
 */
record Manifest(
        int format,
        String lifeline,
        String takenAt,
        boolean running,
        boolean history,
        List<Part> parts,
        List<String> directories,
        Map<String, Entry> files) {

    static final int FORMAT = 1;
    static final String NAME = "manifest.json";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** A part of the city, and what copying it cost. */
    record Part(String name, double seconds, int files, long bytes) {}

    /**
     * A file.
     *
     * @param crc32c hexadecimal
     */
    record Entry(long bytes, String crc32c) {}

    /**
     * Reads the manifest of a backup.
     *
     * @param version of Lifeline that is to restore it
     * @throws Refusal if there is no whole backup, or one that this version does not understand
     */
    static Manifest read(Path backup, String version) throws IOException {
        Path file = backup.resolve(NAME);
        if (!Files.exists(file)) {
            throw new Refusal(
                    "%s is no whole backup: it has no %s. One that was interrupted ends with %s."
                            .formatted(backup, NAME, Copy.PARTIAL));
        }
        Manifest manifest;
        try {
            // Its version first: a newer format may have other fields.
            JsonNode tree = JSON.readTree(file.toFile());
            int format = tree.path("format").asInt();
            String made = tree.path("lifeline").asText();
            if (format > FORMAT || isNewer(made, version)) {
                throw new Refusal(
                        "%s was made by Lifeline %s, and this is %s: restore it with that version or a newer one."
                                .formatted(backup, made, version));
            }
            manifest = JSON.treeToValue(tree, Manifest.class);
        } catch (IOException | NumberFormatException e) {
            throw new Refusal("%s cannot be read: %s".formatted(file, e.getMessage()));
        }
        if (manifest == null || !manifest.isComplete()) {
            throw new Refusal("%s is damaged: not all is in it.".formatted(file));
        }
        return manifest;
    }

    private boolean isComplete() {
        return takenAt != null
                && directories != null
                && directories.stream().allMatch(Objects::nonNull)
                && files != null
                && files.values().stream().allMatch(Objects::nonNull);
    }

    void write(Path backup) throws IOException {
        DataDirectory.writePrivate(backup.resolve(NAME), JSON.writeValueAsString(this) + "\n");
    }

    long bytes() {
        return files.values().stream().mapToLong(Entry::bytes).sum();
    }

    private static boolean isNewer(String made, String version) {
        List<Integer> left = numbers(made);
        List<Integer> right = numbers(version);
        for (int i = 0; i < left.size() && i < right.size(); i++) {
            if (!left.get(i).equals(right.get(i))) {
                return left.get(i) > right.get(i);
            }
        }
        return left.size() > right.size();
    }

    private static List<Integer> numbers(String version) {
        return Arrays.stream(version.split("\\.", -1)).map(Integer::valueOf).toList();
    }
}
