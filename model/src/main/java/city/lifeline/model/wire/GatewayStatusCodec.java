package city.lifeline.model.wire;

import city.lifeline.model.GatewayStatus;
import city.lifeline.wire.v1.GatewayStatusRecord;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Values of {@code lifeline.gateway-status}. */
public final class GatewayStatusCodec {

    private GatewayStatusCodec() {}

    public static byte[] encode(GatewayStatus status) {
        GatewayStatusRecord.Builder record =
                GatewayStatusRecord.newBuilder()
                        .setGateway(status.gateway())
                        .setAtUs(status.atUs())
                        .setLastHeardUs(status.lastHeardUs())
                        .setBoot(status.boot())
                        .setSeq(status.seq())
                        .setSinceUs(status.sinceUs())
                        .setReceived(status.received())
                        .setMissing(status.missing())
                        .setStartedUs(status.startedUs())
                        .setMessages(status.messages())
                        .setSamples(status.samples())
                        .setLateSamples(status.lateSamples())
                        .setDuplicates(status.duplicates())
                        .setRestarts(status.restarts())
                        .putAllRefused(status.refused())
                        .setClockFault(status.clockFault());
        for (GatewayStatus.Range range : status.missingRanges()) {
            record.addMissingRanges(range.first()).addMissingRanges(range.last());
        }
        status.clockOffsetS().ifPresent(record::setClockOffsetS);
        return record.build().toByteArray();
    }

    public static GatewayStatus decode(byte[] value) throws UndecodableException {
        try {
            GatewayStatusRecord record = GatewayStatusRecord.parseFrom(value);
            return new GatewayStatus(
                    record.getGateway(),
                    record.getAtUs(),
                    record.getLastHeardUs(),
                    record.getBoot(),
                    record.getSeq(),
                    record.getSinceUs(),
                    record.getReceived(),
                    record.getMissing(),
                    ranges(record.getMissingRangesList()),
                    record.getStartedUs(),
                    record.getMessages(),
                    record.getSamples(),
                    record.getLateSamples(),
                    record.getDuplicates(),
                    record.getRestarts(),
                    record.getRefusedMap(),
                    record.hasClockOffsetS()
                            ? OptionalDouble.of(record.getClockOffsetS())
                            : OptionalDouble.empty(),
                    record.getClockFault());
        } catch (InvalidProtocolBufferException e) {
            throw new UndecodableException("not a gateway's status: " + e.getMessage(), e);
        }
    }

    private static List<GatewayStatus.Range> ranges(List<Long> pairs) throws UndecodableException {
        if (pairs.size() % 2 != 0) {
            throw new UndecodableException("not a gateway's status: half a missing range");
        }
        List<GatewayStatus.Range> ranges = new ArrayList<>(pairs.size() / 2);
        for (int i = 0; i < pairs.size(); i += 2) {
            ranges.add(new GatewayStatus.Range(pairs.get(i), pairs.get(i + 1)));
        }
        return ranges;
    }
}
