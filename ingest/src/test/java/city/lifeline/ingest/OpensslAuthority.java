package city.lifeline.ingest;

import city.lifeline.testing.NeededProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate authority made with openssl: its files lie in a directory of its own. */
final class OpensslAuthority {

    private final Path directory;

    /** Makes the authority, {@code ca.pem}. */
    OpensslAuthority(Path directory) throws IOException, InterruptedException {
        NeededProgram.require(Path.of("/usr/bin/openssl"), "openssl");
        this.directory = Files.createDirectory(directory);
        Files.writeString(
                file("ca.cnf"),
                """
                [ca]
                default_ca = test
                [test]
                database = index
                default_md = sha256
                default_crl_days = 2
                """);
        Files.createFile(file("index"));
        Files.writeString(file("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
        openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                        + " -keyout ca.key -out ca.pem -subj /CN=Test");
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** Makes {@code NAME.pem} and {@code NAME.key}, for a client or for a server on loopback. */
    void issue(String name) throws IOException, InterruptedException {
        issue(name, "/CN=" + name);
    }

    /** Likewise, of another subject, such as {@code /OU=lifeline-ingest/CN=NAME}. */
    void issue(String name, String subject) throws IOException, InterruptedException {
        openssl(
                "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
                        + " -keyout %1$s.key -out %1$s.csr -subj ".formatted(name)
                        + subject);
        openssl(
                "x509 -req -in %1$s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2"
                                .formatted(name)
                        + " -extfile names -out %s.pem".formatted(name));
    }

    /** Makes {@code crl.pem}. */
    void revoke(String name) throws IOException, InterruptedException {
        String authority = "ca -batch -config ca.cnf -cert ca.pem -keyfile ca.key ";
        openssl(authority + "-revoke " + name + ".pem");
        openssl(authority + "-gencrl -out crl.pem");
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        Process running =
                new ProcessBuilder(("openssl " + arguments).split(" "))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (running.waitFor() != 0) {
            throw new AssertionError("openssl " + arguments + ": " + output);
        }
    }
}
