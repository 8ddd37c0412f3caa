package city.lifeline.launcher.compare;

import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Two courses beside each other as SVG: in time, by value, in what they keep, by the hour. */
final class Picture {

    private static final double PANEL = 214;
    private static final double WIDE = 190;
    private static final double HIGH = 110;
    private static final double TOP = 34;
    private static final double LEFT = 34;
    private static final int POINTS = 190;
    private static final int CLASSES = 40;
    private static final String RECORDED = "#6b7280";
    private static final String SIMULATED = "#0b6bcb";
    private static final String INK = "#374151";
    private static final String RULE = "#d1d5db";

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter svg;
    private double left = LEFT;

    private Picture() throws XMLStreamException {
        svg = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
    }

    /**
     * Draws them.
     *
     * @param shown how long a part of the time is shown
     * @param kept up to which distance the autocorrelation is
     */
    static String of(
            String title, Course recorded, Course simulated, Duration shown, Duration kept) {
        try {
            return new Picture().draw(title, recorded, simulated, shown, kept);
        } catch (XMLStreamException e) {
            throw new IllegalStateException("cannot happen: it is written to memory", e);
        }
    }

    private String draw(
            String title, Course recorded, Course simulated, Duration shown, Duration kept)
            throws XMLStreamException {
        boolean days = recorded.hasDays();
        double width = LEFT + PANEL * (days ? 4 : 3);
        svg.writeStartElement("svg");
        svg.writeAttribute("xmlns", "http://www.w3.org/2000/svg");
        svg.writeAttribute(
                "viewBox", "0 0 %s %s".formatted(number(width), number(TOP + HIGH + 22)));
        svg.writeAttribute("font-family", "system-ui, sans-serif");
        svg.writeAttribute("font-size", "10");
        svg.writeAttribute("fill", INK);
        svg.writeStartElement("rect");
        svg.writeAttribute("width", "100%");
        svg.writeAttribute("height", "100%");
        svg.writeAttribute("fill", "#fff");
        svg.writeEndElement();
        words(LEFT, 14, title, INK, "start");
        words(width - 100, 14, "recorded", RECORDED, "end");
        words(width - 24, 14, "simulated", SIMULATED, "end");

        int steps = steps(recorded, shown);
        panel(
                "in time, %s".formatted(brief(shown)),
                "",
                thinned(recorded.values(), steps),
                thinned(simulated.values(), steps));
        double low = Math.min(recorded.quantile(0.002), simulated.quantile(0.002));
        double high = Math.max(recorded.quantile(0.998), simulated.quantile(0.998));
        panel(
                "share of the time by value",
                "%s to %s".formatted(number(low), number(high)),
                classes(recorded, low, high),
                classes(simulated, low, high));
        int lags = Math.max(1, steps(recorded, kept));
        int every = Math.max(1, lags / 96);
        panel(
                "autocorrelation up to %s".formatted(brief(kept)),
                "",
                lagged(lags / every, i -> recorded.autocorrelation(i * every)),
                lagged(lags / every, i -> simulated.autocorrelation(i * every)));
        if (days) {
            panel("mean by hour of the day", "", recorded.dailyCycle(), simulated.dailyCycle());
        }
        svg.writeEndElement();
        svg.flush();
        return text + "\n";
    }

    private void panel(String title, String below, double[] recorded, double[] simulated)
            throws XMLStreamException {
        double low = Math.min(least(recorded), least(simulated));
        double high = Math.max(-least(negated(recorded)), -least(negated(simulated)));
        double span = high > low ? high - low : 1;
        words(left, TOP - 6, title, INK, "start");
        for (double share : new double[] {0, 0.5, 1}) {
            double y = TOP + HIGH * (1 - share);
            svg.writeStartElement("path");
            svg.writeAttribute("d", "M%s %sh%s".formatted(number(left), number(y), number(WIDE)));
            svg.writeAttribute("stroke", RULE);
            svg.writeAttribute("stroke-width", share == 0 ? "1" : "0.5");
            svg.writeEndElement();
            words(left - 3, y + 3, number(low + share * span), INK, "end");
        }
        words(left, TOP + HIGH + 13, below, INK, "start");
        line(recorded, RECORDED, low, span);
        line(simulated, SIMULATED, low, span);
        left += PANEL;
    }

    private void line(double[] values, String colour, double low, double span)
            throws XMLStreamException {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                pen = false;
                continue;
            }
            double x = left + WIDE * i / Math.max(1, values.length - 1);
            double y = TOP + HIGH * (1 - (values[i] - low) / span);
            path.append(pen ? 'L' : 'M').append(String.format(Locale.ROOT, "%.1f %.1f", x, y));
            pen = true;
        }
        svg.writeStartElement("path");
        svg.writeAttribute("d", path.toString());
        svg.writeAttribute("fill", "none");
        svg.writeAttribute("stroke", colour);
        svg.writeAttribute("stroke-width", "1.2");
        svg.writeAttribute("stroke-linejoin", "round");
        svg.writeEndElement();
    }

    private void words(double x, double y, String words, String colour, String anchor)
            throws XMLStreamException {
        svg.writeStartElement("text");
        svg.writeAttribute("x", number(x));
        svg.writeAttribute("y", number(y));
        svg.writeAttribute("fill", colour);
        svg.writeAttribute("text-anchor", anchor);
        svg.writeCharacters(words);
        svg.writeEndElement();
    }

    private static int steps(Course course, Duration duration) {
        return (int)
                Math.max(
                        2,
                        Math.min(
                                course.values().length,
                                duration.toNanos() / 1_000 / course.stepUs()));
    }

    /** Every n-th of the first values, as they are: a mean would hide what is short. */
    private static double[] thinned(double[] values, int steps) {
        int every = Math.max(1, steps / POINTS);
        double[] thinned = new double[(steps + every - 1) / every];
        for (int i = 0; i < thinned.length; i++) {
            thinned[i] = values[i * every];
        }
        return thinned;
    }

    private static double[] classes(Course course, double low, double high) {
        double[] shares = new double[CLASSES];
        double width = (high > low ? high - low : 1) / CLASSES;
        double share = 1.0 / course.count();
        for (double value : course.values()) {
            if (!Double.isNaN(value)) {
                int at = (int) Math.floor((value - low) / width);
                shares[Math.max(0, Math.min(CLASSES - 1, at))] += share;
            }
        }
        return shares;
    }

    private static double[] lagged(int count, IntToDoubleFunction correlation) {
        double[] values = new double[count + 1];
        Arrays.setAll(values, correlation);
        return values;
    }

    private static double least(double[] values) {
        return Arrays.stream(values).filter(value -> !Double.isNaN(value)).min().orElse(0);
    }

    private static double[] negated(double[] values) {
        return Arrays.stream(values).map(value -> -value).toArray();
    }

    static String number(double value) {
        double shown = Math.abs(value) < 0.005 ? 0 : value;
        String text = String.format(Locale.ROOT, Math.abs(shown) >= 100 ? "%.0f" : "%.2f", shown);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    static String brief(Duration duration) {
        if (duration.toHours() >= 48) {
            return duration.toDays() + " d";
        }
        if (duration.toMinutes() >= 120) {
            return duration.toHours() + " h";
        }
        if (duration.toSeconds() >= 120) {
            return duration.toMinutes() + " min";
        }
        return number(duration.toMillis() / 1e3) + " s";
    }
}
