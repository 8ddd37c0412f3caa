package city.lifeline.ingest.decode;

/** Reads one format. Stateless; never throws, whatever the bytes. */
public interface Decoder {

    /** Most readings and blocks of a message, and most values of a block. */
    int MAX_ELEMENTS = 10_000;

    /** Decodes a payload of at most 1 MiB in time and memory linear in its size. */
    DecodedMessage decode(byte[] payload);
}
