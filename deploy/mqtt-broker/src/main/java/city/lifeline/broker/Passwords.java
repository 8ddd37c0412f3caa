package city.lifeline.broker;

import city.lifeline.model.access.MqttAccount;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Checks passwords. That is slow on purpose (tens of ms of a core), so it has a thread of its own
 * with a queue that ends, and a password that was right is known again by a fast hash under a key
 * that only this process has: a city whose gateways all come back at once is let in at once, and
 * guesses cannot keep it out.
 */
final class Passwords implements AutoCloseable {

    private static final String HMAC = "HmacSHA256";
    private static final int KNOWN_MAX = 10_000;
    private static final int WAITING_MAX = 200;

    // Checked in place of an unknown account, so that a guess at a name takes as long as one at
    // a password.
    private static final MqttAccount NOBODY =
            MqttAccount.create("nobody", MqttAccount.Role.GATEWAY, "", new byte[16]);

    private final SecretKeySpec key;
    private final ThreadPoolExecutor checks;
    private final Map<String, byte[]> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
                    return size() > KNOWN_MAX;
                }
            };

    Passwords(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        key = new SecretKeySpec(bytes, HMAC);
        checks =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING_MAX),
                        task -> {
                            Thread thread = new Thread(task, "passwords");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** Whether this password was right before, for the account as it is now. */
    boolean isKnown(MqttAccount account, String password) {
        byte[] before;
        synchronized (known) {
            before = known.get(account.name());
        }
        return before != null && MessageDigest.isEqual(before, fastHash(account, password));
    }

    /**
     * Checks a password, later.
     *
     * @param account null: an unknown one, whose password is always wrong
     * @return false if too many wait already; then nothing is called
     */
    boolean check(@Nullable MqttAccount account, String password, Consumer<Boolean> then) {
        try {
            checks.execute(
                    () -> {
                        boolean matches = (account == null ? NOBODY : account).matches(password);
                        boolean right = matches && account != null;
                        if (account != null && right) {
                            synchronized (known) {
                                known.put(account.name(), fastHash(account, password));
                            }
                        }
                        then.accept(right);
                    });
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Over salt and hash too: an account whose password was changed is unknown again. */
    private byte[] fastHash(MqttAccount account, String password) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(account.line().getBytes(StandardCharsets.UTF_8));
            mac.update((byte) '\n');
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + HMAC, e);
        }
    }

    @Override
    public void close() {
        checks.shutdownNow();
    }
}
