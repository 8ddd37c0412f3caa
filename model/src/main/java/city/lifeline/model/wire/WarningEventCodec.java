package city.lifeline.model.wire;

import city.lifeline.model.Grade;
import city.lifeline.model.Outlook;
import city.lifeline.model.WarningEvent;
import city.lifeline.wire.v1.InputRecord;
import city.lifeline.wire.v1.OutlookRecord;
import city.lifeline.wire.v1.WarningEventRecord;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values of {@code lifeline.warning-events}. */
public final class WarningEventCodec {

    private WarningEventCodec() {}

    public static byte[] encode(WarningEvent event) {
        WarningEventRecord.Builder record =
                WarningEventRecord.newBuilder()
                        .setId(event.id())
                        .setNumber(event.number())
                        .setKind(Codes.code(event.kind()))
                        .setRun(event.run())
                        .setRule(event.rule())
                        .setRulesVersion(event.rulesVersion())
                        .setPoint(event.point())
                        .setAsset(event.asset())
                        .setGrade(Codes.code(event.grade()))
                        .setPeakGrade(Codes.code(event.peak()))
                        .setValue(event.value())
                        .setPeakValue(event.peakValue())
                        .setLimit(event.limit())
                        .setUnit(event.unit())
                        .setAtUs(event.atUs())
                        .setRaisedAtUs(event.raisedAtUs())
                        .setLane(Codes.code(event.lane()))
                        .setCertainty(Codes.code(event.certainty()))
                        .setLatched(event.latched());
        Outlook outlook = event.outlook();
        if (outlook != null) {
            record.setOutlook(
                    OutlookRecord.newBuilder()
                            .setMinutes(outlook.minutes())
                            .setEarliestMinutes(outlook.earliestMinutes())
                            .setLatestMinutes(outlook.latestMinutes())
                            .setMinutesToRed(outlook.minutesToRed()));
        }
        event.inputs()
                .forEach(
                        (name, value) ->
                                record.addInputs(
                                        InputRecord.newBuilder().setName(name).setValue(value)));
        return record.build().toByteArray();
    }

    public static WarningEvent decode(byte[] bytes) throws UndecodableException {
        WarningEventRecord record;
        try {
            record = WarningEventRecord.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UndecodableException("not a warning event: " + e.getMessage(), e);
        }
        Grade peak = Codes.grade(record.getPeakGrade());
        if (peak == null) {
            throw new UndecodableException("a warning event without a peak grade");
        }
        return new WarningEvent(
                record.getId(),
                record.getNumber(),
                Codes.kind(record.getKind()),
                record.getRun(),
                record.getRule(),
                record.getRulesVersion(),
                record.getPoint(),
                record.getAsset(),
                Codes.grade(record.getGrade()),
                peak,
                record.getValue(),
                record.getPeakValue(),
                record.getLimit(),
                record.getUnit(),
                record.getAtUs(),
                record.getRaisedAtUs(),
                Codes.lane(record.getLane()),
                Codes.certainty(record.getCertainty()),
                record.getLatched(),
                record.hasOutlook() ? outlook(record.getOutlook()) : null,
                inputs(record.getInputsList()));
    }

    private static Map<String, Double> inputs(List<InputRecord> records) {
        if (records.isEmpty()) {
            return Map.of();
        }
        Map<String, Double> inputs = new HashMap<>();
        records.forEach(record -> inputs.put(record.getName(), record.getValue()));
        return inputs;
    }

    private static Outlook outlook(OutlookRecord record) {
        return new Outlook(
                record.getMinutes(),
                record.getEarliestMinutes(),
                record.getLatestMinutes(),
                record.getMinutesToRed());
    }
}
