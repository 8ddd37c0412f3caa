package city.lifeline.detection.rules;

import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Optional;

/** How rule files and messages spell things. */
final class Words {

    private static final int LISTED = 12;

    /** Among more, a likely word is not worth the search. */
    private static final int SEARCHED = 20_000;

    private Words() {}

    static String of(Grade grade) {
        return switch (grade) {
            case BLUE -> "blue";
            case YELLOW -> "yellow";
            case ORANGE -> "orange";
            case RED -> "red";
        };
    }

    static String of(Certainty certainty) {
        return switch (certainty) {
            case OBSERVED -> "observed";
            case LIKELY -> "likely";
            case POSSIBLE -> "possible";
        };
    }

    /** As a person writes it: {@code 25}, {@code 0.36}. */
    static String number(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }

    /** Sorted and shortened: {@code a, b and 7 more}; {@code none}. */
    static String list(Collection<String> words) {
        if (words.isEmpty()) {
            return "none";
        }
        String listed = String.join(", ", words.stream().sorted().limit(LISTED).toList());
        return words.size() <= LISTED
                ? listed
                : listed + " and " + (words.size() - LISTED) + " more";
    }

    /** The known word that was probably meant. */
    static Optional<String> nearest(String word, Collection<String> known) {
        if (known.size() > SEARCHED) {
            return Optional.empty();
        }
        String best = null;
        int bestDistance = Math.min(3, 1 + word.length() / 3) + 1;
        for (String candidate : known.stream().sorted().toList()) {
            int distance = distance(word, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Insertions, deletions and replacements, case aside. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same =
                        Character.toLowerCase(a.charAt(i - 1))
                                == Character.toLowerCase(b.charAt(j - 1));
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
