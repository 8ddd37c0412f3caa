package city.lifeline.detection.rules;

import city.lifeline.model.registry.Registry;
import java.util.Map;

/** Reads rule files; see {@code docs/rules.md} for their form. */
public final class RuleParser {

    private RuleParser() {}

    /**
     * Reads a whole rule set. It is refused whole if anything is wrong, naming everything that is.
     *
     * @param version of the set, for its warnings
     * @param textByFileName decoded as UTF-8
     * @param registry that the rules' references are checked against; {@link Registry#EMPTY} skips
     *     those checks
     */
    public static ParsedRules parse(
            String version, Map<String, String> textByFileName, Registry registry) {
        return new RuleFilesReader(registry).read(version, textByFileName);
    }
}
