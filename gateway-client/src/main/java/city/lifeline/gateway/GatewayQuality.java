package city.lifeline.gateway;

import city.lifeline.model.Quality;

/** The qualities a gateway may give; STUCK, MISSING and CLOCK are verdicts of Lifeline. */
final class GatewayQuality {

    private GatewayQuality() {}

    static void check(Quality quality) {
        switch (quality) {
            case GOOD, UNCERTAIN, BAD -> {}
            case STUCK, MISSING, CLOCK ->
                    throw new IllegalArgumentException("a gateway does not say " + quality);
        }
    }

    static city.lifeline.wire.v1.GatewayQuality code(Quality quality) {
        return switch (quality) {
            case GOOD -> city.lifeline.wire.v1.GatewayQuality.GATEWAY_QUALITY_GOOD;
            case UNCERTAIN -> city.lifeline.wire.v1.GatewayQuality.GATEWAY_QUALITY_UNCERTAIN;
            case BAD, STUCK, MISSING, CLOCK ->
                    city.lifeline.wire.v1.GatewayQuality.GATEWAY_QUALITY_BAD;
        };
    }
}
