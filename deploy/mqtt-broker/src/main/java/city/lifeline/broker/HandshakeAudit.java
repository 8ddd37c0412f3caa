package city.lifeline.broker;

import java.net.Socket;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Says which client certificates TLS refuses and why: HiveMQ itself ends such a handshake without a
 * word. It asks Java for the default kind of trust manager, so that is what this becomes: Java's
 * own, whose refusals are noted.
 */
final class HandshakeAudit extends Provider {

    private static final long serialVersionUID = 1L;
    private static final String ALGORITHM = "LifelineAudited";

    private HandshakeAudit(String standard, Audit audit) {
        super("LifelineHandshakeAudit", "1", "notes refused client certificates");
        putService(
                new Service(
                        this,
                        "TrustManagerFactory",
                        ALGORITHM,
                        Factory.class.getName(),
                        List.of(),
                        Map.of()) {
                    @Override
                    public Object newInstance(@Nullable Object parameter)
                            throws NoSuchAlgorithmException {
                        return new Factory(TrustManagerFactory.getInstance(standard), audit);
                    }
                });
    }

    /** For this process; once. */
    static void install(Audit audit) {
        Security.addProvider(new HandshakeAudit(TrustManagerFactory.getDefaultAlgorithm(), audit));
        Security.setProperty("ssl.TrustManagerFactory.algorithm", ALGORITHM);
    }

    private static final class Factory extends TrustManagerFactorySpi {

        private final TrustManagerFactory standard;
        private final Audit audit;

        Factory(TrustManagerFactory standard, Audit audit) {
            this.standard = standard;
            this.audit = audit;
        }

        @Override
        protected void engineInit(KeyStore store) throws KeyStoreException {
            standard.init(store);
        }

        @Override
        protected void engineInit(ManagerFactoryParameters parameters)
                throws InvalidAlgorithmParameterException {
            standard.init(parameters);
        }

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            TrustManager[] managers = standard.getTrustManagers().clone();
            for (int i = 0; i < managers.length; i++) {
                if (managers[i] instanceof X509ExtendedTrustManager manager) {
                    managers[i] = new Audited(manager, audit);
                }
            }
            return managers;
        }
    }

    private interface Check {
        void run() throws CertificateException;
    }

    private static final class Audited extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager standard;
        private final Audit audit;

        Audited(X509ExtendedTrustManager standard, Audit audit) {
            this.standard = standard;
            this.audit = audit;
        }

        private void noted(X509Certificate[] chain, Check check) throws CertificateException {
            try {
                check.run();
            } catch (CertificateException e) {
                String subject =
                        chain.length == 0 ? "-" : chain[0].getSubjectX500Principal().getName();
                audit.refusedHandshake(reason(e), subject, String.valueOf(e.getMessage()));
                throw e;
            }
        }

        private static RefusedLogin reason(CertificateException fault) {
            for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
                if (cause instanceof CertificateExpiredException
                        || cause instanceof CertificateNotYetValidException) {
                    return RefusedLogin.CERTIFICATE_EXPIRED;
                }
            }
            return RefusedLogin.CERTIFICATE_UNTRUSTED;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            noted(chain, () -> standard.checkClientTrusted(chain, type, socket));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            noted(chain, () -> standard.checkClientTrusted(chain, type, engine));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            noted(chain, () -> standard.checkClientTrusted(chain, type));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            standard.checkServerTrusted(chain, type, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            standard.checkServerTrusted(chain, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            standard.checkServerTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return standard.getAcceptedIssuers();
        }
    }
}
