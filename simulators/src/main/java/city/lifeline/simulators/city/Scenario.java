package city.lifeline.simulators.city;

import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import java.time.Duration;
import java.util.List;

/**
 * Something that may happen in a city, as a file of {@value #DIRECTORY} says.
 *
 * @param assetClass of the asset at which it begins, {@code *} for any
 * @param shortest duration, at severity 0 where nothing else decides
 * @param severity unless somebody names another
 * @param happens how often it is drawn among the mild ones that happen by themselves; 0: never
 */
public record Scenario(
        String id,
        Text name,
        Text cause,
        String assetClass,
        Duration shortest,
        Duration longest,
        double severity,
        int happens,
        List<Effect> effects,
        List<Expected> expected) {

    /** Directory of a city's scenario files. */
    public static final String DIRECTORY = "scenarios";

    public Scenario {
        effects = List.copyOf(effects);
        expected = List.copyOf(expected);
    }

    /**
     * What a good system does about it.
     *
     * @param rule that is expected to warn; any one of several is enough
     * @param within time after the onset by which it must have warned
     * @param from severity from which this is expected
     */
    public record Expected(String rule, Grade grade, Duration within, double from) {}

    /** What is expected at a severity. */
    public List<Expected> expectedAt(double at) {
        return expected.stream().filter(one -> at >= one.from()).toList();
    }

    Duration duration(double part) {
        return shortest.plusMillis(Math.round(longest.minus(shortest).toMillis() * part));
    }
}
