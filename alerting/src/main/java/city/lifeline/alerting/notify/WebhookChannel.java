package city.lifeline.alerting.notify;

import city.lifeline.alerting.people.Person;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A {@link SignedPost}; the body's {@code id} is the same however often it is sent. */
public final class WebhookChannel implements Channel {

    private final SignedPost post;
    private final JsonMapper json;

    public WebhookChannel(SignedPost post, JsonMapper json) {
        this.post = post;
        this.json = json;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public boolean reaches(Person person) {
        String webhook = person.webhook();
        return webhook != null && post.isPossible() && !RobotChannel.isRobot(webhook);
    }

    /** A machine of somebody's would take it for real. */
    @Override
    public boolean takesDrills() {
        return false;
    }

    @Override
    public Accepted send(Message message) throws ChannelDownException, BadAddressException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("id", message.id());
        content.put("grade", message.grade().name());
        content.put("warnings", message.warnings());
        content.put("subject", message.subject());
        content.put("text", message.text());
        if (!message.plan().isEmpty()) {
            content.put("plan", message.plan());
        }
        content.put("at", message.at().toString());
        post.send(
                URI.create(String.valueOf(message.person().webhook())),
                "application/json",
                json.writeValueAsString(content),
                message.at());
        return new Accepted("", List.of());
    }
}
