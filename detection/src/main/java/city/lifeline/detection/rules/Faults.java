package city.lifeline.detection.rules;

import city.lifeline.model.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects everything that is wrong. */
final class Faults {

    private static final Comparator<Fault> BY_PLACE =
            Comparator.comparing(Fault::file)
                    .thenComparing(Fault::line)
                    .thenComparing(Fault::column)
                    .thenComparing(Fault::field)
                    .thenComparing(Fault::message);

    private final List<Fault> all = new ArrayList<>();

    void add(String file, YamlNode.Place place, String field, String message) {
        all.add(new Fault(file, place.line(), place.column(), field, message));
    }

    int count() {
        return all.size();
    }

    /** To add to. */
    List<Fault> all() {
        return all;
    }

    List<Fault> sorted() {
        return all.stream().sorted(BY_PLACE).toList();
    }
}
