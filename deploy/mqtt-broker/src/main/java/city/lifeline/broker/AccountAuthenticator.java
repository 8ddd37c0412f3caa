package city.lifeline.broker;

import city.lifeline.model.access.MqttAccount;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets in whoever has an account, with the topics of its role and no others. */
final class AccountAuthenticator implements SimpleAuthenticator {

    private static final Logger log = LoggerFactory.getLogger(AccountAuthenticator.class);

    // Checked in place of an unknown account, so that a guess at a name takes as long as one at
    // a password.
    private static final MqttAccount NOBODY =
            MqttAccount.create("nobody", MqttAccount.Role.GATEWAY, "", new byte[16]);

    private final AccountsFile accounts;
    private final TopicAccess access;
    private final Runnable onRefused;

    AccountAuthenticator(AccountsFile accounts, TopicAccess access, Runnable onRefused) {
        this.accounts = accounts;
        this.access = access;
        this.onRefused = onRefused;
    }

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        ConnectPacket packet = input.getConnectPacket();
        MqttAccount account =
                authenticated(packet.getUserName().orElse(null), packet.getPassword().orElse(null));
        // A will would let a client speak after the broker has forgotten what it may say.
        if (account == null || packet.getWillPublish().isPresent()) {
            onRefused.run();
            log.warn(
                    "refused a connection from {}: {}",
                    input.getConnectionInformation()
                            .getInetAddress()
                            .map(Object::toString)
                            .orElse("an unknown address"),
                    account == null
                            ? "no such account or wrong password"
                            : "wills are not allowed");
            output.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED);
            return;
        }
        output.getDefaultPermissions().addAll(access.of(account));
        output.getDefaultPermissions().setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
        output.authenticateSuccessfully();
    }

    private @Nullable MqttAccount authenticated(
            @Nullable String name, @Nullable ByteBuffer password) {
        if (name == null || password == null) {
            return null;
        }
        MqttAccount account = accounts.account(name);
        String text = StandardCharsets.UTF_8.decode(password.duplicate()).toString();
        boolean matches = (account == null ? NOBODY : account).matches(text);
        return matches ? account : null;
    }
}
