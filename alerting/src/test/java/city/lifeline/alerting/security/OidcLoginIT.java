package city.lifeline.alerting.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcLoginIT {

    private final FakeProvider provider = new FakeProvider();
    private final TestServer server =
            TestServer.start(
                    new TestDatabase(),
                    new AccessSettings(
                            true,
                            "",
                            Set.of(Role.DUTY_OFFICER),
                            Optional.of(
                                    new OidcSettings(
                                            provider.issuer(),
                                            "lifeline",
                                            "the client's secret",
                                            "The city",
                                            "preferred_username",
                                            "groups",
                                            Map.of(
                                                    "duty", Role.DUTY_OFFICER,
                                                    "it", Role.SYSTEM_ADMIN,
                                                    "sec", Role.SECURITY_ADMIN,
                                                    "north", Role.DISTRICT_OFFICER),
                                            "districts"))));
    private final Http admin = Http.admin(server.address());

    OidcLoginIT() throws IOException {}

    @AfterAll
    void stop() {
        server.close();
        provider.close();
    }

    private static Map<String, Object> person(String subject, String name, String... groups) {
        return Map.of("sub", subject, "preferred_username", name, "groups", List.of(groups));
    }

    /** Goes to the provider and back as a browser does; gives where it ends. */
    private String login(Http browser) {
        Http.Answer away = browser.get(OidcLogin.ADDRESS);
        assertEquals(302, away.status(), away.text());
        URI authorize = URI.create(away.header("Location"));
        Http.Answer back = new Http(authorize).get(authorize.toString());
        URI callback = URI.create(back.header("Location"));
        Http.Answer end = browser.get(callback.getRawPath() + "?" + callback.getRawQuery());
        assertEquals(302, end.status(), end.text());
        return place(end);
    }

    private String place(Http.Answer redirect) {
        return redirect.header("Location").replace(server.address().toString(), "");
    }

    private Http browser() {
        return new Http(server.address());
    }

    @Test
    void whoHasAMappedRoleGetsAnAccountWithIt() {
        provider.person(person("1", "wang", "duty", "something else"));
        Http wang = browser();
        assertEquals("/", login(wang));
        JsonNode me = wang.get("/api/v1/me").json();
        assertEquals("wang", me.get("user").asString());
        assertEquals("DUTY_OFFICER", me.get("roles").get(0).asString());
        assertTrue(me.get("pending").isNull(), "the second factor is the provider's affair");
        assertEquals(200, wang.get("/api/v1/warnings").status());
        assertTrue(admin.get("/api/v1/users/wang").json().get("external").asBoolean());
        assertEquals(409, admin.post("/api/v1/users/wang/password", "").status());

        // Roles are the provider's: others at the next login.
        provider.person(person("1", "wang", "it"));
        assertEquals("/", login(wang));
        assertEquals("SYSTEM_ADMIN", wang.get("/api/v1/me").json().get("roles").get(0).asString());

        // None any more: what was open ends too.
        provider.person(person("1", "wang"));
        assertEquals("/?login=no-role", login(browser()));
        assertEquals(401, wang.get("/api/v1/me").status());
    }

    @Test
    void whoHasNoMappedRoleGetsNoAccount() {
        provider.person(person("2", "zhao", "visitors"));
        Http zhao = browser();
        assertEquals("/?login=no-role", login(zhao));
        assertEquals(401, zhao.get("/api/v1/me").status());
        assertEquals(404, admin.get("/api/v1/users/zhao").status());
    }

    @Test
    void rolesThatAreKeptApartAreNotLetIn() {
        provider.person(person("3", "qian", "it", "sec"));
        assertEquals("/?login=no-role", login(browser()));
        assertEquals(404, admin.get("/api/v1/users/qian").status());
    }

    @Test
    void aNameThatIsTakenDoesNotOpenTheOtherAccount() {
        provider.person(person("4", "admin", "it"));
        Http other = browser();
        assertEquals("/?login=no-role", login(other));
        assertEquals(401, other.get("/api/v1/me").status());
        assertFalse(admin.get("/api/v1/users/admin").json().get("external").asBoolean());
    }

    @Test
    void districtsComeFromTheProvider() {
        provider.person(
                Map.of(
                        "sub", "5",
                        "preferred_username", "bei",
                        "groups", "north",
                        "districts", List.of("北区")));
        Http bei = browser();
        assertEquals("/", login(bei));
        assertEquals("北区", bei.get("/api/v1/me").json().get("districts").get(0).asString());
    }

    @Test
    void aDisabledAccountStaysOut() {
        provider.person(person("6", "li", "duty"));
        assertEquals("/", login(browser()));
        assertEquals(
                200,
                admin.put("/api/v1/users/li", "{\"roles\":[\"DUTY_OFFICER\"],\"disabled\":true}")
                        .status());
        assertEquals("/?login=no-role", login(browser()));
    }

    @Test
    void whatTheProviderDidNotSignIsRefused() {
        provider.person(person("7", "forged", "it"));
        provider.forge();
        assertEquals("/?login=failed", login(browser()));
        provider.person(person("7", "forged", "it"));
        provider.audience("another client");
        assertEquals("/?login=failed", login(browser()));
        assertEquals(404, admin.get("/api/v1/users/forged").status());
    }

    /** Else an attacker could log somebody in as themselves. */
    @Test
    void anAnswerThatNobodyAskedForIsRefused() {
        Http stranger = browser();
        assertEquals(
                "/?login=failed", place(stranger.get("/login/oauth2/code/city?code=x&state=y")));
        assertEquals(401, stranger.get("/api/v1/me").status());
    }

    @Test
    void theLoginPageIsTold() {
        JsonNode options = browser().get("/api/v1/login").json();
        assertEquals("The city", options.get("provider").get("title").asString());
        assertEquals(OidcLogin.ADDRESS, options.get("provider").get("address").asString());
    }
}
