package city.lifeline.simulators.city;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * What acts on points and on what drives the models, by target: a point's id, or {@code
 * drive@asset}. Those that the seed brings, hour by hour, and those that somebody started.
 */
public final class Influences {

    private static final Influence[] NONE = {};

    private volatile Map<String, Influence[]> started = Map.of();
    private DoubleFunction<Map<String, Influence[]>> drawn = t -> Map.of();

    Influences() {}

    /**
     * Sets once, while the city is built, what the seed brings.
     *
     * @param drawn what may be active at a moment, seconds since the epoch
     */
    void draw(DoubleFunction<Map<String, Influence[]>> drawn) {
        this.drawn = drawn;
    }

    static String key(String drive, String asset) {
        return drive + "@" + asset;
    }

    synchronized void add(Map<String, List<Influence>> more) {
        Map<String, Influence[]> copy = new HashMap<>(started);
        more.forEach(
                (target, influences) -> {
                    Influence[] old = copy.getOrDefault(target, NONE);
                    Influence[] all = Arrays.copyOf(old, old.length + influences.size());
                    for (int i = 0; i < influences.size(); i++) {
                        all[old.length + i] = influences.get(i);
                    }
                    copy.put(target, all);
                });
        started = copy;
    }

    /** Those that act on a target at some time between two moments. */
    List<Influence> between(String target, long fromUs, long toUs) {
        Influence[] some = started.getOrDefault(target, NONE);
        Influence[] others = drawn.apply(toUs / 1e6).getOrDefault(target, NONE);
        if (some.length == 0 && others.length == 0) {
            return List.of();
        }
        List<Influence> found = new ArrayList<>();
        for (Influence influence : some) {
            if (influence.overlaps(fromUs, toUs)) {
                found.add(influence);
            }
        }
        for (Influence influence : others) {
            if (influence.overlaps(fromUs, toUs)) {
                found.add(influence);
            }
        }
        return found;
    }

    /** Whether a target is touched between two moments, seconds since the epoch. */
    boolean touches(String target, double from, double to) {
        return !between(target, (long) (from * 1e6), (long) (to * 1e6)).isEmpty();
    }

    /** What drives add up to, such as millimetres of rain an hour; 0 without any. */
    double sum(String target, double t) {
        long us = (long) (t * 1e6);
        double sum = 0;
        for (Influence influence : between(target, us, us)) {
            sum = influence.on(sum, t);
        }
        return sum;
    }

    /** What drives multiply by; 1 without any. */
    double factor(String target, double t) {
        long us = (long) (t * 1e6);
        double factor = 1;
        for (Influence influence : between(target, us, us)) {
            factor = influence.on(factor, t);
        }
        return factor;
    }
}
