package city.lifeline.backtest;

import city.lifeline.detection.anomaly.Score;
import city.lifeline.simulators.replay.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is kept of the scores of one file: alarms, labelled events, curves to draw. */
final class Observations implements ScoreSink {

    private static final int MOST_CURVES = 16;

    private final String file;
    private final Map<String, Curve> curves = new LinkedHashMap<>();
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final Curve joint = new Curve();
    private long eventStartUs = Long.MIN_VALUE;
    private long eventEndUs;
    private long samples;
    private long firstUs = Long.MAX_VALUE;
    private long lastUs = Long.MIN_VALUE;
    private boolean hasLabels;
    private boolean hasJoint;

    Observations(String file) {
        this.file = file;
    }

    /** An alarm that lasts. */
    private static final class Open {
        private long startUs = Long.MIN_VALUE;
        private double peak;
    }

    @Override
    public void sample(Sample sample, long timeUs, double score) {
        samples++;
        firstUs = Math.min(firstUs, timeUs);
        lastUs = Math.max(lastUs, timeUs);
        String point = sample.pointText();
        Curve curve = curves.get(point);
        if (curve == null && curves.size() < MOST_CURVES) {
            curve = new Curve();
            curves.put(point, curve);
        }
        if (curve != null) {
            curve.add(timeUs, sample.value(), score);
        }
        follow(point, timeUs, score);
    }

    private void follow(String point, long timeUs, double score) {
        Open alarm = open.computeIfAbsent(point, p -> new Open());
        if (alarm.startUs == Long.MIN_VALUE) {
            if (score >= Score.THRESHOLD) {
                alarm.startUs = timeUs;
                alarm.peak = score;
            }
            return;
        }
        if (score < Score.RELEASE) {
            alarms.add(end(point, alarm, timeUs));
            alarm.startUs = Long.MIN_VALUE;
            return;
        }
        alarm.peak = Math.max(alarm.peak, score);
    }

    private Alarm end(String point, Open alarm, long endUs) {
        return new Alarm(Alarm.ANOMALY, alarm.startUs, endUs, file, point, alarm.peak);
    }

    @Override
    public void joint(String timeText, long timeUs, double score) {
        hasJoint = true;
        joint.add(timeUs, Double.NaN, score);
    }

    @Override
    public void label(long timeUs, boolean event) {
        hasLabels = true;
        if (event) {
            if (eventStartUs == Long.MIN_VALUE) {
                eventStartUs = timeUs;
            }
            eventEndUs = timeUs;
        } else {
            endEvent();
        }
    }

    private void endEvent() {
        if (eventStartUs != Long.MIN_VALUE) {
            events.add(new Event(eventStartUs, eventEndUs, file, "", ""));
            eventStartUs = Long.MIN_VALUE;
        }
    }

    /** At the file's end. */
    void end() {
        endEvent();
        open.forEach(
                (point, alarm) -> {
                    if (alarm.startUs != Long.MIN_VALUE) {
                        alarms.add(end(point, alarm, Long.MAX_VALUE));
                        alarm.startUs = Long.MIN_VALUE;
                    }
                });
    }

    String file() {
        return file;
    }

    long samples() {
        return samples;
    }

    List<Alarm> alarms() {
        return alarms;
    }

    List<Event> events() {
        return events;
    }

    boolean hasLabels() {
        return hasLabels;
    }

    Map<String, Curve> curves() {
        return curves;
    }

    boolean hasJoint() {
        return hasJoint;
    }

    Curve joint() {
        return joint;
    }

    long firstUs() {
        return firstUs;
    }

    long lastUs() {
        return lastUs;
    }

    double days() {
        return samples == 0 ? 0 : (lastUs - firstUs) / Times.DAY_US;
    }
}
