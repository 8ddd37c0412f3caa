package city.lifeline.launcher.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An HTML file with plots in it, made of a template of the class path. */
public final class HtmlPage {

    private static final String ECHARTS =
            "/META-INF/resources/_static/echarts/%s/dist/echarts.min.js";
    private static final ObjectMapper JSON = new ObjectMapper();

    private HtmlPage() {}

    /**
     * Writes one.
     *
     * @param template resource with {@code @TITLE@}, {@code @TEXT@}, {@code @DATA@} and
     *     {@code @ECHARTS@} in it
     * @param text shown as it is
     * @param data what the template's script draws
     */
    public static void write(Path file, String template, String title, String text, JsonNode data)
            throws IOException {
        Files.writeString(
                file,
                resource(template)
                        .replace("@TITLE@", escaped(title))
                        .replace("@TEXT@", escaped(text))
                        .replace("@DATA@", JSON.writeValueAsString(data).replace("<", "\\u003c"))
                        .replace("@ECHARTS@", echarts()));
    }

    private static String echarts() throws IOException {
        String properties = resource("/META-INF/maven/org.mvnpm/echarts/pom.properties");
        String version =
                properties
                        .lines()
                        .filter(line -> line.startsWith("version="))
                        .map(line -> line.substring("version=".length()).strip())
                        .findFirst()
                        .orElseThrow();
        return resource(ECHARTS.formatted(version)).replace("</script", "<\\/script");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("%s is not on the class path".formatted(name));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
