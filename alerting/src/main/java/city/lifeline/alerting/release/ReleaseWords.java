package city.lifeline.alerting.release;

import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.city.RuleVersions;
import city.lifeline.alerting.warning.RuleTexts;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.detection.rules.Rule;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;

/** The words for the public that a warning's rule has, in the version that raised it. */
public final class ReleaseWords {

    private static final Text NOTHING = new Text("", "");

    private final CurrentCity city;
    private final RuleVersions rules;
    private final RuleTexts texts;

    public ReleaseWords(CurrentCity city, RuleVersions rules, RuleTexts texts) {
        this.city = city;
        this.rules = rules;
        this.texts = texts;
    }

    Words of(Warning warning) {
        CityOfRecord now = city.get();
        Rule rule = rules.rule(warning.rulesVersion(), warning.rule());
        Asset asset = now.registry().assets().get(warning.asset());
        Text place = asset == null ? new Text(warning.asset(), warning.asset()) : asset.name();
        if (rule == null) {
            return new Words(place, NOTHING);
        }
        RuleTexts.Said said = texts.of(warning, rule, now.registry().point(warning.point()), asset);
        Text text = said.text();
        Text measures = said.measures();
        return new Words(
                text != null
                        ? text
                        : new Text(
                                place.zh() + "：" + rule.name().zh(),
                                place.en() + ": " + rule.name().en()),
                measures == null ? NOTHING : measures);
    }
}
