package city.lifeline.alerting.notify.sms;

import java.time.Duration;

/**
 * How a provider of short messages is reached.
 *
 * @param name of the provider, as the tables and the screen have it
 * @param sender number or name that messages come from, and answers go to
 * @param window messages that may be on their way to it at once
 */
public record SmppSettings(
        String name,
        String host,
        int port,
        String systemId,
        String password,
        String sender,
        int window,
        Duration enquireLink) {

    /** Says nothing about the password. */
    @Override
    public String toString() {
        return "%s at %s:%d".formatted(name, host, port);
    }
}
