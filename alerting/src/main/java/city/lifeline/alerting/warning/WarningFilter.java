package city.lifeline.alerting.warning;

import city.lifeline.model.Grade;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which warnings are asked for.
 *
 * @param run null for all runs
 * @param grades current grades; empty for any
 * @param point null for any
 * @param rule null for any
 * @param assets whose warnings are all that may be seen; null: of any
 * @param words all of which are to be found in its ids or in what things of it are called
 */
public record WarningFilter(
        @Nullable String run,
        Openness openness,
        Set<Grade> grades,
        @Nullable String point,
        @Nullable String rule,
        @Nullable Set<String> assets,
        List<SearchWord> words) {

    public WarningFilter {
        words = List.copyOf(words);
        grades = Set.copyOf(grades);
        assets = assets == null ? null : Set.copyOf(assets);
    }

    /** Whatever it is called. */
    public WarningFilter(
            @Nullable String run,
            Openness openness,
            Set<Grade> grades,
            @Nullable String point,
            @Nullable String rule,
            @Nullable Set<String> assets) {
        this(run, openness, grades, point, rule, assets, List.of());
    }

    /** Of any asset. */
    public WarningFilter(
            @Nullable String run,
            Openness openness,
            Set<Grade> grades,
            @Nullable String point,
            @Nullable String rule) {
        this(run, openness, grades, point, rule, null, List.of());
    }

    /** As {@link HandledWarning#isOpen} has it. */
    public enum Openness {
        OPEN,
        CLOSED,
        ALL
    }

    /** In which order they are wanted. */
    public enum Order {
        OLDEST_FIRST("w.raised_at, w.id"),
        NEWEST_FIRST("w.raised_at desc, w.id"),
        LEAST_RECENTLY_UPDATED("w.updated_at, w.id"),
        MOST_RECENTLY_UPDATED("w.updated_at desc, w.id"),
        MILDEST_FIRST("w.grade asc nulls first, w.raised_at desc, w.id"),
        WORST_FIRST("w.grade desc nulls last, w.raised_at desc, w.id");

        private final String sql;

        Order(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }

        boolean isByGrade() {
            return this == MILDEST_FIRST || this == WORST_FIRST;
        }
    }
}
