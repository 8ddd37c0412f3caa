package city.lifeline.launcher.prove;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What warnings a recording holds, found without any of the code under test: reads the whole file,
 * point by point, with a latch for each grade.
 */
public final class Oracle {

    private final List<Limits> grades;

    /** Limits of one grade; in the order of grades, the mildest first. */
    public record Limits(String grade, double raise, double clear) {}

    /** A warning as it is in the end. */
    public record Expected(
            String point,
            Instant raisedAt,
            @Nullable Instant clearedAt,
            String peak,
            double peakValue,
            int upgrades,
            int downgrades) {}

    public Oracle(List<Limits> grades) {
        this.grades = List.copyOf(grades);
    }

    /** A reading of one point. */
    public record Row(Instant time, double value) {}

    /** Warnings of a {@code time,point,value} file whose rows are in the order of time. */
    public Set<Expected> warnings(Path recording) throws IOException {
        Map<String, ArrayList<Row>> byPoint = new TreeMap<>();
        for (String line : Files.readAllLines(recording).stream().skip(1).toList()) {
            String[] fields = line.split(",", -1);
            byPoint.computeIfAbsent(fields[1], point -> new ArrayList<>())
                    .add(new Row(Instant.parse(fields[0]), Double.parseDouble(fields[2])));
        }
        return warnings(byPoint);
    }

    /** Warnings of readings by point, in the order of time. */
    public Set<Expected> warnings(Map<String, ? extends List<Row>> byPoint) {
        Set<Expected> warnings = new HashSet<>();
        byPoint.forEach((point, rows) -> evaluate(point, rows, warnings));
        return warnings;
    }

    private void evaluate(String point, List<Row> rows, Set<Expected> warnings) {
        boolean[] latched = new boolean[grades.size()];
        int grade = -1;
        int peak = -1;
        int upgrades = 0;
        int downgrades = 0;
        double peakValue = 0;
        Instant raisedAt = Instant.MIN;
        for (Row row : rows) {
            int now = -1;
            for (int i = 0; i < latched.length; i++) {
                Limits limits = grades.get(i);
                if (row.value >= limits.raise) {
                    latched[i] = true;
                } else if (row.value < limits.clear) {
                    latched[i] = false;
                }
                if (latched[i]) {
                    now = i;
                }
            }
            if (grade < 0 && now >= 0) {
                raisedAt = row.time;
                peak = now;
                peakValue = row.value;
                upgrades = 0;
                downgrades = 0;
            } else if (grade >= 0 && now > grade) {
                upgrades++;
                peak = Math.max(peak, now);
            } else if (now >= 0 && now < grade) {
                downgrades++;
            }
            if (now >= 0) {
                peakValue = Math.max(peakValue, row.value);
            } else if (grade >= 0) {
                warnings.add(
                        new Expected(
                                point,
                                raisedAt,
                                row.time,
                                grades.get(peak).grade,
                                peakValue,
                                upgrades,
                                downgrades));
            }
            grade = now;
        }
        if (grade >= 0) {
            warnings.add(
                    new Expected(
                            point,
                            raisedAt,
                            null,
                            grades.get(peak).grade,
                            peakValue,
                            upgrades,
                            downgrades));
        }
    }

    /** A warning as alerting tells it over REST. */
    public static Expected observed(JsonNode warning) {
        JsonNode clearedAt = warning.path("clearedAt");
        return new Expected(
                warning.path("point").asText(),
                Instant.parse(warning.path("raisedAt").asText()),
                clearedAt.isNull() ? null : Instant.parse(clearedAt.asText()),
                warning.path("peak").asText(),
                warning.path("peakValue").asDouble(),
                warning.path("upgrades").asInt(),
                warning.path("downgrades").asInt());
    }
}
