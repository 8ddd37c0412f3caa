package city.lifeline.alerting.web;

import city.lifeline.model.Grade;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A warning of a rule with limits 1, 2, 3 and 4, as REST shows it.
 *
 * @param name of rule, point and asset alike, in both languages unless {@link #named} says
 *     otherwise
 * @param grades after each event; null after the last one if that cleared it
 */
record CannedWarning(
        String id,
        String run,
        String point,
        String name,
        String nameZh,
        List<@Nullable Grade> grades,
        Instant raisedAt,
        @Nullable String acknowledged) {

    static CannedWarning of(String id, Grade grade) {
        return new CannedWarning(
                id,
                "live",
                "P-" + id,
                "Rule " + id,
                "规则 " + id,
                List.of(grade),
                Instant.now().minusSeconds(125),
                null);
    }

    CannedWarning of(String otherRun) {
        return new CannedWarning(id, otherRun, point, name, nameZh, grades, raisedAt, acknowledged);
    }

    CannedWarning named(String en, String zh) {
        return new CannedWarning(id, run, point, en, zh, grades, raisedAt, acknowledged);
    }

    CannedWarning then(@Nullable Grade grade) {
        List<@Nullable Grade> more = new ArrayList<>(grades);
        more.add(grade);
        return new CannedWarning(id, run, point, name, nameZh, more, raisedAt, acknowledged);
    }

    CannedWarning acknowledgedBy(String user) {
        return new CannedWarning(id, run, point, name, nameZh, grades, raisedAt, user);
    }

    @Nullable Grade grade() {
        return grades.get(grades.size() - 1);
    }

    boolean isOpen() {
        return grade() != null;
    }

    Grade peak() {
        Grade peak = Grade.BLUE;
        for (Grade grade : grades) {
            if (grade != null && grade.isAbove(peak)) {
                peak = grade;
            }
        }
        return peak;
    }

    int upgrades() {
        return (int) events().stream().filter(e -> "UPGRADED".equals(e.get("kind"))).count();
    }

    int downgrades() {
        return (int) events().stream().filter(e -> "DOWNGRADED".equals(e.get("kind"))).count();
    }

    Map<String, Object> view() {
        Map<String, String> text = Map.of("en", name, "zh", nameZh);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", id);
        view.put("run", run);
        view.put("rule", "rule-" + id);
        view.put("ruleName", text);
        view.put("point", point);
        view.put("pointName", text);
        view.put("asset", "asset-" + id);
        view.put("assetName", text);
        view.put("assetClass", "gas-manhole");
        view.put("district", "庐阳区");
        view.put("quantity", "methane");
        view.put("unit", "%{vol}");
        Grade grade = grade();
        if (grade != null) {
            view.put("grade", grade.name());
        } else {
            view.put("clearedAt", at(grades.size() - 1));
        }
        view.put("peak", peak().name());
        view.put("state", grade == null ? "CLEARED" : "RAISED");
        view.put("value", value(grade));
        view.put("ofReadings", true);
        view.put("peakValue", value(peak()));
        view.put("limit", limit(grade));
        view.put("raisedAt", raisedAt.toString());
        view.put("gradeSince", at(grades.size() - 1));
        view.put("updatedAt", at(grades.size() - 1));
        view.put("certainty", "LIKELY");
        view.put("delayed", false);
        view.put("latched", false);
        if (acknowledged != null) {
            view.put("acknowledgedBy", acknowledged);
            view.put("acknowledgedAt", raisedAt.plusSeconds(60).toString());
        }
        view.put("upgrades", upgrades());
        view.put("downgrades", downgrades());
        view.put("lastEventNumber", grades.size());
        view.put("rulesVersion", "1");
        view.put("text", Map.of("en", name + " rises", "zh", nameZh + "上升"));
        view.put("measures", Map.of("en", "Ventilate", "zh", "通风"));
        view.put(
                "outlook",
                Map.of("at", raisedAt.toString(), "minutes", 600, "earliest", 500, "latest", 700));
        return view;
    }

    /** What people have done, as REST shows it. */
    Map<String, Object> handling() {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", id);
        view.put("state", acknowledged == null ? "RAISED" : "ACKNOWLEDGED");
        view.put("version", acknowledged == null ? 0 : 1);
        view.put("allowed", List.of(acknowledged == null ? "ACKNOWLEDGE" : "ASSESS"));
        view.put("unanswered", acknowledged == null);
        if (acknowledged != null) {
            view.put("acknowledgedBy", acknowledged);
            view.put("acknowledgedAt", raisedAt.plusSeconds(60).toString());
        }
        view.put("steps", List.of());
        view.put("photos", List.of());
        return view;
    }

    List<Map<String, Object>> events() {
        List<Map<String, Object>> events = new ArrayList<>();
        Grade before = null;
        for (int i = 0; i < grades.size(); i++) {
            Grade grade = grades.get(i);
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("number", i + 1);
            event.put("kind", kind(before, grade));
            if (grade != null) {
                event.put("grade", grade.name());
            }
            event.put("peak", peak().name());
            event.put("value", value(grade));
            event.put("peakValue", value(peak()));
            event.put("limit", limit(grade));
            event.put("at", at(i));
            event.put("storedAt", at(i));
            events.add(event);
            before = grade;
        }
        return events;
    }

    private static String kind(@Nullable Grade before, @Nullable Grade after) {
        if (after == null) {
            return "CLEARED";
        }
        if (before == null) {
            return "RAISED";
        }
        return after.isAbove(before) ? "UPGRADED" : "DOWNGRADED";
    }

    private String at(int event) {
        return raisedAt.plusSeconds(10L * event).toString();
    }

    private static double limit(@Nullable Grade grade) {
        return grade == null
                ? 0.9
                : List.of(1.0, 2.0, 3.0, 4.0).get(List.of(Grade.values()).indexOf(grade));
    }

    private static double value(@Nullable Grade grade) {
        return grade == null ? 0.8 : limit(grade) + 0.25;
    }
}
