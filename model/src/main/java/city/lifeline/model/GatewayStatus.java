package city.lifeline.model;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How a gateway of the live run does.
 *
 * @param atUs the run's clock when this was written
 * @param lastHeardUs the run's clock; 0: never
 * @param boot of the last message; empty if the gateway keeps no sequence
 * @param sinceUs from when on {@code received} and {@code missing} are counted
 * @param received messages that are in Kafka, by sequence number; survives a restart of ingest
 * @param missing messages that the gateway skipped; falls when they come after all
 * @param missingRanges the newest of the present boot, ascending
 * @param startedUs from when on the following are counted: the start of the process
 * @param refused by reason code
 * @param clockOffsetS the gateway's clock less the run's, seconds; empty while it is not known
 */
public record GatewayStatus(
        String gateway,
        long atUs,
        long lastHeardUs,
        String boot,
        long seq,
        long sinceUs,
        long received,
        long missing,
        List<Range> missingRanges,
        long startedUs,
        long messages,
        long samples,
        long lateSamples,
        long duplicates,
        long restarts,
        Map<String, Long> refused,
        OptionalDouble clockOffsetS,
        boolean clockFault) {

    /** Sequence numbers, both ends inclusive. */
    public record Range(long first, long last) {}

    public GatewayStatus {
        missingRanges = List.copyOf(missingRanges);
        refused = Map.copyOf(refused);
    }
}
