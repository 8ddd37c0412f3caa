package city.lifeline.runtime.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM files. Every fault is an {@link IOException} whose message names the file. */
public final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private record Block(String label, byte[] bytes) {}

    private Pem() {}

    /** One or more certificates, in the order of the file. */
    public static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().equals("CERTIFICATE")) {
                try {
                    certificates.add(
                            (X509Certificate)
                                    x509().generateCertificate(
                                                    new ByteArrayInputStream(block.bytes())));
                } catch (CertificateException e) {
                    throw fault(file, "holds a certificate that cannot be read", e);
                }
            }
        }
        if (certificates.isEmpty()) {
            throw fault(file, "holds no certificate (-----BEGIN CERTIFICATE-----)", null);
        }
        return certificates;
    }

    /** The first key; PKCS #8 without a password, of an elliptic curve, RSA or Ed25519. */
    public static PrivateKey privateKey(Path file) throws IOException {
        for (Block block : blocks(file)) {
            if (block.label().equals("PRIVATE KEY")) {
                return privateKey(file, block.bytes());
            }
            if (block.label().endsWith("PRIVATE KEY")) {
                throw fault(
                        file,
                        "holds an %s; make it PKCS #8 without a password: openssl pkcs8 -topk8 -nocrypt"
                                .formatted(block.label()),
                        null);
            }
        }
        throw fault(file, "holds no key (-----BEGIN PRIVATE KEY-----)", null);
    }

    private static PrivateKey privateKey(Path file, byte[] encoded) throws IOException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(encoded);
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // A key of another algorithm.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java runtime lacks " + algorithm, e);
            }
        }
        throw fault(file, "holds a key that is not one of " + KEY_ALGORITHMS, null);
    }

    /** One or more revocation lists. */
    public static List<X509CRL> revocationLists(Path file) throws IOException {
        List<X509CRL> lists = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().equals("X509 CRL")) {
                try {
                    lists.add(
                            (X509CRL) x509().generateCRL(new ByteArrayInputStream(block.bytes())));
                } catch (CRLException e) {
                    throw fault(file, "holds a revocation list that cannot be read", e);
                }
            }
        }
        if (lists.isEmpty()) {
            throw fault(file, "holds no revocation list (-----BEGIN X509 CRL-----)", null);
        }
        return lists;
    }

    private static CertificateFactory x509() {
        try {
            return CertificateFactory.getInstance("X.509");
        } catch (CertificateException e) {
            throw new IllegalStateException("this Java runtime lacks X.509", e);
        }
    }

    private static List<Block> blocks(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw fault(file, "does not exist", e);
        } catch (CharacterCodingException e) {
            throw fault(file, "is no PEM file", e);
        } catch (IOException e) {
            throw fault(file, "cannot be read: " + e.getMessage(), e);
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                blocks.add(
                        new Block(
                                matcher.group(1),
                                Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw fault(file, "holds a %s that is not Base64".formatted(matcher.group(1)), e);
            }
        }
        return blocks;
    }

    private static IOException fault(
            Path file, String what, @org.jspecify.annotations.Nullable Exception cause) {
        return new IOException(file + " " + what, cause);
    }
}
