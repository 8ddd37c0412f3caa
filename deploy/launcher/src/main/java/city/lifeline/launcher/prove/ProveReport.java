package city.lifeline.launcher.prove;

import city.lifeline.launcher.report.HtmlPage;
import city.lifeline.prove.proof.Trial;
import city.lifeline.prove.proof.Verdict;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What proofs found, as one HTML file that needs nothing else. */
final class ProveReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ProveReport() {}

    static void write(Path file, Outcome outcome, long seed, long minutes) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        StringBuilder text = new StringBuilder();
        outcome.lines().forEach(line -> text.append(line).append('\n'));
        for (Verdict verdict : outcome.verdicts()) {
            text.append('\n').append(verdict.promise()).append("  ").append(verdict.title());
            text.append('\n').append("      ").append(Outcome.inWords(verdict)).append('\n');
            for (Trial.Figure figure : verdict.figures()) {
                text.append(
                        String.format(
                                Locale.ROOT,
                                "      %-44s %,.3f %s%n",
                                figure.name(),
                                figure.value(),
                                figure.unit()));
            }
            for (Trial.Line line : verdict.story()) {
                text.append(
                        String.format(
                                Locale.ROOT, "      %7.1f s  %s%n", line.atS(), line.words()));
            }
        }
        HtmlPage.write(
                file,
                "/city/lifeline/launcher/prove/report.html",
                "Lifeline, promises and proofs: seed %d, %s"
                        .formatted(seed, minutes == 0 ? "brief form" : minutes + " minutes each"),
                text.toString(),
                data(outcome));
    }

    private static ObjectNode data(Outcome outcome) {
        ObjectNode data = JSON.createObjectNode();
        ArrayNode proofs = data.putArray("proofs");
        for (Verdict verdict : outcome.verdicts()) {
            if (verdict.lag().isEmpty()) {
                continue;
            }
            ObjectNode proof = proofs.addObject();
            proof.put("name", verdict.promise() + ", " + verdict.title());
            ArrayNode lag = proof.putArray("lag");
            verdict.lag().forEach(each -> lag.addArray().add(each.atS()).add(each.lagS()));
            ArrayNode story = proof.putArray("story");
            verdict.story().forEach(each -> story.addArray().add(each.atS()).add(each.words()));
        }
        return data;
    }
}
