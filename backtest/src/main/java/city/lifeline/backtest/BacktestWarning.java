package city.lifeline.backtest;

import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.detection.trial.Episode;
import city.lifeline.model.Lane;
import city.lifeline.model.Text;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A warning, as its events so far make it. */
final class BacktestWarning {

    private WarningEvent last;
    private long gradeSinceUs;
    private boolean delayed;
    private int upgrades;
    private int downgrades;

    BacktestWarning(WarningEvent first) {
        last = first;
        gradeSinceUs = first.raisedAtUs();
    }

    void add(WarningEvent event) {
        last = event;
        delayed |= event.lane() == Lane.LATE;
        switch (event.kind()) {
            case UPGRADED -> upgrades++;
            case DOWNGRADED -> downgrades++;
            case RAISED, PEAKED, CLEARED -> {}
        }
        if (event.kind() != WarningEvent.Kind.PEAKED) {
            gradeSinceUs = event.atUs();
        }
    }

    String point() {
        return last.point();
    }

    String rule() {
        return last.rule();
    }

    String peak() {
        return last.peak().name();
    }

    long raisedAtUs() {
        return last.raisedAtUs();
    }

    private boolean cleared() {
        return last.kind() == WarningEvent.Kind.CLEARED;
    }

    Episode episode() {
        return new Episode(
                last.rule(),
                last.point(),
                last.peak(),
                last.raisedAtUs(),
                cleared() ? last.atUs() : Long.MAX_VALUE);
    }

    Alarm alarm() {
        return new Alarm(
                last.rule(),
                last.raisedAtUs(),
                cleared() ? last.atUs() : Long.MAX_VALUE,
                "",
                last.point(),
                last.peakValue());
    }

    /** With the fields of {@code lifeline warnings --json}. */
    Map<String, @Nullable Object> fields(Registry registry, RuleSet rules) {
        Point point = registry.point(last.point());
        Asset asset = registry.assets().get(last.asset());
        Rule rule = rules.rule(last.rule());
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", last.id());
        fields.put("run", last.run());
        fields.put("rule", last.rule());
        fields.put("ruleName", text(rule == null ? null : rule.name(), last.rule()));
        fields.put("point", last.point());
        fields.put("pointName", text(point == null ? null : point.name(), last.point()));
        fields.put("asset", last.asset());
        fields.put("assetName", text(asset == null ? null : asset.name(), last.asset()));
        fields.put("assetClass", asset == null ? "" : asset.assetClass());
        fields.put("district", asset == null ? "" : asset.district());
        fields.put("quantity", point == null ? "" : point.quantity());
        fields.put("unit", last.unit());
        fields.put("grade", last.grade() == null ? null : last.grade().name());
        fields.put("peak", peak());
        fields.put("state", cleared() ? "CLEARED" : "RAISED");
        fields.put("value", finite(last.value()));
        fields.put("peakValue", finite(last.peakValue()));
        fields.put("limit", finite(last.limit()));
        fields.put("raisedAt", Times.text(last.raisedAtUs()));
        fields.put("gradeSince", Times.text(gradeSinceUs));
        fields.put("updatedAt", Times.text(last.atUs()));
        fields.put("clearedAt", cleared() ? Times.text(last.atUs()) : null);
        fields.put("certainty", last.certainty().name());
        fields.put("delayed", delayed);
        fields.put("latched", last.latched());
        fields.put("acknowledgedBy", null);
        fields.put("acknowledgedAt", null);
        fields.put("upgrades", upgrades);
        fields.put("downgrades", downgrades);
        fields.put("lastEventNumber", last.number());
        fields.put("rulesVersion", last.rulesVersion());
        return fields;
    }

    private static Map<String, String> text(@Nullable Text text, String id) {
        Map<String, String> both = new LinkedHashMap<>();
        both.put("zh", text == null ? id : text.zh());
        both.put("en", text == null ? id : text.en());
        return both;
    }

    /** JSON knows no NaN and no infinity. */
    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
