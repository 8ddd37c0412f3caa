package city.lifeline.alerting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.runtime.tls.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard over TLS. */
class HttpsIT {

    private static final String SECRET = "changeit";

    @TempDir private Path directory;

    @Test
    void servesWithItsCertificateAndMarksCookiesSecure() throws Exception {
        TlsFiles files = selfSigned();
        try (TestServer server = TestServer.start(new TestDatabase(), files)) {
            URI address = URI.create("https://127.0.0.1:" + server.address().getPort() + "/health");
            HttpClient browser =
                    HttpClient.newBuilder()
                            .sslContext(new TlsFiles(files.certificate(), null, null).context())
                            .build();

            HttpResponse<String> answer =
                    browser.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());

            assertEquals(200, answer.statusCode(), answer.body());
            List<String> cookies = answer.headers().allValues("set-cookie");
            assertTrue(
                    cookies.stream().anyMatch(cookie -> cookie.startsWith("XSRF-TOKEN")),
                    cookies.toString());
            assertTrue(
                    cookies.stream().allMatch(cookie -> cookie.contains("Secure")),
                    cookies.toString());
        }
    }

    private TlsFiles selfSigned() throws Exception {
        Path store = directory.resolve("store.p12");
        keytool(
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                SECRET,
                "-alias",
                "https",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, SECRET.toCharArray());
        }
        return new TlsFiles(
                null,
                pem("cert.pem", "CERTIFICATE", keys.getCertificate("https").getEncoded()),
                pem(
                        "key.pem",
                        "PRIVATE KEY",
                        keys.getKey("https", SECRET.toCharArray()).getEncoded()));
    }

    private Path pem(String name, String label, byte[] bytes) throws IOException {
        return Files.writeString(
                directory.resolve(name),
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(label, Base64.getMimeEncoder().encodeToString(bytes), label));
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
