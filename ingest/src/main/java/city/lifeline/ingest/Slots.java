package city.lifeline.ingest;

import city.lifeline.model.wire.ReadingsCodec;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The parts into which a city's gateways are divided among instances of ingest.
 *
 * <p>With more than one there is a further part, {@link #rest}: runs aside, and gateways that no
 * slot hears.
 *
 * @param count of slots; 1: undivided
 */
record Slots(int count) {

    Slots {
        if (count < 1 || count > ReadingsCodec.MAX_SLOTS) {
            throw new IllegalArgumentException("impossible number of slots: " + count);
        }
    }

    boolean isDivided() {
        return count > 1;
    }

    /** CRC-32 of the id, modulo the number of slots: anyone can work it out. */
    int of(String gateway) {
        CRC32 crc = new CRC32();
        crc.update(gateway.getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % count);
    }

    int rest() {
        return count;
    }

    /** Slots and the rest. */
    int parts() {
        return isDivided() ? count + 1 : 1;
    }

    /** As logs and metrics say it. */
    String name(int part) {
        return isDivided() && part == rest() ? "rest" : Integer.toString(part);
    }
}
