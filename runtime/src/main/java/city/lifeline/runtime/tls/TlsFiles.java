package city.lifeline.runtime.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The PEM files one end of a TLS connection works with. They are read when a connection is made, so
 * a renewed certificate needs no restart.
 *
 * @param ca certificates of the authorities to trust; null: those that Java trusts
 * @param certificate our own certificate and those between it and the authority; null: none
 * @param key its key; null exactly if there is no certificate
 */
public record TlsFiles(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key) {

    private static final char[] IN_MEMORY = "in memory".toCharArray();

    public TlsFiles {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("a certificate and its key belong together");
        }
    }

    /** Trusts whom Java trusts and shows no certificate. */
    public static final TlsFiles STANDARD = new TlsFiles(null, null, null);

    /** Trusts the authorities of a file and shows no certificate. */
    public static TlsFiles trusting(Path ca) {
        return new TlsFiles(ca, null, null);
    }

    /**
     * For TLS 1.2 and 1.3.
     *
     * @throws IOException naming the file that cannot be used, and why
     */
    public SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS with " + this + ": " + e.getMessage(), e);
        }
    }

    /**
     * Sockets of {@link #context} without Nagle's delay.
     *
     * @throws IOException as {@link #context}
     */
    public SSLSocketFactory socketFactory() throws IOException {
        return new NoDelaySslSocketFactory(context().getSocketFactory());
    }

    /**
     * A key store with our key, its chain and the authorities.
     *
     * @throws IOException as {@link #context}, or if the key is not the certificate's
     */
    public KeyStore keyStore(char[] password) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            if (certificate != null && key != null) {
                List<X509Certificate> chain = Pem.certificates(certificate);
                PrivateKey privateKey = Pem.privateKey(key);
                KeyPairs.requireMatch(chain.get(0), privateKey, certificate, key);
                store.setKeyEntry("key", privateKey, password, chain.toArray(new Certificate[0]));
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("no key store of " + this + ": " + e.getMessage(), e);
        }
    }

    /**
     * A key store with the authorities.
     *
     * @throws IOException as {@link #context}
     */
    public static KeyStore trustStore(Path ca) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate authority : Pem.certificates(ca)) {
                store.setCertificateEntry("ca-" + number++, authority);
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("no trust store of " + ca + ": " + e.getMessage(), e);
        }
    }

    private KeyManager @Nullable [] keyManagers() throws IOException, GeneralSecurityException {
        if (certificate == null) {
            return null;
        }
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keyStore(IN_MEMORY), IN_MEMORY);
        return factory.getKeyManagers();
    }

    private TrustManager @Nullable [] trustManagers() throws IOException, GeneralSecurityException {
        if (ca == null) {
            return null;
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trustStore(ca));
        return factory.getTrustManagers();
    }
}
