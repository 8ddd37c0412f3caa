package city.lifeline.launcher.evaluate;

import city.lifeline.launcher.report.HtmlPage;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A score as one HTML file that needs nothing else, with plots. */
final class HtmlReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private HtmlReport() {}

    static void write(Path file, Score score, String title) throws IOException {
        HtmlPage.write(
                file,
                "/city/lifeline/launcher/evaluate/report.html",
                title,
                String.join("\n", new Report(score).lines()),
                data(score));
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
}
