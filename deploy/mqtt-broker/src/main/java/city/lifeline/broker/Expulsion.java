package city.lifeline.broker;

import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import java.security.cert.X509Certificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the connections of those who would not be let in any more. */
final class Expulsion implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Expulsion.class);

    private final Connected connected;
    private final AccountsFile accounts;
    private final Certificates certificates;
    private final boolean anonymousGateways;
    private final ClientService clients;
    private final Audit audit;

    Expulsion(
            Connected connected,
            AccountsFile accounts,
            Certificates certificates,
            boolean anonymousGateways,
            ClientService clients,
            Audit audit) {
        this.connected = connected;
        this.accounts = accounts;
        this.certificates = certificates;
        this.anonymousGateways = anonymousGateways;
        this.clients = clients;
        this.audit = audit;
    }

    @Override
    public void run() {
        try {
            for (Connected.Client client : connected.where(who -> fault(who) != null)) {
                RefusedLogin why = fault(client.identity());
                if (why != null) {
                    audit.ended(client.identity(), why);
                    var unused =
                            clients.disconnectClient(
                                    client.clientId(),
                                    false,
                                    DisconnectReasonCode.NOT_AUTHORIZED,
                                    why.sentence());
                }
            }
        } catch (RuntimeException e) {
            // Else the executor would never call again.
            log.error("cannot tell whose connection has to end", e);
        }
    }

    private @org.jspecify.annotations.Nullable RefusedLogin fault(Identity who) {
        X509Certificate certificate = who.certificate();
        if (certificate != null) {
            return certificates.fault(certificate);
        }
        return anonymousGateways || accounts.account(who.account()) != null
                ? null
                : RefusedLogin.PASSWORD;
    }
}
