package city.lifeline.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A part of a page of {@code docs} that is made from the code, between {@code <!-- begin NAME -->}
 * and {@code <!-- end NAME -->}.
 */
public final class GeneratedSection {

    private GeneratedSection() {}

    /**
     * Fails unless the page has these lines there; {@code -Dlifeline.docs.write=true} writes them.
     *
     * @param page such as {@code docs/configuration.md}
     */
    public static void check(String page, String name, List<String> lines) throws IOException {
        Path file = root().resolve(page);
        String text = Files.readString(file);
        String begin = "<!-- begin " + name + " -->\n";
        String end = "<!-- end " + name + " -->";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        assertTrue(from >= 0 && to > from, () -> page + " has no section " + name);
        String wanted = String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("lifeline.docs.write")) {
            Files.writeString(
                    file, text.substring(0, from + begin.length()) + wanted + text.substring(to));
            return;
        }
        assertEquals(
                wanted,
                text.substring(from + begin.length(), to),
                () ->
                        "%s, section %s, is not what the code says; write it with -Dlifeline.docs.write=true"
                                .formatted(page, name));
    }

    /** Root of the clone that the tests run in. */
    public static Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("lifeline")) && Files.exists(at.resolve("docs"))) {
                return at;
            }
        }
        throw new IllegalStateException("not in a clone of Lifeline");
    }
}
