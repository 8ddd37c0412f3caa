package city.lifeline.gateway;

import java.util.List;

/**
 * What one MQTT message carries.
 *
 * @param boot names one uninterrupted life of the sequence
 * @param seq 1, 2, 3, … within the boot
 * @param sentAtUs the gateway's clock, µs since 1970-01-01T00:00:00Z; in a replay aside, the
 *     recording's
 */
public record GatewayMessage(
        String boot,
        long seq,
        long sentAtUs,
        List<GatewayReading> readings,
        List<GatewayBlock> blocks) {}
