package city.lifeline.broker;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Whether a certificate that TLS has accepted still lets in. TLS checked its signature and dates
 * when the connection was made, but HiveMQ knows no revocation lists.
 *
 * @param revocations null: none is kept
 */
record Certificates(@Nullable RevocationFile revocations, InstantSource clock) {

    /** Why it does not; null if it does. */
    @Nullable RefusedLogin fault(X509Certificate certificate) {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateException e) {
            return RefusedLogin.CERTIFICATE_EXPIRED;
        }
        return revocations != null && revocations.isRevoked(certificate)
                ? RefusedLogin.CERTIFICATE_REVOKED
                : null;
    }
}
