package city.lifeline.model;

import java.nio.charset.StandardCharsets;

/**
 * Derives a warning's id, so that the same episode has the same id however often it is computed.
 */
public final class WarningIds {

    private WarningIds() {}

    /**
     * A {@link ShortHash}.
     *
     * @param subject id of the point or, for rules over several points, of the asset
     * @param episodeStartUs event time of the episode's start, µs since the epoch
     */
    public static String of(String run, String rule, String subject, long episodeStartUs) {
        return ShortHash.of(
                (run + '\n' + rule + '\n' + subject + '\n' + episodeStartUs)
                        .getBytes(StandardCharsets.UTF_8));
    }
}
