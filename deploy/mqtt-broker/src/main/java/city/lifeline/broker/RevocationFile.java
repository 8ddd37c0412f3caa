package city.lifeline.broker;

import city.lifeline.runtime.tls.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revocation lists as the file holds them now. A file that becomes faulty or vanishes leaves
 * those read before in force.
 */
final class RevocationFile {

    private static final Logger log = LoggerFactory.getLogger(RevocationFile.class);

    private final Path file;
    private final List<X509Certificate> authorities;
    private List<X509CRL> lists;
    private FileStamp seen;

    /**
     * Reads the file for the first time.
     *
     * @param authorities one of which must have signed each list
     * @throws IOException if it cannot be read or is of another authority
     */
    RevocationFile(Path file, List<X509Certificate> authorities) throws IOException {
        this.file = file;
        this.authorities = List.copyOf(authorities);
        this.seen = FileStamp.of(file);
        this.lists = read();
    }

    synchronized boolean isRevoked(X509Certificate certificate) {
        readIfChanged();
        for (X509CRL list : lists) {
            if (list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
                    && list.isRevoked(certificate)) {
                return true;
            }
        }
        return false;
    }

    private void readIfChanged() {
        try {
            FileStamp now = FileStamp.of(file);
            if (now.equals(seen)) {
                return;
            }
            lists = read();
            seen = now;
            log.info("{} was changed and read again", file);
        } catch (IOException e) {
            log.error("the revocations read before stay in force: {}", e.getMessage());
        }
    }

    private List<X509CRL> read() throws IOException {
        List<X509CRL> read = Pem.revocationLists(file);
        for (X509CRL list : read) {
            if (authorities.stream().noneMatch(authority -> isBy(list, authority))) {
                throw new IOException(
                        "%s holds a list of %s, which is no authority trusted here"
                                .formatted(file, list.getIssuerX500Principal()));
            }
        }
        return read;
    }

    private static boolean isBy(X509CRL list, X509Certificate authority) {
        try {
            list.verify(authority.getPublicKey());
            return list.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
