package city.lifeline.launcher.pki;

import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.model.Ids;
import city.lifeline.runtime.tls.Pem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A city's own certificate authority: a directory with the authority's key and certificate, the
 * list of what it revoked, and an index of all it issued. Made at first use. Open it only for as
 * long as something is done: it locks the directory.
 */
public final class CityAuthority implements AutoCloseable {

    private static final Duration SERVER_VALIDITY = Duration.ofDays(730);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");

    private final AuthorityFiles files;
    private final InstantSource clock;
    private final X509 x509;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final X509Certificate certificate;
    private final PrivateKey key;
    private final List<Entry> entries;

    private CityAuthority(
            AuthorityFiles files,
            InstantSource clock,
            SecureRandom random,
            FileChannel lockFile,
            FileLock lock)
            throws IOException {
        this.files = files;
        this.clock = clock;
        this.x509 = new X509(random);
        this.lockFile = lockFile;
        this.lock = lock;
        if (!Files.exists(files.certificate())) {
            if (Files.exists(files.index())) {
                throw new IOException(
                        "%s is missing, but certificates were issued: restore it from a backup"
                                .formatted(files.certificate()));
            }
            create(random);
        }
        this.certificate = Pem.certificates(files.certificate()).get(0);
        this.key = Pem.privateKey(files.key());
        this.entries = new ArrayList<>(files.readIndex());
        if (!Files.exists(files.revocationList())) {
            writeRevocationList();
        }
    }

    /**
     * Opens the authority of a directory; waits for another process that has it open.
     *
     * @throws IOException naming the file that cannot be read or written
     */
    public static CityAuthority open(AuthorityFiles files, InstantSource clock, SecureRandom random)
            throws IOException {
        DataDirectory.createPrivate(files.directory());
        FileChannel lockFile =
                FileChannel.open(
                        files.directory().resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            return new CityAuthority(files, clock, random, lockFile, lockFile.lock());
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    private void create(SecureRandom random) throws IOException {
        byte[] mark = new byte[4];
        random.nextBytes(mark);
        KeyPair keys = x509.keyPair();
        X509Certificate made =
                x509.authority(
                        "CN=Lifeline city authority " + HexFormat.of().formatHex(mark),
                        keys,
                        now());
        DataDirectory.writePrivate(files.key(), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        DataDirectory.writeAtomically(files.certificate(), pem(made));
    }

    /**
     * Issues a certificate, with a new key, to a directory: {@code cert.pem}, {@code key.pem} and
     * {@code ca.pem}. An earlier certificate of the same name stays valid.
     *
     * @throws IllegalArgumentException if the name is not a valid id
     */
    public Entry issue(Holder holder, String name, Duration validity, Path out) throws IOException {
        if (!Ids.isValid(name)) {
            throw new IllegalArgumentException("not a valid id: '" + name + "'");
        }
        return issue(holder, name, List.of(), validity, out);
    }

    private Entry issue(Holder holder, String name, List<String> hosts, Duration validity, Path out)
            throws IOException {
        KeyPair keys = x509.keyPair();
        Instant now = now();
        Instant notAfter = now.plus(validity);
        X509Certificate issued =
                x509.issue(certificate, key, holder, name, hosts, keys.getPublic(), now, notAfter);
        Entry entry =
                new Entry(
                        issued.getSerialNumber().toString(16),
                        holder,
                        name,
                        now,
                        notAfter,
                        null,
                        null);
        // In the index first: what is not in it cannot be revoked.
        entries.add(entry);
        files.writeIndex(entries);
        DataDirectory.createPrivate(out);
        DataDirectory.writePrivate(
                out.resolve("key.pem"), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        DataDirectory.writeAtomically(out.resolve("cert.pem"), pem(issued));
        DataDirectory.writeAtomically(out.resolve("ca.pem"), pem(certificate));
        return entry;
    }

    /**
     * Makes sure that there is a server certificate for the loopback addresses, the given hosts and
     * those of the one before, which is valid for a while.
     *
     * @return whether a new one was made
     */
    public boolean ensureServer(Collection<String> hosts) throws IOException {
        Set<String> wanted = new LinkedHashSet<>(LOOPBACK);
        for (String host : hosts) {
            wanted.add(host.toLowerCase(Locale.ROOT));
        }
        Path directory = files.server();
        if (Files.exists(directory.resolve("cert.pem"))) {
            X509Certificate present = Pem.certificates(directory.resolve("cert.pem")).get(0);
            List<String> held = hosts(present);
            boolean lasts = present.getNotAfter().toInstant().isAfter(now().plus(RENEW_BEFORE));
            if (lasts && isOurs(present) && new LinkedHashSet<>(held).containsAll(wanted)) {
                return false;
            }
            wanted.addAll(held);
        }
        issue(Holder.SERVER, "mqtt", List.copyOf(wanted), SERVER_VALIDITY, directory);
        return true;
    }

    private boolean isOurs(X509Certificate present) {
        try {
            present.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Normalised as Java writes addresses, so that ::1 is found again. */
    private static List<String> hosts(X509Certificate present) throws IOException {
        try {
            Collection<List<?>> names = present.getSubjectAlternativeNames();
            List<String> hosts = new ArrayList<>();
            if (names != null) {
                for (List<?> name : names) {
                    String host = String.valueOf(name.get(1));
                    hosts.add(host.equals("0:0:0:0:0:0:0:1") ? "::1" : host);
                }
            }
            return hosts;
        } catch (CertificateParsingException e) {
            throw new IOException("the server certificate's names cannot be read", e);
        }
    }

    /**
     * Revokes certificates that are not revoked yet, and rewrites the list.
     *
     * @return those revoked now; empty if there is none of that name or serial
     */
    public List<Entry> revoke(String nameOrSerial, Reason reason) throws IOException {
        List<Entry> revoked = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            boolean meant =
                    entry.serial().equalsIgnoreCase(nameOrSerial)
                            || (entry.name().equals(nameOrSerial)
                                    && entry.holder() != Holder.SERVER);
            if (meant && !entry.isRevoked()) {
                entries.set(i, entry.revoked(now(), reason));
                revoked.add(entries.get(i));
            }
        }
        if (!revoked.isEmpty()) {
            files.writeIndex(entries);
            writeRevocationList();
        }
        return revoked;
    }

    /** All that was issued, oldest first. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    private void writeRevocationList() throws IOException {
        DataDirectory.writeAtomically(
                files.revocationList(),
                pem(
                        "X509 CRL",
                        x509.revocationList(
                                certificate,
                                key,
                                entries.stream().filter(Entry::isRevoked).toList(),
                                now())));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static String pem(X509Certificate certificate) throws IOException {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IOException("cannot encode the certificate", e);
        }
    }

    private static String pem(String label, byte[] encoded) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        label,
                        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded),
                        label);
    }

    @Override
    public void close() throws IOException {
        lock.close();
        lockFile.close();
    }
}
