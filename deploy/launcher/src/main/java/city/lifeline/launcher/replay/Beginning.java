package city.lifeline.launcher.replay;

import city.lifeline.model.Runs;
import city.lifeline.simulators.replay.DryRun;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What alerting is told of a replay that begins. */
final class Beginning {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Beginning() {}

    static ObjectNode of(String run, String title, DryRun dryRun) {
        ObjectNode beginning = JSON.createObjectNode();
        beginning.put("run", run);
        beginning.put("title", title);
        beginning.put("first", String.valueOf(dryRun.first()));
        beginning.put("last", String.valueOf(dryRun.last()));
        if (run.equals(Runs.LIVE)) {
            ArrayNode points = beginning.putArray("points");
            dryRun.readingsByPoint().keySet().forEach(points::add);
        }
        return beginning;
    }
}
