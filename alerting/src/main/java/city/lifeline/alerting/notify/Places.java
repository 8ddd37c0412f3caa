package city.lifeline.alerting.notify;

import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.city.RuleVersions;
import city.lifeline.alerting.maintenance.Scope;
import city.lifeline.alerting.people.Lifelines;
import city.lifeline.alerting.plan.Plan;
import city.lifeline.alerting.plan.Plans;
import city.lifeline.alerting.warning.RuleTexts;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.TextTemplate;
import city.lifeline.model.Outlook;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where a warning is, as far as it decides who is told and what they read. */
public final class Places {

    private static final Text NOTHING = new Text("", "");

    private final CurrentCity city;

    private final RuleVersions rules;
    private final RuleTexts texts;
    private final Plans plans;

    public Places(CurrentCity city, RuleVersions rules, RuleTexts texts, Plans plans) {
        this.city = city;
        this.rules = rules;
        this.plans = plans;
        this.texts = texts;
    }

    record Place(String district, String lifeline) {}

    Place of(Warning warning) {
        return of(warning.asset());
    }

    Place of(String assetId) {
        Asset asset = city.get().registry().assets().get(assetId);
        return new Place(asset == null ? "" : asset.district(), Lifelines.of(asset));
    }

    /** Where a warning is, as far as maintenance windows care. */
    public Scope.Where where(String pointId, String assetId) {
        Point point = city.get().registry().point(pointId);
        Place place = of(assetId);
        return new Scope.Where(
                pointId,
                point == null ? "" : point.gateway(),
                assetId,
                place.district,
                place.lifeline);
    }

    Templates.Told told(Warning warning) {
        CityOfRecord now = city.get();
        Asset asset = now.registry().assets().get(warning.asset());
        // As it was when it raised the warning: its words are of that time.
        Rule rule = rules.rule(warning.rulesVersion(), warning.rule());
        RuleTexts.Said said =
                rule == null
                        ? new RuleTexts.Said(null, null)
                        : texts.of(warning, rule, now.registry().point(warning.point()), asset);
        Outlook outlook = warning.outlook();
        return new Templates.Told(
                warning.id(),
                warning.peak(),
                rule == null ? new Text(warning.rule(), warning.rule()) : rule.name(),
                asset == null ? new Text(warning.asset(), warning.asset()) : asset.name(),
                asset == null ? "" : asset.district(),
                warning.value(),
                warning.limit(),
                warning.unit(),
                warning.raisedAt(),
                orNothing(said.measures()),
                // A message has figure and limit of its own, in fewer characters.
                rule == null || rule.text().equals(TextTemplate.DEFAULT)
                        ? NOTHING
                        : orNothing(said.text()),
                outlook == null ? Double.NaN : outlook.minutes(),
                plan(warning, asset));
    }

    private @Nullable Plan plan(Warning warning, @Nullable Asset asset) {
        return plans.of(warning.rule(), asset == null ? "" : asset.assetClass(), warning.peak())
                .orElse(null);
    }

    private static Text orNothing(@Nullable Text text) {
        return text == null ? NOTHING : text;
    }

    /** Lifelines that have assets, by district. */
    public Map<String, Set<String>> lifelines() {
        Map<String, Set<String>> byDistrict = new TreeMap<>();
        for (Asset asset : city.get().registry().assets().values()) {
            if (!asset.district().isEmpty()) {
                byDistrict
                        .computeIfAbsent(asset.district(), district -> new TreeSet<>())
                        .add(Lifelines.of(asset));
            }
        }
        return byDistrict;
    }
}
