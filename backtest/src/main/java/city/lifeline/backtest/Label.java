package city.lifeline.backtest;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a cell of a label column says. */
final class Label {

    private Label() {}

    /** Whether it marks an event; null if it is no label. */
    static @Nullable Boolean of(String cell) {
        String text = cell.strip().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "1", "1.0", "1,0", "true", "yes", "anomaly", "attack", "a ttack", "-1", "-1.0" ->
                    true;
            case "0", "0.0", "0,0", "false", "no", "normal" -> false;
            default -> text.matches("[0-9.]+") ? zero(text) : null;
        };
    }

    private static @Nullable Boolean zero(String text) {
        try {
            return Double.parseDouble(text) != 0;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
