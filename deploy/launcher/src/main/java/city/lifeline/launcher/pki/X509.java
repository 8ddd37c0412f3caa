package city.lifeline.launcher.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The bytes of certificates and revocation lists; ECDSA on P-256 throughout. */
final class X509 {

    private static final Duration CA_VALIDITY = Duration.ofDays(20 * 365);

    // The list lies beside the broker that reads it, so nobody can hold back a newer one; and one
    // that runs out would shut out every gateway at once.
    private static final Duration LIST_VALIDITY = Duration.ofDays(10 * 365);

    // Clocks of gateways are behind now and then.
    private static final Duration LEEWAY = Duration.ofHours(1);

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*");

    private final SecureRandom random;

    X509(SecureRandom random) {
        this.random = random;
    }

    KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks P-256", e);
        }
    }

    X509Certificate authority(String name, KeyPair keys, Instant now) throws IOException {
        X500Name subject = new X500Name(name);
        X509v3CertificateBuilder builder =
                builder(subject, subject, keys.getPublic(), now, now.plus(CA_VALIDITY));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                utilities().createSubjectKeyIdentifier(keys.getPublic()));
        return signed(builder, keys.getPrivate());
    }

    /**
     * A certificate of a server or client.
     *
     * @param hosts names and addresses of a server
     */
    X509Certificate issue(
            X509Certificate authority,
            PrivateKey authorityKey,
            Holder holder,
            String name,
            List<String> hosts,
            PublicKey key,
            Instant now,
            Instant notAfter)
            throws IOException {
        X509v3CertificateBuilder builder =
                builder(subject(authority), new X500Name(holder.subject(name)), key, now, notAfter);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(
                        holder == Holder.SERVER
                                ? KeyPurposeId.id_kp_serverAuth
                                : KeyPurposeId.id_kp_clientAuth));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, utilities().createSubjectKeyIdentifier(key));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                utilities().createAuthorityKeyIdentifier(authority.getPublicKey()));
        if (!hosts.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(
                            hosts.stream().map(X509::generalName).toArray(GeneralName[]::new)));
        }
        return signed(builder, authorityKey);
    }

    /** DER of a list of all that is revoked. */
    byte[] revocationList(
            X509Certificate authority, PrivateKey key, List<Entry> revoked, Instant now)
            throws IOException {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(subject(authority), Date.from(now));
        builder.setNextUpdate(Date.from(now.plus(LIST_VALIDITY)));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                utilities().createAuthorityKeyIdentifier(authority.getPublicKey()));
        builder.addExtension(
                Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(now.toEpochMilli())));
        for (Entry entry : revoked) {
            if (entry.revokedAt() != null && entry.reason() != null) {
                builder.addCRLEntry(
                        new BigInteger(entry.serial(), 16),
                        Date.from(entry.revokedAt()),
                        entry.reason().number());
            }
        }
        return builder.build(signer(key)).getEncoded();
    }

    private X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Instant notAfter) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, random).setBit(126),
                Date.from(now.minus(LEEWAY)),
                Date.from(notAfter),
                subject,
                key);
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws CertIOException {
        try {
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer(key)));
        } catch (GeneralSecurityException e) {
            throw new CertIOException("cannot make the certificate", e);
        }
    }

    private static ContentSigner signer(PrivateKey key) {
        try {
            return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("this Java runtime lacks SHA256withECDSA", e);
        }
    }

    private static JcaX509ExtensionUtils utilities() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-1", e);
        }
    }

    /** As its bytes stand in the authority's certificate, so that issuers match byte by byte. */
    private static X500Name subject(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    private static GeneralName generalName(String host) {
        return new GeneralName(
                ADDRESS.matcher(host).matches() ? GeneralName.iPAddress : GeneralName.dNSName,
                host);
    }
}
