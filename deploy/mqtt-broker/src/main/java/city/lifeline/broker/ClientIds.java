package city.lifeline.broker;

import city.lifeline.model.Ids;
import city.lifeline.model.access.MqttAccount;
import city.lifeline.model.access.MqttAccount.Role;
import com.hivemq.extension.sdk.api.client.parameter.ClientTlsInformation;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.interceptor.connect.ConnectInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundInput;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundOutput;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import org.jspecify.annotations.Nullable;

/**
 * Gives every account client ids of its own: {@code <account>/<client id>}. Whoever connects under
 * a client id takes over its session with all that waits in it, so without this a gateway could end
 * another's connection, or read what waits for ingest. Ingest's client ids stay as they are; having
 * no slash in them, they cannot be met.
 */
record ClientIds(AccountsFile accounts) implements ConnectInboundInterceptor {

    static final int LONGEST = 128;

    private static final String ANONYMOUS = "/anonymous";

    /** Longest client id that the broker knows: the account, a slash and the client's own. */
    static final int LONGEST_INSIDE = LONGEST + 1 + Ids.MAX_LENGTH;

    @Override
    public void onConnect(ConnectInboundInput input, ConnectInboundOutput output) {
        ConnectPacket packet = input.getConnectPacket();
        String claimed = claimed(packet, input.getConnectionInformation());
        String clientId = packet.getClientId();
        if (claimed == null) {
            if (Ids.isValid(clientId)) {
                output.getConnectPacket().setClientId(clientId + ANONYMOUS);
            }
            return;
        }
        if (!Ids.isValid(claimed)) {
            return;
        }
        String own = claimed + "/";
        if (isIngest(claimed, input.getConnectionInformation())
                || clientId.startsWith(own)
                || clientId.length() > LONGEST) {
            return;
        }
        output.getConnectPacket().setClientId(own + clientId);
    }

    /** Whether a client id, as the broker knows it, is one of this client's. */
    static boolean belongs(String clientId, Identity who) {
        if (who.role() == Role.INGEST) {
            return clientId.indexOf('/') < 0;
        }
        return clientId.startsWith(who.account() + "/");
    }

    /** The client id that a client without any login gave, if it can be a gateway's id. */
    static @Nullable String anonymous(String clientId) {
        if (!clientId.endsWith(ANONYMOUS)) {
            return null;
        }
        String given = clientId.substring(0, clientId.length() - ANONYMOUS.length());
        return Ids.isValid(given) ? given : null;
    }

    /** The account that a client says it is, by its certificate or else its user name. */
    static @Nullable String claimed(ConnectPacket packet, ConnectionInformation connection) {
        CertificateName name = certificateName(connection);
        return name != null ? name.account() : packet.getUserName().orElse(null);
    }

    private boolean isIngest(String claimed, ConnectionInformation connection) {
        CertificateName name = certificateName(connection);
        if (name != null) {
            return name.role() == Role.INGEST;
        }
        MqttAccount account = accounts.account(claimed);
        return account != null && account.role() == Role.INGEST;
    }

    private static @Nullable CertificateName certificateName(ConnectionInformation connection) {
        return connection
                .getClientTlsInformation()
                .flatMap(ClientTlsInformation::getClientCertificate)
                .map(CertificateName::of)
                .orElse(null);
    }
}
