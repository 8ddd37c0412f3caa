package city.lifeline.broker;

import city.lifeline.model.access.MqttAccount;
import city.lifeline.model.access.MqttAccount.Role;
import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.client.parameter.ClientTlsInformation;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.packets.connect.WillPublishPacket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets in whoever shows a certificate of the city's authority or has an account and its password,
 * with the topics of its role and no others. Cheap checks come before dear ones.
 */
final class Login implements SimpleAuthenticator {

    private static final Duration PASSWORD_PATIENCE = Duration.ofSeconds(10);

    private final AccountsFile accounts;
    private final Passwords passwords;
    private final Certificates certificates;
    private final TopicAccess access;
    private final Connected connected;
    private final Limits limits;
    private final Audit audit;
    private final TokenBuckets<String> byAccount;
    private final TokenBuckets<String> byAddress;

    /**
     * What is allowed.
     *
     * @param anonymousGateways whether a client without any login is the gateway that its client id
     *     names
     * @param accountRate connections a second of one account from one address
     * @param accountBurst of these at once
     * @param connectionsPerAccount open at a time
     */
    record Limits(
            boolean anonymousGateways,
            double accountRate,
            double accountBurst,
            int connectionsPerAccount) {

        static final Limits STANDARD = new Limits(false, 5, 60, 20);

        /** Of clients that name no known account, from one address. */
        private static final double STRANGER_RATE = 5;

        private static final double STRANGER_BURST = 50;
    }

    Login(
            AccountsFile accounts,
            Passwords passwords,
            Certificates certificates,
            TopicAccess access,
            Connected connected,
            Limits limits,
            Audit audit) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.certificates = certificates;
        this.access = access;
        this.connected = connected;
        this.limits = limits;
        this.audit = audit;
        this.byAccount =
                new TokenBuckets<>(limits.accountRate(), limits.accountBurst(), System::nanoTime);
        this.byAddress =
                new TokenBuckets<>(Limits.STRANGER_RATE, Limits.STRANGER_BURST, System::nanoTime);
    }

    /** One attempt. */
    private final class Attempt {

        private final ConnectPacket packet;
        private final ConnectionInformation connection;
        private final SimpleAuthOutput output;
        private final String address;
        private final @Nullable String claimed;

        Attempt(SimpleAuthInput input, SimpleAuthOutput output) {
            this.packet = input.getConnectPacket();
            this.connection = input.getConnectionInformation();
            this.output = output;
            this.address = address(connection);
            this.claimed = ClientIds.claimed(packet, connection);
        }

        void refuse(RefusedLogin why) {
            audit.refused(why, claimed, address);
            output.failAuthentication(why.code(), why.sentence());
        }

        void admit(Identity who) {
            Optional<WillPublishPacket> will = packet.getWillPublish();
            TopicAccess.Granted granted = access.of(who);
            if (!ClientIds.belongs(packet.getClientId(), who)) {
                refuse(RefusedLogin.CLIENT_ID);
            } else if (will.isPresent()
                    && !granted.mayLeave(will.get().getTopic(), will.get().getRetain())) {
                // The broker publishes a will by itself, when the client is gone.
                refuse(RefusedLogin.WILL);
            } else if (connected.count(who.account()) >= limits.connectionsPerAccount()) {
                refuse(RefusedLogin.CONNECTIONS);
            } else {
                output.getDefaultPermissions().addAll(granted.permissions());
                output.getDefaultPermissions()
                        .setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
                Sessions.keep(connection, who);
                output.authenticateSuccessfully();
            }
        }
    }

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        Attempt attempt = new Attempt(input, output);
        X509Certificate certificate =
                attempt.connection
                        .getClientTlsInformation()
                        .flatMap(ClientTlsInformation::getClientCertificate)
                        .orElse(null);
        if (certificate != null) {
            byCertificate(attempt, certificate);
        } else if (attempt.packet.getUserName().isPresent()) {
            byPassword(attempt, attempt.packet.getUserName().get());
        } else {
            byNothing(attempt);
        }
    }

    private void byCertificate(Attempt attempt, X509Certificate certificate) {
        CertificateName name = CertificateName.of(certificate);
        if (name == null) {
            attempt.refuse(RefusedLogin.CERTIFICATE_NAME);
            return;
        }
        if (!byAccount.tryTake(name.account() + " known " + attempt.address)) {
            attempt.refuse(RefusedLogin.RATE);
            return;
        }
        RefusedLogin fault = certificates.fault(certificate);
        String userName = attempt.packet.getUserName().orElse(name.account());
        if (fault != null) {
            attempt.refuse(fault);
        } else if (!userName.equals(name.account())) {
            attempt.refuse(RefusedLogin.IDENTITY);
        } else {
            attempt.admit(new Identity(name.account(), name.role(), certificate));
        }
    }

    private void byPassword(Attempt attempt, String userName) {
        MqttAccount account = accounts.account(userName);
        Optional<ByteBuffer> given = attempt.packet.getPassword();
        String password =
                given.map(bytes -> StandardCharsets.UTF_8.decode(bytes.duplicate()).toString())
                        .orElse("");
        if (account != null && passwords.isKnown(account, password)) {
            // A count of its own: who guesses in this account's name must not lock it out.
            if (byAccount.tryTake(userName + " known " + attempt.address)) {
                attempt.admit(new Identity(account.name(), account.role(), null));
            } else {
                attempt.refuse(RefusedLogin.RATE);
            }
            return;
        }
        boolean mayTry =
                account == null
                        ? byAddress.tryTake(attempt.address)
                        : byAccount.tryTake(userName + " " + attempt.address);
        if (!mayTry) {
            attempt.refuse(RefusedLogin.RATE);
        } else if (given.isEmpty()) {
            attempt.refuse(RefusedLogin.PASSWORD);
        } else {
            later(attempt, account, password);
        }
    }

    private void later(Attempt attempt, @Nullable MqttAccount account, String password) {
        Async<SimpleAuthOutput> waiting =
                attempt.output.async(
                        PASSWORD_PATIENCE, TimeoutFallback.FAILURE, ConnackReasonCode.SERVER_BUSY);
        boolean queued =
                passwords.check(
                        account,
                        password,
                        right -> {
                            if (waiting.getStatus() != Async.Status.RUNNING) {
                                return;
                            }
                            if (right && account != null) {
                                attempt.admit(new Identity(account.name(), account.role(), null));
                            } else {
                                attempt.refuse(RefusedLogin.PASSWORD);
                            }
                            waiting.resume();
                        });
        if (!queued) {
            attempt.refuse(RefusedLogin.BUSY);
            waiting.resume();
        }
    }

    private void byNothing(Attempt attempt) {
        String gateway = ClientIds.anonymous(attempt.packet.getClientId());
        if (!byAddress.tryTake(attempt.address)) {
            attempt.refuse(RefusedLogin.RATE);
        } else if (!limits.anonymousGateways() || gateway == null) {
            attempt.refuse(RefusedLogin.ANONYMOUS);
        } else {
            attempt.admit(new Identity(gateway, Role.GATEWAY, null));
        }
    }

    static String address(ConnectionInformation connection) {
        return connection.getInetAddress().map(InetAddress::getHostAddress).orElse("unknown");
    }
}
