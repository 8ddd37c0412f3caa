package city.lifeline.alerting.audit;

import city.lifeline.alerting.Micros;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Binds an entry to all before it: HMAC-SHA-256 over the mac before and the entry's fields, each
 * with its length, under a key that the database does not hold.
 */
final class AuditMac {

    private static final String ALGORITHM = "HmacSHA256";
    static final byte[] NONE = new byte[0];

    private final SecretKeySpec key;

    AuditMac(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    byte[] of(byte[] before, AuditEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(before.length);
            out.write(before);
            out.writeLong(entry.number());
            out.writeLong(Micros.of(entry.at()));
            for (String text :
                    new String[] {
                        entry.person(), entry.action(), entry.subject(), entry.detail()
                    }) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(bytes.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has " + ALGORITHM, e);
        }
    }
}
