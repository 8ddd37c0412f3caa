package city.lifeline.alerting.web;

import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.security.ApiTokenStore;
import city.lifeline.alerting.security.Caller;
import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.security.SessionStore;
import city.lifeline.alerting.stream.StreamHub;
import city.lifeline.alerting.stream.Subscription;
import city.lifeline.model.registry.Point;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Changes as they happen. */
@RestController
@RequestMapping("/api/v1/stream")
@Tag(name = "Stream")
public class StreamController {

    private static final int MAX_POINTS = 500;

    private static final Map<String, List<Role>> ALSO =
            Map.of(
                    Changes.GATEWAYS,
                    List.of(Role.VIEWER),
                    Changes.DEAD_LETTERS,
                    List.of(Role.VIEWER));

    private final StreamHub streams;
    private final SessionStore sessions;
    private final ApiTokenStore tokens;
    private final CurrentCity city;
    private final OwnDistricts own;

    public StreamController(
            StreamHub streams,
            SessionStore sessions,
            ApiTokenStore tokens,
            CurrentCity city,
            OwnDistricts own) {
        this.streams = streams;
        this.sessions = sessions;
        this.tokens = tokens;
        this.city = city;
        this.own = own;
    }

    @Operation(
            summary = "Server-sent events",
            description =
                    """
                    `warning`: a warning as GET /warnings/{id} gives it. `summary`: as GET /warnings/summary, first and at \
                    most once a second. `status`: latest sample of a point that was asked for. `resync`: changes were \
                    missed; load lists again. With `also`, at most every 5 s: `gateway` as in GET /gateways, one a gateway, and \
                    `dead-letters` as GET /dead-letters/summary when it has changed. Resumes after Last-Event-ID. A comment every 15 s. At most 5 streams a user.\
                    """)
    @OwnedBy({Role.VIEWER, Role.DISTRICT_OFFICER})
    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    public ResponseEntity<SseEmitter> stream(
            @Parameter(description = "live, all, or a run's id")
                    @RequestParam(defaultValue = "live")
                    String run,
            @Parameter(description = "whose status is wanted, at most 500")
                    @RequestParam(defaultValue = "")
                    List<String> points,
            @Parameter(description = "gateways, dead-letters, or both")
                    @RequestParam(defaultValue = "")
                    List<String> also,
            @Parameter(
                            description =
                                    "made-up id of a browser's tab; its new stream ends its old one")
                    @RequestParam(defaultValue = "")
                    String tab,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            @AuthenticationPrincipal Caller caller) {
        if (points.size() > MAX_POINTS) {
            throw Refused.badRequest("points: at most " + MAX_POINTS);
        }
        Set<String> ids = new HashSet<>();
        points.forEach(point -> ids.add(Params.id("points", point)));
        for (String name : also) {
            List<Role> owners = Params.oneOf("also", name, ALSO);
            if (owners.stream().noneMatch(caller::may)) {
                throw Refused.of(
                        HttpStatus.FORBIDDEN,
                        "also: %s needs the role %s".formatted(name, Role.words(owners)));
            }
        }
        ids.removeIf(id -> !isSeen(id, caller));
        String ofRun = Params.run(run);
        if (!tab.isEmpty()) {
            Params.id("tab", tab);
        }
        String session = caller.session();
        SseEmitter emitter =
                streams.subscribe(
                        new Subscription(
                                caller.name(),
                                session,
                                tab,
                                ofRun == null ? Subscription.ALL_RUNS : ofRun,
                                ids,
                                Set.copyOf(also),
                                caller.districts(),
                                lastEventId,
                                () -> isAdmitted(caller)));
        // A proxy must not hold events back.
        return ResponseEntity.ok().header("X-Accel-Buffering", "no").body(emitter);
    }

    private boolean isAdmitted(Caller caller) {
        String session = caller.session();
        String token = caller.token();
        return (session == null || sessions.isOpen(session))
                && (token == null || tokens.isOpen(token));
    }

    private boolean isSeen(String point, Caller caller) {
        if (caller.districts() == null) {
            return true;
        }
        Point known = city.get().registry().point(point);
        return known != null && own.sees(caller, known);
    }
}
