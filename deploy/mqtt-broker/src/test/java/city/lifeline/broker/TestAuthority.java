package city.lifeline.broker;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test. */
final class TestAuthority {

    private final Path directory;
    private final KeyPair keys;
    private final X500Name name;
    private final X509v2CRLBuilder revoked;
    private int serial;

    /** What was issued, as files. */
    record Issued(Path certificate, Path key, BigInteger serial) {}

    TestAuthority(Path directory, String name)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        this.directory = Files.createDirectories(directory);
        this.keys = keyPair();
        this.name = new X500Name("CN=" + name);
        X509v3CertificateBuilder own = builder(this.name, keys, Instant.now().plusSeconds(86_400));
        own.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        write(certificate(), pem("CERTIFICATE", signed(own).getEncoded()));
        revoked = new X509v2CRLBuilder(this.name, Date.from(Instant.now()));
        revoked.setNextUpdate(Date.from(Instant.now().plusSeconds(86_400)));
        writeRevocations();
    }

    Path certificate() {
        return directory.resolve("ca.pem");
    }

    Path revocations() {
        return directory.resolve("crl.pem");
    }

    Issued issue(String subject)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        return issue(subject, Instant.now().plusSeconds(86_400));
    }

    Issued issue(String subject, Instant notAfter)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair issued = keyPair();
        X509v3CertificateBuilder builder = builder(new X500Name(subject), issued, notAfter);
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        X509Certificate certificate = signed(builder);
        Path certificateFile = directory.resolve(serial + "-cert.pem");
        Path keyFile = directory.resolve(serial + "-key.pem");
        write(certificateFile, pem("CERTIFICATE", certificate.getEncoded()));
        write(keyFile, pem("PRIVATE KEY", issued.getPrivate().getEncoded()));
        return new Issued(certificateFile, keyFile, certificate.getSerialNumber());
    }

    void revoke(Issued issued) throws IOException, OperatorCreationException {
        revoked.addCRLEntry(issued.serial(), Date.from(Instant.now()), 1);
        writeRevocations();
    }

    private void writeRevocations() throws IOException, OperatorCreationException {
        write(
                revocations(),
                pem(
                        "X509 CRL",
                        revoked.build(
                                        new JcaContentSignerBuilder("SHA256withECDSA")
                                                .build(keys.getPrivate()))
                                .getEncoded()));
    }

    private X509v3CertificateBuilder builder(X500Name subject, KeyPair owner, Instant notAfter) {
        serial++;
        return new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(serial),
                Date.from(Instant.now().minusSeconds(86_400)),
                Date.from(notAfter),
                subject,
                owner.getPublic());
    }

    private X509Certificate signed(X509v3CertificateBuilder builder)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(keys.getPrivate())));
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String pem(String label, byte[] encoded) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder().encodeToString(encoded), label);
    }

    private static void write(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
