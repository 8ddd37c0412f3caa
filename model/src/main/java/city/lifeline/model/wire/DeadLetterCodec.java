package city.lifeline.model.wire;

import city.lifeline.model.DeadLetter;
import city.lifeline.wire.v1.DeadLetterOrigin;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HexFormat;

/**
 * Dead letters: the record's value is the refused bytes, untouched; the header {@code origin} is
 * made here.
 */
public final class DeadLetterCodec {

    private DeadLetterCodec() {}

    /** The header {@link city.lifeline.model.KafkaTopics#DEAD_LETTER_ORIGIN_HEADER}. */
    public static byte[] encodeOrigin(DeadLetter letter) {
        DeadLetter.Origin origin = letter.origin();
        return DeadLetterOrigin.newBuilder()
                .setStage(origin.stage())
                .setReason(origin.reason())
                .setDetail(origin.detail())
                .setMqttTopic(origin.mqttTopic())
                .setGateway(origin.gateway())
                .setRun(origin.run())
                .setReceivedAtUs(origin.receivedAtUs())
                .setIndex(origin.index())
                .setPoint(origin.point())
                .setContentEncoding(origin.contentEncoding())
                .setResubmission(origin.resubmission())
                .setOriginalSize(letter.originalSize())
                .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(letter.sha256())))
                .build()
                .toByteArray();
    }

    public static DeadLetter decode(byte[] origin, byte[] value) throws UndecodableException {
        try {
            DeadLetterOrigin record = DeadLetterOrigin.parseFrom(origin);
            return new DeadLetter(
                    new DeadLetter.Origin(
                            record.getStage(),
                            record.getReason(),
                            record.getDetail(),
                            record.getMqttTopic(),
                            record.getGateway(),
                            record.getRun(),
                            record.getReceivedAtUs(),
                            record.getIndex(),
                            record.getPoint(),
                            record.getContentEncoding(),
                            record.getResubmission()),
                    value,
                    record.getOriginalSize(),
                    HexFormat.of().formatHex(record.getSha256().toByteArray()));
        } catch (InvalidProtocolBufferException e) {
            throw new UndecodableException("not a dead letter's origin: " + e.getMessage(), e);
        }
    }
}
