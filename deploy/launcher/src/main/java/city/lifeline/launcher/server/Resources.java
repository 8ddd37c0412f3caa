package city.lifeline.launcher.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Configuration files that lie beside the launcher's classes. */
final class Resources {

    private static final String DIRECTORY = "/city/lifeline/launcher/";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z.]+)}");

    private Resources() {}

    static void copy(String name, Path file) throws IOException {
        Files.writeString(file, text(name));
    }

    /** A file's text with each <code>${name}</code> replaced. */
    static String template(String name, Map<String, String> values) throws IOException {
        return filled(text(name), values);
    }

    static String filled(String template, Map<String, String> values) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(
                        match -> {
                            String value = values.get(match.group(1));
                            if (value == null) {
                                throw new IllegalArgumentException("no value for " + match.group());
                            }
                            return Matcher.quoteReplacement(value);
                        });
    }

    private static String text(String name) throws IOException {
        try (InputStream in = Resources.class.getResourceAsStream(DIRECTORY + name)) {
            if (in == null) {
                throw new IOException(name + " is missing in the launcher's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
