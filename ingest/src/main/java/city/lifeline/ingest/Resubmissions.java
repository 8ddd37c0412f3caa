package city.lifeline.ingest;

import city.lifeline.ingest.decode.DecodedBlock;
import city.lifeline.ingest.decode.DecodedMessage;
import city.lifeline.ingest.decode.Reason;
import city.lifeline.ingest.decode.Refusal;
import city.lifeline.model.Resubmission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a message is that comes once more.
 *
 * <p>Only what was refused of it is taken: the rest is in Kafka already. Nothing of it vanishes
 * unsaid: each index that is asked for is accepted or refused again.
 */
final class Resubmissions {

    /** Nobody waits for an acknowledgement, nor for an answer. */
    private static final MqttSession NOBODY =
            new MqttSession() {
                @Override
                public void acknowledge(int messageId) {}

                @Override
                public boolean publish(String mqttTopic, byte[] payload) {
                    return false;
                }

                @Override
                public void restart() {}
            };

    private Resubmissions() {}

    /**
     * The message as it comes now.
     *
     * @param nowUs its time of arrival if it is refused again: that is a new dead letter
     */
    static Arrival arrival(Resubmission message, long nowUs, long nowNs) {
        return new Arrival(
                NOBODY,
                0,
                0,
                message.mqttTopic(),
                message.bytes(),
                false,
                null,
                message.contentEncoding(),
                "",
                nowUs,
                nowNs);
    }

    /** A refusal of the whole message refuses what was asked for, and no more. */
    static List<Refusal> refused(Resubmission message, Refusal whole) {
        if (message.indexes().isEmpty()) {
            return List.of(whole);
        }
        return message.indexes().stream()
                .map(index -> new Refusal(index, "", whole.reason(), whole.detail()))
                .toList();
    }

    /**
     * What was asked for of a decoded message, without the sequence number: it was counted when the
     * message first came.
     *
     * @param historical the run's clock may be past it
     */
    static DecodedMessage wanted(Resubmission message, DecodedMessage decoded, boolean historical) {
        Set<Integer> indexes = new HashSet<>(message.indexes());
        boolean all = indexes.isEmpty();
        List<DecodedBlock> blocks = new ArrayList<>();
        for (DecodedBlock block : decoded.blocks()) {
            if (all || indexes.remove(block.index())) {
                blocks.add(historical ? asHistory(block) : block);
            }
        }
        List<Refusal> refusals = new ArrayList<>();
        for (Refusal refusal : decoded.refusals()) {
            if (all || indexes.remove(refusal.index())) {
                refusals.add(refusal);
            }
        }
        for (int index : message.indexes()) {
            if (indexes.remove(index)) {
                refusals.add(
                        new Refusal(
                                index,
                                "",
                                Reason.SHAPE,
                                "the message has no reading or block of this number"));
            }
        }
        return new DecodedMessage(
                decoded.boot(),
                DecodedMessage.NO_SEQ,
                decoded.sentAtUs(),
                decoded.gateway(),
                blocks,
                refusals,
                null);
    }

    private static DecodedBlock asHistory(DecodedBlock block) {
        return new DecodedBlock(
                block.index(),
                block.address(),
                block.startUs(),
                block.intervalUs(),
                block.offsetsUs(),
                block.values(),
                block.unit(),
                block.quality(),
                true);
    }
}
