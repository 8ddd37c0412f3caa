package city.lifeline.prove.ledger;

import city.lifeline.model.Lane;
import city.lifeline.model.Quality;

/**
 * A reading that is in Kafka.
 *
 * @param appendedAtMs when Kafka took it in
 */
public record Kept(
        String gateway,
        String boot,
        long seq,
        String point,
        long timeUs,
        double value,
        Quality quality,
        Lane lane,
        long appendedAtMs) {}
