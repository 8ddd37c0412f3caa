package city.lifeline.alerting.notify;

import city.lifeline.alerting.people.Person;
import java.util.List;

/** A way to reach people. */
public interface Channel {

    /** As the tables and the screen have it, such as {@code sms}. */
    String name();

    /** Whether it knows an address of theirs. */
    boolean reaches(Person person);

    /** Whether people read it, who see that a message is of a drill. */
    default boolean takesDrills() {
        return true;
    }

    /**
     * Hands a message over. The same message may be handed over again after a crash; its id tells.
     *
     * @throws ChannelDownException if it could not be handed over now; it is tried again
     * @throws BadAddressException if it never will
     */
    Accepted send(Message message) throws ChannelDownException, BadAddressException;

    /**
     * What was handed over.
     *
     * @param provider who took it, where a channel has several; else empty
     * @param receipts ids that receipts will name, one for each part
     */
    record Accepted(String provider, List<String> receipts) {
        public Accepted {
            receipts = List.copyOf(receipts);
        }
    }

    /** It does not work at present. */
    final class ChannelDownException extends Exception {
        private static final long serialVersionUID = 1L;

        public ChannelDownException(String message) {
            super(message);
        }

        public ChannelDownException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The address leads nowhere. */
    final class BadAddressException extends Exception {
        private static final long serialVersionUID = 1L;

        public BadAddressException(String message) {
            super(message);
        }
    }
}
