package city.lifeline.alerting.web;

import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.incident.Incident;
import city.lifeline.alerting.incident.JoinRules;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.detection.rules.Rule;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Point;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts names to incidents. */
public final class IncidentViews {

    private final CurrentCity city;
    private final WarningStore warnings;
    private final JoinRules rules;

    public IncidentViews(CurrentCity city, WarningStore warnings, JoinRules rules) {
        this.city = city;
        this.warnings = warnings;
        this.rules = rules;
    }

    public List<IncidentView> of(List<Incident> incidents) {
        Map<String, Warning> leads = new HashMap<>();
        for (HandledWarning lead :
                warnings.find(
                        incidents.stream().map(Incident::lead).filter(Objects::nonNull).toList())) {
            leads.put(lead.warning().id(), lead.warning());
        }
        return incidents.stream()
                .map(one -> of(one, one.lead() == null ? null : leads.get(one.lead())))
                .toList();
    }

    public IncidentView of(Incident incident) {
        return of(List.of(incident)).get(0);
    }

    private IncidentView of(Incident incident, @Nullable Warning lead) {
        CityOfRecord now = city.get();
        Asset asset = lead == null ? null : now.registry().assets().get(lead.asset());
        return new IncidentView(
                incident.id(),
                incident.run(),
                title(incident, lead, asset, now),
                asset == null ? "" : asset.district(),
                incident.grade(),
                incident.peak(),
                incident.lead(),
                incident.openedAt(),
                incident.endedAt(),
                incident.updatedAt(),
                incident.warnings(),
                incident.open(),
                incident.unanswered(),
                incident.assets(),
                incident.drill(),
                rules.reasons(incident.joins()).stream()
                        .map(reason -> new IncidentView.Reason(reason.id(), reason.name()))
                        .toList(),
                incident.byHand(),
                incident.version(),
                incident.mergedInto());
    }

    /** What the join that has a title calls it, else its worst warning. */
    private Text title(
            Incident incident, @Nullable Warning lead, @Nullable Asset asset, CityOfRecord now) {
        if (lead == null) {
            return new Text("事件 " + incident.id(), "Incident " + incident.id());
        }
        Text place = asset == null ? new Text(lead.asset(), lead.asset()) : asset.name();
        Rule rule = now.rules().rule(lead.rule());
        Text title = rules.title(incident.joins());
        if (title == null) {
            Text what = rule == null ? new Text(lead.rule(), lead.rule()) : rule.name();
            return new Text(
                    "%s · %s".formatted(what.zh(), place.zh()),
                    "%s · %s".formatted(what.en(), place.en()));
        }
        Point point = now.registry().point(lead.point());
        Gateway gateway = point == null ? null : now.registry().gateways().get(point.gateway());
        Text gatewayName = gateway == null ? place : gateway.name();
        String district = asset == null ? "" : asset.district();
        return new Text(
                filled(title.zh(), district, place.zh(), gatewayName.zh()),
                filled(title.en(), district, place.en(), gatewayName.en()));
    }

    private static String filled(String title, String district, String asset, String gateway) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int open = title.indexOf('{'); open >= 0; open = title.indexOf('{', from)) {
            int close = title.indexOf('}', open);
            if (close < 0) {
                break;
            }
            text.append(title, from, open)
                    .append(
                            switch (title.substring(open + 1, close)) {
                                case "district" -> district;
                                case "asset" -> asset;
                                case "gateway" -> gateway;
                                default -> title.substring(open, close + 1);
                            });
            from = close + 1;
        }
        return text.append(title.substring(from)).toString();
    }
}
