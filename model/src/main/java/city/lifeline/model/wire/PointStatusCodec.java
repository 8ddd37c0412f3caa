package city.lifeline.model.wire;

import city.lifeline.model.PointStatus;
import city.lifeline.wire.v1.PointStatusRecord;
import com.google.protobuf.InvalidProtocolBufferException;

/** Values of {@code lifeline.point-status}. */
public final class PointStatusCodec {

    private PointStatusCodec() {}

    public static byte[] encode(PointStatus status) {
        return PointStatusRecord.newBuilder()
                .setPoint(status.point())
                .setTimeUs(status.timeUs())
                .setValue(status.value())
                .setQuality(Codes.code(status.quality()))
                .build()
                .toByteArray();
    }

    public static PointStatus decode(byte[] bytes) throws UndecodableException {
        try {
            PointStatusRecord record = PointStatusRecord.parseFrom(bytes);
            return new PointStatus(
                    record.getPoint(),
                    record.getTimeUs(),
                    record.getValue(),
                    Codes.quality(record.getQuality()));
        } catch (InvalidProtocolBufferException e) {
            throw new UndecodableException("not a point's status: " + e.getMessage(), e);
        }
    }
}
