package city.lifeline.alerting.maintenance;

import java.util.Set;

/**
 * What a maintenance window is about.
 *
 * @param ids of points, of one asset, one district or one gateway
 * @param lifeline of a district: one of them or {@link #ANY}; else empty
 */
public record Scope(Kind kind, Set<String> ids, String lifeline) {

    public static final String ANY = "*";

    /** Which ids name it. */
    public enum Kind {
        POINTS,
        ASSET,
        DISTRICT,
        GATEWAY
    }

    public Scope {
        ids = Set.copyOf(ids);
    }

    /**
     * Where a warning is.
     *
     * @param point empty if it is about no single point, as is then {@code gateway}
     */
    public record Where(
            String point, String gateway, String asset, String district, String lifeline) {}

    public boolean covers(Where where) {
        return switch (kind) {
            case POINTS -> ids.contains(where.point);
            case ASSET -> ids.contains(where.asset);
            case GATEWAY -> ids.contains(where.gateway);
            case DISTRICT ->
                    ids.contains(where.district)
                            && (lifeline.equals(ANY) || lifeline.equals(where.lifeline));
        };
    }
}
