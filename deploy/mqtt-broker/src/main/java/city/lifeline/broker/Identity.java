package city.lifeline.broker;

import city.lifeline.model.access.MqttAccount.Role;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Who a client has shown to be.
 *
 * @param account for a gateway, its id
 * @param certificate what showed it; null: a password, or nothing at all where that is allowed
 */
record Identity(String account, Role role, @Nullable X509Certificate certificate) {

    /** Its account and role, for a log. */
    @Override
    public String toString() {
        return account;
    }
}
