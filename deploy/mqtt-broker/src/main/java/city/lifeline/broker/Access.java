package city.lifeline.broker;

import com.hivemq.extension.sdk.api.services.Services;
import java.security.SecureRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Everything that stands between a client and HiveMQ, tied into HiveMQ when that starts. */
final class Access {

    private static final int LOOK_AGAIN_S = 2;

    private final AccountsFile accounts;
    private final Certificates certificates;
    private final TopicAccess topics;
    private final Login.Limits limits;
    private final @Nullable TokenBuckets<String> quotas;
    private final Runnable onLook;
    private final Audit audit;
    private final Connected connected = new Connected();
    private final Passwords passwords = new Passwords(new SecureRandom());
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "access-watch");
                        thread.setDaemon(true);
                        return thread;
                    });

    /**
     * What it works with.
     *
     * @param quotas by gateway; null: none
     * @param onLook called every two seconds
     */
    Access(
            AccountsFile accounts,
            Certificates certificates,
            TopicAccess topics,
            Login.Limits limits,
            @Nullable TokenBuckets<String> quotas,
            Runnable onLook,
            Audit audit) {
        this.accounts = accounts;
        this.certificates = certificates;
        this.topics = topics;
        this.limits = limits;
        this.quotas = quotas;
        this.onLook = onLook;
        this.audit = audit;
    }

    /** While HiveMQ starts its extensions. */
    void start() {
        Login login =
                new Login(accounts, passwords, certificates, topics, connected, limits, audit);
        ClientIds clientIds = new ClientIds(accounts);
        Services.securityRegistry().setAuthenticatorProvider(provided -> login);
        Services.interceptorRegistry().setConnectInboundInterceptorProvider(input -> clientIds);
        Services.initializerRegistry()
                .setClientInitializer(new Gates(topics, connected, quotas, audit));
        Expulsion expulsion =
                new Expulsion(
                        connected,
                        accounts,
                        certificates,
                        limits.anonymousGateways(),
                        Services.clientService(),
                        audit);
        var unused =
                watch.scheduleWithFixedDelay(
                        () -> {
                            onLook.run();
                            expulsion.run();
                        },
                        LOOK_AGAIN_S,
                        LOOK_AGAIN_S,
                        TimeUnit.SECONDS);
    }

    void stop() {
        watch.shutdownNow();
        passwords.close();
    }
}
