package city.lifeline.launcher.instance;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Configuration files as all our processes read them. */
public final class SettingsFile {

    private SettingsFile() {}

    /** All keys of a file; empty if there is none. */
    public static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IllegalArgumentException e) {
                throw new Refusal("%s is no properties file: %s.".formatted(file, e.getMessage()));
            }
        }
        Map<String, String> texts = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            texts.put(key, properties.getProperty(key).strip());
        }
        return texts;
    }

    /** Text of a file that reads back as the same keys. */
    public static String text(String heading, Map<String, String> texts) {
        StringBuilder text = new StringBuilder();
        heading.lines().forEach(line -> text.append("# ").append(line).append('\n'));
        new TreeMap<>(texts)
                .forEach(
                        (key, value) ->
                                text.append(key).append('=').append(escaped(value)).append('\n'));
        return text.toString();
    }

    public static void write(Path file, String heading, Map<String, String> texts)
            throws IOException {
        DataDirectory.writePrivate(file, text(heading, texts));
    }

    private static String escaped(String value) {
        String escaped = value.replace("\\", "\\\\").replace("\n", "\\n");
        return escaped.startsWith(" ") ? "\\" + escaped : escaped;
    }
}
