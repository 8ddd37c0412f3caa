package city.lifeline.ingest.decode;

/** What a decoder may ask the registry. */
public interface Registered {

    boolean hasGateway(String id);

    /** Whether a gateway's address leads to a point. */
    boolean hasPoint(String gateway, String address);
}
