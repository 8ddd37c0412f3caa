package city.lifeline.model.wire;

import city.lifeline.model.Resubmission;
import city.lifeline.model.ResubmissionOutcome;
import city.lifeline.wire.v1.ResubmissionOutcomeRecord;
import city.lifeline.wire.v1.ResubmissionRecord;
import com.google.protobuf.InvalidProtocolBufferException;

/**
 * Resubmissions: the record's value is the message, untouched; the header {@code resubmission} is
 * made here. And values of {@code lifeline.resubmission-outcomes}.
 */
public final class ResubmissionCodec {

    private ResubmissionCodec() {}

    /** The header {@link city.lifeline.model.KafkaTopics#RESUBMISSION_HEADER}. */
    public static byte[] encodeHeader(Resubmission resubmission) {
        return ResubmissionRecord.newBuilder()
                .setId(resubmission.id())
                .setMessage(resubmission.message())
                .setMqttTopic(resubmission.mqttTopic())
                .setGateway(resubmission.gateway())
                .setRun(resubmission.run())
                .setReceivedAtUs(resubmission.receivedAtUs())
                .setContentEncoding(resubmission.contentEncoding())
                .addAllIndexes(resubmission.indexes())
                .build()
                .toByteArray();
    }

    public static Resubmission decode(byte[] header, byte[] value) throws UndecodableException {
        try {
            ResubmissionRecord record = ResubmissionRecord.parseFrom(header);
            return new Resubmission(
                    record.getId(),
                    record.getMessage(),
                    record.getMqttTopic(),
                    record.getGateway(),
                    record.getRun(),
                    record.getReceivedAtUs(),
                    record.getContentEncoding(),
                    record.getIndexesList(),
                    value);
        } catch (InvalidProtocolBufferException e) {
            throw new UndecodableException("not a resubmission: " + e.getMessage(), e);
        }
    }

    public static byte[] encode(ResubmissionOutcome outcome) {
        return ResubmissionOutcomeRecord.newBuilder()
                .setId(outcome.id())
                .setMessage(outcome.message())
                .setAccepted(outcome.accepted())
                .setRefused(outcome.refused())
                .build()
                .toByteArray();
    }

    public static ResubmissionOutcome decodeOutcome(byte[] value) throws UndecodableException {
        try {
            ResubmissionOutcomeRecord record = ResubmissionOutcomeRecord.parseFrom(value);
            return new ResubmissionOutcome(
                    record.getId(), record.getMessage(), record.getAccepted(), record.getRefused());
        } catch (InvalidProtocolBufferException e) {
            throw new UndecodableException(
                    "not the outcome of a resubmission: " + e.getMessage(), e);
        }
    }
}
