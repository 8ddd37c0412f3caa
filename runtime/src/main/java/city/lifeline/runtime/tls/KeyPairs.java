package city.lifeline.runtime.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/** Whether a key is a certificate's. */
final class KeyPairs {

    private static final byte[] PROBE = {1, 2, 3, 4};

    private KeyPairs() {}

    static void requireMatch(
            X509Certificate certificate, PrivateKey key, Path certificateFile, Path keyFile)
            throws IOException {
        if (!match(certificate.getPublicKey(), key)) {
            throw new IOException(
                    "%s is not the key of the certificate %s".formatted(keyFile, certificateFile));
        }
    }

    private static boolean match(PublicKey publicKey, PrivateKey key) throws IOException {
        if (!publicKey.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(algorithm(key.getAlgorithm()));
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String algorithm(String key) {
        return switch (key) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key;
        };
    }
}
