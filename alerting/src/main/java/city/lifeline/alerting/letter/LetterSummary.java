package city.lifeline.alerting.letter;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Figures of the letters of a time.
 *
 * @param notKept of the total, only counted
 */
public record LetterSummary(
        Instant from,
        Instant to,
        long total,
        long notKept,
        List<OfReason> reasons,
        List<OfGateway> gateways) {

    public LetterSummary {
        reasons = List.copyOf(reasons);
        gateways = List.copyOf(gateways);
    }

    /** How many were refused for a reason, by how many gateways. */
    public record OfReason(
            String reason,
            long count,
            long notKept,
            int gateways,
            Instant firstAt,
            Instant lastAt) {}

    /** How many of a gateway were refused, by reason. */
    public record OfGateway(
            String gateway,
            long count,
            long notKept,
            Instant firstAt,
            Instant lastAt,
            Map<String, Long> reasons) {

        public OfGateway {
            reasons = Map.copyOf(reasons);
        }
    }
}
