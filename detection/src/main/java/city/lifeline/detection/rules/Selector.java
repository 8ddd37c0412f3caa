package city.lifeline.detection.rules;

import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which points a rule is for. What is given must all hold; what is not given does not restrict.
 *
 * @param quantity of the point; null: any
 * @param assetClass of the point's asset; null: any, also a point without an asset
 * @param tags that the point or its asset must carry, all of them; empty: none needed
 * @param points ids of which the point must be one; empty: any
 * @param allPoints whether the author has said that matching every point is meant
 * @param allowNoPoints whether the author has said that matching no point is no mistake
 * @param anyOf of which one must match; empty: none needs to
 */
public record Selector(
        @Nullable String quantity,
        @Nullable String assetClass,
        Set<String> tags,
        Set<String> points,
        boolean allPoints,
        boolean allowNoPoints,
        List<Selector> anyOf) {

    public Selector {
        anyOf = List.copyOf(anyOf);
        tags = Set.copyOf(tags);
        points = Set.copyOf(points);
    }

    /** Without alternatives. */
    public Selector(
            @Nullable String quantity,
            @Nullable String assetClass,
            Set<String> tags,
            Set<String> points,
            boolean allPoints,
            boolean allowNoPoints) {
        this(quantity, assetClass, tags, points, allPoints, allowNoPoints, List.of());
    }

    /** What any of the selectors matches. */
    static Selector anyOf(List<Selector> selectors) {
        return new Selector(
                null,
                null,
                Set.of(),
                Set.of(),
                false,
                selectors.stream().allMatch(Selector::allowNoPoints),
                selectors);
    }

    public boolean matches(Point point, @Nullable Asset asset) {
        if (quantity != null && !quantity.equals(point.quantity())) {
            return false;
        }
        if (assetClass != null && (asset == null || !assetClass.equals(asset.assetClass()))) {
            return false;
        }
        if (!points.isEmpty() && !points.contains(point.id())) {
            return false;
        }
        for (String tag : tags) {
            if (!point.tags().contains(tag) && (asset == null || !asset.tags().contains(tag))) {
                return false;
            }
        }
        return anyOf.isEmpty() || anyOf.stream().anyMatch(each -> each.matches(point, asset));
    }
}
