package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestServer;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeopleRestIT {

    private static final String PEOPLE =
            "id,name,unit,phone,email,language,last_resort\na,A,U,+8613800000001,,zh,yes\n";
    private static final String ROSTER =
            "id,district,lifeline,grade,step,person,days,from,to\nl1,*,*,blue,1,a,daily,00:00,00:00\n";

    private final TestServer server =
            TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"));

    @AfterAll
    void stop() {
        server.close();
    }

    private int put(String path, String body, String ifMatch) {
        return Http.machine(server.address())
                .header("If-Match", ifMatch)
                .send("PUT", path, "text/csv", body)
                .status();
    }

    @Test
    void whoHasNotSeenTheLatestFileOverwritesNothing() {
        Http machine = Http.machine(server.address());
        assertEquals(204, machine.send("PUT", "/api/v1/people.csv", "text/csv", PEOPLE).status());
        String seen = machine.get("/api/v1/people.csv").header("ETag");
        String other = PEOPLE + "b,B,U,+8613800000002,,zh,no\n";
        assertEquals(204, put("/api/v1/people.csv", other, seen));
        assertEquals(412, put("/api/v1/people.csv", PEOPLE, seen));
        assertTrue(machine.get("/api/v1/people.csv").text().contains("\nb,"));
        assertEquals(204, put("/api/v1/roster.csv", ROSTER, "*"));
        assertEquals(412, put("/api/v1/roster.csv", ROSTER, "\"0123456789abcdef\""));
        assertEquals(
                204,
                put(
                        "/api/v1/roster.csv",
                        ROSTER,
                        machine.get("/api/v1/roster.csv").header("ETag")));
    }

    @Test
    void loginsThatFailAreInTheTrailWithoutWhatWasTyped() {
        Http http = new Http(server.address());
        http.get("/");
        assertEquals(401, http.login("admin", "a wrong password").status());
        assertEquals(401, http.login("my-pass-word-by-mistake", "x").status());
        String trail = Http.machine(server.address()).get("/api/v1/audit").text();
        assertTrue(trail.contains("LOGIN_FAILED"), trail);
        assertTrue(trail.contains("unknown or locked user"), trail);
        assertFalse(trail.contains("mistake") || trail.contains("a wrong password"), trail);
        assertTrue(
                Http.machine(server.address())
                        .get("/api/v1/audit/verify")
                        .json()
                        .get("fault")
                        .isNull());
    }
}
