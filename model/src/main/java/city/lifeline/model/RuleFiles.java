package city.lifeline.model;

import java.util.Map;

/**
 * A rule set as people wrote it, with who put it in force and why.
 *
 * @param version content hash or number, unique among the sets ever applied
 * @param appliedAtUs µs since the epoch
 * @param files text by file name
 */
public record RuleFiles(
        String version, String author, String reason, long appliedAtUs, Map<String, String> files) {

    public RuleFiles {
        files = Map.copyOf(files);
    }
}
