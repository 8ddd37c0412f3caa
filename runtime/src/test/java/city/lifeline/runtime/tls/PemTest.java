package city.lifeline.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {

    @TempDir private Path directory;
    private Path certificate;
    private Path file;

    @BeforeEach
    void copyCertificate() throws IOException {
        certificate = directory.resolve("certificate.pem");
        file = directory.resolve("file.pem");
        try (InputStream in = PemTest.class.getResourceAsStream("certificate.pem")) {
            Files.copy(Objects.requireNonNull(in), certificate);
        }
    }

    private static String pem(String label, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder().encodeToString(bytes), label);
    }

    private static PrivateKey key(String algorithm) throws Exception {
        return KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
    }

    private String fault(Executable reading) {
        String message = String.valueOf(assertThrows(IOException.class, reading).getMessage());
        assertTrue(message.contains(directory.toString()), message);
        return message;
    }

    @Test
    void readsEveryCertificateOfAFileInOrder() throws Exception {
        Files.writeString(
                file,
                "a comment\n" + Files.readString(certificate) + Files.readString(certificate));

        assertEquals(2, Pem.certificates(file).size());
        assertEquals(
                "CN=A certificate for tests",
                Pem.certificates(file).get(1).getSubjectX500Principal().getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void readsKeysOfEveryKind(String algorithm) throws Exception {
        PrivateKey key = key(algorithm);
        Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()));

        assertEquals(key, Pem.privateKey(file));
    }

    @Test
    void saysWhichFileIsMissing() {
        assertTrue(fault(() -> Pem.certificates(file)).endsWith("file.pem does not exist"));
    }

    @Test
    void saysWhatAFileDoesNotHold() throws Exception {
        Files.writeString(file, "hello");
        assertTrue(fault(() -> Pem.certificates(file)).contains("holds no certificate"));
        assertTrue(fault(() -> Pem.privateKey(file)).contains("holds no key"));
        assertTrue(fault(() -> Pem.revocationLists(file)).contains("no revocation list"));
    }

    @Test
    void saysHowToConvertAKeyOfAnotherForm() throws Exception {
        for (String label : new String[] {"EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"}) {
            Files.writeString(file, pem(label, new byte[8]));
            assertTrue(fault(() -> Pem.privateKey(file)).contains("openssl pkcs8"));
        }
    }

    @Test
    void saysThatBytesAreNoCertificateOrKey() throws Exception {
        Files.writeString(
                file, pem("CERTIFICATE", new byte[20]) + pem("PRIVATE KEY", new byte[20]));
        assertTrue(fault(() -> Pem.certificates(file)).contains("cannot be read"));
        assertTrue(fault(() -> Pem.privateKey(file)).contains("not one of"));
    }

    @Test
    void saysThatAFileIsNotText() throws Exception {
        Files.write(file, new byte[] {(byte) 0x80, (byte) 0xFF, 0});
        assertTrue(fault(() -> Pem.certificates(file)).contains("no PEM file"));
    }

    @Test
    void refusesAKeyThatIsNotTheCertificates() throws Exception {
        Files.writeString(file, pem("PRIVATE KEY", key("EC").getEncoded()));

        String fault = fault(new TlsFiles(null, certificate, file)::context);

        assertEquals("%s is not the key of the certificate %s".formatted(file, certificate), fault);
    }

    @Test
    void aCertificateAndItsKeyBelongTogether() {
        assertThrows(IllegalArgumentException.class, () -> new TlsFiles(null, certificate, null));
    }
}
