package city.lifeline.ingest.decode;

/** Messages for decoders that look at nothing but the payload. */
public final class Given {

    private Given() {}

    public static Incoming payload(byte[] bytes) {
        return new Incoming(bytes, "lifeline/v1/GW-1/readings", "GW-1", 0);
    }
}
