package city.lifeline.simulators.replay;

import java.io.IOException;

/** A replay that could not be finished; the message is for people. */
public final class ReplayException extends IOException {
    ReplayException(String message) {
        super(message);
    }
}
