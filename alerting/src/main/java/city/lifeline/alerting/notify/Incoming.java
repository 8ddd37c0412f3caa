package city.lifeline.alerting.notify;

/** Where a provider brings what comes back; an exception asks it to bring the same once more. */
public interface Incoming {

    /** What became of a message. */
    void receipt(String provider, String receipt, boolean delivered, String status);

    /** Somebody has written. */
    Replies.Understood answer(String from, String text);
}
