package city.lifeline.model.wire;

import city.lifeline.model.RuleFiles;
import city.lifeline.wire.v1.RulesRecord;
import com.google.protobuf.InvalidProtocolBufferException;

/** The one value of {@code lifeline.rules}. */
public final class RuleFilesCodec {

    private RuleFilesCodec() {}

    public static byte[] encode(RuleFiles rules) {
        return RulesRecord.newBuilder()
                .setVersion(rules.version())
                .setAuthor(rules.author())
                .setReason(rules.reason())
                .setAppliedAtUs(rules.appliedAtUs())
                .putAllFiles(rules.files())
                .build()
                .toByteArray();
    }

    public static RuleFiles decode(byte[] bytes) throws UndecodableException {
        try {
            RulesRecord record = RulesRecord.parseFrom(bytes);
            return new RuleFiles(
                    record.getVersion(),
                    record.getAuthor(),
                    record.getReason(),
                    record.getAppliedAtUs(),
                    record.getFilesMap());
        } catch (InvalidProtocolBufferException e) {
            throw new UndecodableException("not a rule set: " + e.getMessage(), e);
        }
    }
}
