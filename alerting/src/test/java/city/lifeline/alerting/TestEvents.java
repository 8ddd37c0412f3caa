package city.lifeline.alerting;

import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.Outlook;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.WarningIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the events of one warning in their order. */
public final class TestEvents {

    public static final long START_US = 1_795_334_400_000_000L;

    private final String run;
    private final String point;
    private final long startUs;
    private final boolean latched;
    private final List<WarningEvent> events = new ArrayList<>();

    public TestEvents(String run, String point, long startUs, boolean latched) {
        this.run = run;
        this.point = point;
        this.startUs = startUs;
        this.latched = latched;
    }

    public static TestEvents live(String point) {
        return new TestEvents("live", point, START_US, false);
    }

    public String id() {
        return WarningIds.of(run, "G1", point, startUs);
    }

    public WarningEvent raised(Grade grade, double value) {
        return add(WarningEvent.Kind.RAISED, grade, value);
    }

    public WarningEvent upgraded(Grade grade, double value) {
        return add(WarningEvent.Kind.UPGRADED, grade, value);
    }

    public WarningEvent downgraded(Grade grade, double value) {
        return add(WarningEvent.Kind.DOWNGRADED, grade, value);
    }

    /** Raised by a forecast. */
    public WarningEvent foreseen(Grade grade, double value, Outlook outlook) {
        return newest(raised(grade, value), Certainty.POSSIBLE, outlook, Map.of());
    }

    /** The newest one, with the numbers of its rule's inputs. */
    public WarningEvent telling(Map<String, Double> inputs) {
        WarningEvent e = events.get(events.size() - 1);
        return newest(e, e.certainty(), e.outlook(), inputs);
    }

    private WarningEvent newest(
            WarningEvent e,
            Certainty certainty,
            @Nullable Outlook outlook,
            Map<String, Double> inputs) {
        WarningEvent newest =
                new WarningEvent(
                        e.id(),
                        e.number(),
                        e.kind(),
                        e.run(),
                        e.rule(),
                        e.rulesVersion(),
                        e.point(),
                        e.asset(),
                        e.grade(),
                        e.peak(),
                        e.value(),
                        e.peakValue(),
                        e.limit(),
                        e.unit(),
                        e.atUs(),
                        e.raisedAtUs(),
                        e.lane(),
                        certainty,
                        e.latched(),
                        outlook,
                        inputs);
        events.set(events.size() - 1, newest);
        return newest;
    }

    public WarningEvent peaked(double value) {
        return add(WarningEvent.Kind.PEAKED, events.get(events.size() - 1).grade(), value);
    }

    public WarningEvent cleared(double value) {
        return add(WarningEvent.Kind.CLEARED, null, value);
    }

    public List<WarningEvent> all() {
        return List.copyOf(events);
    }

    private WarningEvent add(WarningEvent.Kind kind, @Nullable Grade grade, double value) {
        WarningEvent last = events.isEmpty() ? null : events.get(events.size() - 1);
        Grade peak = last == null ? Grade.BLUE : last.peak();
        if (grade != null && grade.isAbove(peak)) {
            peak = grade;
        }
        double peakValue = last == null ? value : Math.max(last.peakValue(), value);
        WarningEvent event =
                new WarningEvent(
                        id(),
                        events.size() + 1,
                        kind,
                        run,
                        "G1",
                        "v1",
                        point,
                        point.substring(0, 4),
                        grade,
                        peak,
                        value,
                        peakValue,
                        10,
                        "%{LEL}",
                        startUs + events.size() * 1_000_000L,
                        startUs,
                        Lane.LIVE,
                        Certainty.LIKELY,
                        latched);
        events.add(event);
        return event;
    }
}
