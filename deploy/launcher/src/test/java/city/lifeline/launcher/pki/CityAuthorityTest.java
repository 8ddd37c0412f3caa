package city.lifeline.launcher.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.runtime.tls.Pem;
import city.lifeline.runtime.tls.TlsFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CityAuthorityTest {

    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir private Path directory;
    private AuthorityFiles files;
    private Instant now = Instant.parse("2026-11-22T08:00:00Z");

    @BeforeEach
    void name() {
        files = new AuthorityFiles(directory.resolve("pki"));
    }

    private CityAuthority open() throws IOException {
        return CityAuthority.open(files, () -> now, new SecureRandom());
    }

    private Path out(String name) {
        return directory.resolve("out").resolve(name);
    }

    private static X509Certificate certificate(Path directory) throws IOException {
        return Pem.certificates(directory.resolve("cert.pem")).get(0);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void theAuthorityIsMadeOnceAndItsKeyIsItsOwnersAlone() throws Exception {
        open().close();
        byte[] first = Files.readAllBytes(files.certificate());
        open().close();

        assertEquals("rw-------", permissions(files.key()));
        assertEquals("rwx------", permissions(files.directory()));
        assertTrue(java.util.Arrays.equals(first, Files.readAllBytes(files.certificate())));
        X509Certificate authority = Pem.certificates(files.certificate()).get(0);
        assertEquals(0, authority.getBasicConstraints());
        authority.verify(authority.getPublicKey());
    }

    @Test
    void aGatewaysCertificateNamesItAndIsForClientsOnly() throws Exception {
        try (CityAuthority authority = open()) {
            authority.issue(Holder.GATEWAY, "GW-1", YEAR, out("GW-1"));
        }

        X509Certificate issued = certificate(out("GW-1"));
        assertEquals("CN=GW-1", issued.getSubjectX500Principal().getName());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), issued.getExtendedKeyUsage());
        assertEquals(-1, issued.getBasicConstraints());
        issued.verify(Pem.certificates(files.certificate()).get(0).getPublicKey());
        issued.checkValidity(Date.from(now.plus(Duration.ofDays(364))));
        assertThrows(
                CertificateExpiredException.class,
                () -> issued.checkValidity(Date.from(now.plus(Duration.ofDays(366)))));
        assertEquals("rw-------", permissions(out("GW-1").resolve("key.pem")));
        new TlsFiles(
                        out("GW-1").resolve("ca.pem"),
                        out("GW-1").resolve("cert.pem"),
                        out("GW-1").resolve("key.pem"))
                .context();
    }

    @Test
    void otherRolesAreInTheSubject() throws Exception {
        try (CityAuthority authority = open()) {
            authority.issue(Holder.INGEST, "ingest", YEAR, out("ingest"));
        }
        String subject = certificate(out("ingest")).getSubjectX500Principal().getName();
        assertTrue(subject.contains("OU=lifeline-ingest"), subject);
    }

    @Test
    void anIdThatCannotBeOneIsRefused() throws Exception {
        try (CityAuthority authority = open()) {
            for (String id : List.of("../GW-1", "GW 1", "GW-1,OU=lifeline-ingest", "")) {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> authority.issue(Holder.GATEWAY, id, YEAR, out("x")));
            }
        }
    }

    @Test
    void whatIsRevokedStandsInTheListAndTheIndex() throws Exception {
        Entry first;
        try (CityAuthority authority = open()) {
            first = authority.issue(Holder.GATEWAY, "GW-1", YEAR, out("GW-1"));
            authority.issue(Holder.GATEWAY, "GW-1", YEAR, out("GW-1"));
            authority.issue(Holder.GATEWAY, "GW-2", YEAR, out("GW-2"));
        }
        now = now.plusSeconds(60);
        try (CityAuthority authority = open()) {
            assertEquals(1, authority.revoke(first.serial(), Reason.KEY_COMPROMISE).size());
            assertEquals(1, authority.revoke("GW-1", Reason.SUPERSEDED).size());
            assertEquals(0, authority.revoke("GW-1", Reason.SUPERSEDED).size());
            assertEquals(0, authority.revoke("GW-3", Reason.SUPERSEDED).size());
        }

        X509CRL list = Pem.revocationLists(files.revocationList()).get(0);
        list.verify(Pem.certificates(files.certificate()).get(0).getPublicKey());
        assertEquals(2, list.getRevokedCertificates().size());
        X509CRLEntry entry = list.getRevokedCertificate(new BigInteger(first.serial(), 16));
        assertEquals("KEY_COMPROMISE", entry.getRevocationReason().name());
        assertFalse(list.isRevoked(certificate(out("GW-2"))));
        try (CityAuthority authority = open()) {
            assertEquals(
                    List.of(true, true, false),
                    authority.entries().stream().map(Entry::isRevoked).toList());
            assertEquals(now, authority.entries().get(0).revokedAt());
        }
    }

    @Test
    void aBrokerThatHasNothingRevokedYetHasAList() throws Exception {
        open().close();
        X509CRL list = Pem.revocationLists(files.revocationList()).get(0);
        assertTrue(list.getNextUpdate().toInstant().isAfter(now.plus(YEAR)));
    }

    @Test
    void theServersCertificateLastsUntilItsNamesOrDatesNoLongerDo() throws Exception {
        try (CityAuthority authority = open()) {
            assertTrue(authority.ensureServer(List.of()));
            assertFalse(authority.ensureServer(List.of()));
            assertFalse(authority.ensureServer(List.of("localhost", "127.0.0.1")));
            assertTrue(authority.ensureServer(List.of("mqtt.city.example", "192.0.2.7")));
            assertFalse(authority.ensureServer(List.of("MQTT.city.example")));
            assertFalse(authority.ensureServer(List.of()));
        }
        X509Certificate server = certificate(files.server());
        Set<String> hosts =
                server.getSubjectAlternativeNames().stream()
                        .map(name -> name.get(1).toString())
                        .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "localhost",
                        "127.0.0.1",
                        "0:0:0:0:0:0:0:1",
                        "mqtt.city.example",
                        "192.0.2.7"),
                hosts);
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), server.getExtendedKeyUsage());

        now = now.plus(Duration.ofDays(710));
        try (CityAuthority authority = open()) {
            assertTrue(authority.ensureServer(List.of()));
        }
        assertNotEquals(server, certificate(files.server()));
        assertEquals(5, certificate(files.server()).getSubjectAlternativeNames().size());
    }

    @Test
    void aLostAuthorityIsNotReplacedWithoutAWord() throws Exception {
        try (CityAuthority authority = open()) {
            authority.issue(Holder.GATEWAY, "GW-1", YEAR, out("GW-1"));
        }
        Files.delete(files.certificate());
        String message = String.valueOf(assertThrows(IOException.class, this::open).getMessage());
        assertTrue(message.contains("ca.pem is missing"), message);
    }

    @Test
    void aFaultyIndexIsNamed() throws Exception {
        open().close();
        Files.writeString(files.index(), Entry.HEADER + "\nnonsense\n");
        String message = String.valueOf(assertThrows(IOException.class, this::open).getMessage());
        assertTrue(message.contains("index.csv, line 2"), message);
    }
}
