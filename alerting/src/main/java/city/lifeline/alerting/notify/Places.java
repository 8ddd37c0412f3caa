package city.lifeline.alerting.notify;

import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.people.Lifelines;
import city.lifeline.alerting.warning.RuleTexts;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.detection.rules.Rule;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where a warning is, as far as it decides who is told and what they read. */
public final class Places {

    private final CurrentCity city;

    private final RuleTexts texts;

    public Places(CurrentCity city, RuleTexts texts) {
        this.city = city;
        this.texts = texts;
    }

    record Place(String district, String lifeline) {}

    Place of(Warning warning) {
        Asset asset = city.get().registry().assets().get(warning.asset());
        return new Place(asset == null ? "" : asset.district(), Lifelines.of(asset));
    }

    Templates.Told told(Warning warning) {
        CityOfRecord now = city.get();
        Asset asset = now.registry().assets().get(warning.asset());
        Rule rule = now.rules().rule(warning.rule());
        Text measures =
                rule == null
                        ? null
                        : texts.of(warning, rule, now.registry().point(warning.point()), asset)
                                .measures();
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
                measures == null ? new Text("", "") : measures);
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
