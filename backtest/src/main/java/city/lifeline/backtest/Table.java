package city.lifeline.backtest;

import city.lifeline.simulators.replay.Mapping;
import java.nio.file.Path;
import java.util.List;

/**
 * A recording, and how to read it.
 *
 * @param mapping whose columns with a point of {@link #LABEL} and a name are labels
 * @param assumptions what was guessed, for people
 */
record Table(Path file, Mapping mapping, List<String> assumptions) {

    /** Begins the point of a column that says what is an event; no id of a point is like that. */
    static final String LABEL = "\u0000label ";

    Table {
        assumptions = List.copyOf(assumptions);
    }

    static boolean isLabel(String point) {
        return point.startsWith(LABEL);
    }

    boolean isWide() {
        return mapping.rows() == null;
    }
}
