package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.notify.NotifySettings;
import city.lifeline.alerting.notify.sms.HttpSmsSettings;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class SmsReceiptIT {

    private static final String SECRET = "0123456789abcdefghijklmn";

    @Test
    void receiptsAreForWhoKnowsTheSecretAddress() {
        NotifySettings none = NotifySettings.none();
        NotifySettings settings =
                new NotifySettings(
                        none.zone(),
                        none.deadlines(),
                        none.providers(),
                        none.mail(),
                        none.webhooks(),
                        Optional.of(
                                new HttpSmsSettings(
                                        URI.create("https://127.0.0.1:1"),
                                        "id",
                                        "secret",
                                        "sign",
                                        "t",
                                        SECRET)),
                        "");
        try (TestServer server = TestServer.start(new TestDatabase(), settings)) {
            Http gateway = new Http(server.address());
            String body = "[{\"biz_id\":\"biz-1\",\"success\":true,\"err_code\":\"DELIVERED\"}]";
            assertEquals(404, gateway.post("/api/v1/sms/" + SECRET + "x/receipts", body).status());
            Http.Answer taken = gateway.post("/api/v1/sms/" + SECRET + "/receipts", body);
            assertEquals(200, taken.status(), taken.text());
            assertEquals(0, taken.json().get("code").asInt());
            // It came before its submission was noted, and is kept for that.
            assertEquals(
                    1L,
                    server.bean(JdbcClient.class)
                            .sql(
                                    "select count(*) from early_receipts where provider = 'http' and receipt = 'biz-1' and delivered")
                            .query(Long.class)
                            .single());
            assertEquals(400, gateway.post("/api/v1/sms/" + SECRET + "/receipts", "{}").status());
            // An answer of a number that nobody knows acknowledges nothing and is written down.
            assertEquals(
                    200,
                    gateway.post(
                                    "/api/v1/sms/" + SECRET + "/answers",
                                    "[{\"phone_number\":\"13800000009\",\"content\":\"1 4711\"}]")
                            .status());
            assertTrue(
                    Http.machine(server.address())
                            .get("/api/v1/audit")
                            .text()
                            .contains("SMS_REFUSED"));
        }
    }
}
