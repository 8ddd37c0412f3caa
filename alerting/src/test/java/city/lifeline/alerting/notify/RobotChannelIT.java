package city.lifeline.alerting.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.people.Person;
import city.lifeline.model.Grade;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Against a server that answers as the robots do. */
class RobotChannelIT {

    private static final String SECRET = "SECabcdef";
    private static final JsonMapper JSON = new JsonMapper();

    private final List<String> queries = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final HttpServer server = start();
    private volatile String answer = "{\"errcode\":0,\"errmsg\":\"ok\"}";

    private HttpServer start() {
        try {
            HttpServer http =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.createContext(
                    "/",
                    exchange -> {
                        queries.add(String.valueOf(exchange.getRequestURI().getRawQuery()));
                        bodies.add(
                                new String(
                                        exchange.getRequestBody().readAllBytes(),
                                        StandardCharsets.UTF_8));
                        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, bytes.length);
                        exchange.getResponseBody().write(bytes);
                        exchange.close();
                    });
            http.start();
            return http;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Message message() {
        return new Message(
                "n-1",
                "4711",
                new Person(
                        "p",
                        "P",
                        "",
                        null,
                        null,
                        "http://127.0.0.1:%d/robot/send?access_token=t0ken"
                                .formatted(server.getAddress().getPort()),
                        "zh",
                        false,
                        null),
                Grade.RED,
                List.of("w"),
                "s",
                "“红色”预警\n\"x\" \ud83d\ude00",
                "",
                Map.of(),
                Instant.ofEpochMilli(1_700_000_000_123L));
    }

    private RobotChannel channel(RobotChannel.Kind kind) {
        return new RobotChannel(Map.of("127.0.0.1", kind), "http", SECRET, JSON);
    }

    @Test
    void dingTalkIsSignedWithItsSecretAndWeComIsNot() throws Exception {
        channel(RobotChannel.Kind.DINGTALK).send(message());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String sign =
                Base64.getEncoder()
                        .encodeToString(
                                mac.doFinal(
                                        ("1700000000123\n" + SECRET)
                                                .getBytes(StandardCharsets.UTF_8)));
        assertEquals(
                "access_token=t0ken&timestamp=1700000000123&sign=" + sign,
                URLDecoder.decode(queries.get(0), StandardCharsets.UTF_8));
        channel(RobotChannel.Kind.WECOM).send(message());
        assertEquals("access_token=t0ken", queries.get(1));
        for (String body : bodies) {
            assertEquals("text", JSON.readTree(body).get("msgtype").asString());
            assertEquals(
                    "“红色”预警\n\"x\" \ud83d\ude00",
                    JSON.readTree(body).get("text").get("content").asString());
        }
    }

    @Test
    void whatTheyRefuseIsNoSuccess() {
        RobotChannel channel = channel(RobotChannel.Kind.WECOM);
        answer = "{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}";
        assertThrows(Channel.BadAddressException.class, () -> channel.send(message()));
        answer = "{\"errcode\":45009,\"errmsg\":\"too often\"}";
        assertThrows(Channel.ChannelDownException.class, () -> channel.send(message()));
        answer = "<html>a proxy</html>";
        Channel.ChannelDownException down =
                assertThrows(Channel.ChannelDownException.class, () -> channel.send(message()));
        assertFalse(String.valueOf(down.getMessage()).contains("t0ken"));
    }

    @Test
    void onlyRobotsHostsAreTheirs() {
        assertTrue(RobotChannel.isRobot("https://oapi.dingtalk.com/robot/send?access_token=x"));
        assertTrue(RobotChannel.isRobot("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"));
        assertFalse(RobotChannel.isRobot("https://oapi.dingtalk.com.evil.example/robot"));
        assertFalse(new RobotChannel(SECRET, JSON).reaches(message().person()));
    }
}
