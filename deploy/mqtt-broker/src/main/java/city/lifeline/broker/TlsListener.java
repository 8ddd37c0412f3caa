package city.lifeline.broker;

import city.lifeline.runtime.tls.TlsFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Where gateways connect with TLS, and with which PEM files.
 *
 * @param ca authorities whose certificates let clients in
 */
record TlsListener(String address, int port, Path ca, Path certificate, Path key) {

    /**
     * HiveMQ reads key stores, from files; so these are made anew at every start, with a password
     * that is of no use to anyone else.
     */
    record Stores(Path keyStore, Path trustStore, String password) {}

    Stores stores(Path folder) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return new Stores(
                folder.resolve("server.p12"),
                folder.resolve("clients.p12"),
                Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /**
     * Makes the key stores of what the files hold now.
     *
     * @throws IOException naming the file that cannot be used
     */
    void write(Stores stores) throws IOException {
        write(
                new TlsFiles(null, certificate, key).keyStore(stores.password().toCharArray()),
                stores.keyStore(),
                stores.password());
        write(TlsFiles.trustStore(ca), stores.trustStore(), stores.password());
    }

    private static void write(KeyStore store, Path file, String password) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createFile(
                part,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(part)) {
            store.store(out, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot write the key store " + file + ": " + e.getMessage(), e);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
