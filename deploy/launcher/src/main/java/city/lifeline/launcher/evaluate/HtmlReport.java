package city.lifeline.launcher.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A score as one HTML file that needs nothing else, with plots. */
final class HtmlReport {

    private static final String ECHARTS =
            "/META-INF/resources/_static/echarts/%s/dist/echarts.min.js";
    private static final ObjectMapper JSON = new ObjectMapper();

    private HtmlReport() {}

    static void write(Path file, Score score, String title) throws IOException {
        Files.writeString(
                file,
                template()
                        .replace("@TITLE@", escaped(title))
                        .replace("@TEXT@", escaped(String.join("\n", new Report(score).lines())))
                        .replace(
                                "@DATA@",
                                JSON.writeValueAsString(data(score)).replace("<", "\\u003c"))
                        .replace("@ECHARTS@", echarts()));
    }

    private static ObjectNode data(Score score) {
        ObjectNode data = JSON.createObjectNode();
        ArrayNode rows = data.putArray("scenarios");
        for (Map.Entry<String, List<Score.Event>> entry :
                new Report(score).byScenario().entrySet()) {
            ObjectNode row = rows.addObject();
            row.put("name", entry.getKey());
            row.put("recall", Math.round(Score.share(entry.getValue()) * 1_000) / 10.0);
            ArrayNode delays = row.putArray("delays");
            for (Duration delay : Report.delays(entry.getValue())) {
                delays.add(delay.toSeconds() / 60.0);
            }
        }
        return data;
    }

    private static String template() throws IOException {
        return resource("/city/lifeline/launcher/evaluate/report.html");
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
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
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
