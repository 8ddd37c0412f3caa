package city.lifeline.alerting.release;

import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.map.MapStore;
import city.lifeline.alerting.notify.Schedule;
import city.lifeline.alerting.people.Lifelines;
import city.lifeline.alerting.warning.Assessment;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.Warning;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Location;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.City;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what the public is told when it is approved, once, in the transaction of the approval, and
 * brings it to every outlet, tried until it is taken.
 */
public final class Publishing {

    /** Of tasks; an instance is message and outlet. */
    public static final String TASK = "publish";

    private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final PublicMessageStore store;
    private final CurrentCity city;
    private final MapStore map;
    private final Schedule schedule;
    private final PublicSettings settings;
    private final ZoneId zone;
    private final Map<String, Outlet> outlets;
    private final JsonMapper json;
    private final CapXml cap;

    /**
     * Of a city.
     *
     * @param zone in which messages have their times
     * @param outlets by name
     */
    public Publishing(
            PublicMessageStore store,
            CurrentCity city,
            MapStore map,
            Schedule schedule,
            PublicSettings settings,
            ZoneId zone,
            Map<String, Outlet> outlets,
            JsonMapper json) {
        this.store = store;
        this.city = city;
        this.map = map;
        this.schedule = schedule;
        this.settings = settings;
        this.zone = zone;
        this.outlets = Map.copyOf(outlets);
        this.json = json;
        this.cap = new CapXml(settings);
    }

    /** Where public messages are brought to. A message may come twice, under the same id. */
    public interface Outlet {

        /**
         * Brings it there.
         *
         * @throws OutletException if it was not taken; it is tried again
         */
        void publish(PublicMessageStore.Stored message) throws OutletException;
    }

    /** An outlet has not taken a message. */
    public static final class OutletException extends Exception {
        private static final long serialVersionUID = 1L;

        public OutletException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The two who tell the public. */
    record People(String proposer, String approver) {}

    /**
     * Writes what was approved and owes it to every outlet, in the caller's transaction; a drill to
     * none.
     *
     * @param words null: it is over
     */
    void approved(
            HandledWarning handled,
            Grade grade,
            @Nullable Words words,
            People people,
            Instant now) {
        store.lock();
        Warning warning = handled.warning();
        List<PublicMessageStore.Reference> chain = chain(store.references(warning.id()));
        int number = store.references(warning.id()).size() + 1;
        PublicMessage.Kind kind =
                words == null
                        ? PublicMessage.Kind.CANCEL
                        : chain.isEmpty() ? PublicMessage.Kind.ALERT : PublicMessage.Kind.UPDATE;
        CityOfRecord current = city.get();
        Asset asset = current.registry().assets().get(warning.asset());
        String lifeline = Lifelines.of(asset);
        Text sender = sender();
        Text place = asset == null ? new Text(warning.asset(), warning.asset()) : asset.name();
        Text headline = PublicWords.headline(kind, sender, lifeline, grade, place);
        PublicMessage message =
                new PublicMessage(
                        warning.id(),
                        number,
                        kind,
                        status(handled),
                        OffsetDateTime.ofInstant(now.truncatedTo(ChronoUnit.SECONDS), zone),
                        grade,
                        handled.handling().assessment() == Assessment.CONFIRMED
                                ? Certainty.OBSERVED
                                : warning.certainty(),
                        warning.rule(),
                        lifeline,
                        OffsetDateTime.ofInstant(warning.raisedAt(), zone),
                        sender,
                        headline,
                        words == null ? new Words(headline, new Text("", "")) : words,
                        area(asset, place),
                        chain.stream().map(PublicMessageStore.Reference::cap).toList());
        String nationalId = null;
        String national = null;
        if (settings.national().isPresent()) {
            NationalXml form = new NationalXml(settings, settings.national().get());
            String prefix = form.identifierPrefix(message.sent());
            nationalId = prefix + (store.nationalIds(prefix) + 1);
            national = form.write(with(message, nationals(chain)), nationalId);
        }
        String id = CapXml.identifier(message);
        store.add(
                new PublicMessageStore.Stored(
                        id,
                        warning.id(),
                        kind.name(),
                        message.sent().toInstant(),
                        headline.zh(),
                        cap.write(message),
                        nationalId,
                        national,
                        message.status().name(),
                        grade.name(),
                        people.proposer(),
                        people.approver()),
                number,
                cap.reference(message));
        // A drill is written for those who take part, and brought to nobody outside.
        for (String outlet : handled.isDrill() ? Set.<String>of() : outlets.keySet()) {
            store.owe(id, outlet);
            schedule.at(TASK, List.of(id + '/' + outlet), now, Schedule.URGENT);
        }
    }

    /** Since the last first message: what a cancellation has ended is not referred to again. */
    private static List<PublicMessageStore.Reference> chain(
            List<PublicMessageStore.Reference> all) {
        List<PublicMessageStore.Reference> chain = new ArrayList<>();
        for (PublicMessageStore.Reference one : all) {
            if (one.kind().equals(PublicMessage.Kind.CANCEL.name())) {
                chain.clear();
            } else {
                chain.add(one);
            }
        }
        return chain;
    }

    private static List<String> nationals(List<PublicMessageStore.Reference> chain) {
        List<String> ids = new ArrayList<>();
        for (PublicMessageStore.Reference one : chain) {
            if (one.national() != null) {
                ids.add(one.national());
            }
        }
        return ids;
    }

    private static PublicMessage with(PublicMessage m, List<String> references) {
        return new PublicMessage(
                m.warning(),
                m.number(),
                m.kind(),
                m.status(),
                m.sent(),
                m.grade(),
                m.certainty(),
                m.rule(),
                m.lifeline(),
                m.onset(),
                m.senderName(),
                m.headline(),
                m.words(),
                m.area(),
                references);
    }

    private PublicMessage.Status status(HandledWarning handled) {
        if (handled.isDrill() || handled.handling().assessment() == Assessment.DRILL) {
            return PublicMessage.Status.EXERCISE;
        }
        return settings.actual() ? PublicMessage.Status.ACTUAL : PublicMessage.Status.TEST;
    }

    private Text sender() {
        Text name = map.city().map(City::name).orElse(new Text("", ""));
        Text own = settings.senderName();
        return new Text(
                own.zh().isBlank() ? name.zh() : own.zh(),
                own.en().isBlank() ? name.en() : own.en());
    }

    private PublicMessage.Area area(@Nullable Asset asset, Text place) {
        String district = asset == null ? "" : asset.district();
        Text description =
                district.isEmpty()
                        ? place
                        : new Text(district + place.zh(), place.en() + ", " + district);
        Location at = asset == null ? null : asset.location();
        return new PublicMessage.Area(
                description,
                at,
                settings.radiusM(),
                at == null && !district.isEmpty() ? outline(district) : List.of());
    }

    /** A district's outline of the city's map; empty if the map has none. */
    private List<Location> outline(String district) {
        Optional<String> layer = map.layer("districts");
        if (layer.isEmpty()) {
            return List.of();
        }
        for (JsonNode feature : json.readTree(layer.get()).path("features")) {
            JsonNode geometry = feature.path("geometry");
            if (!feature.path("properties").path("name_zh").asString("").equals(district)
                    || !geometry.path("type").asString("").equals("Polygon")) {
                continue;
            }
            List<Location> ring = new ArrayList<>();
            for (JsonNode position : geometry.path("coordinates").path(0)) {
                ring.add(new Location(position.path(0).asDouble(), position.path(1).asDouble()));
            }
            if (ring.size() >= 3 && !ring.get(0).equals(ring.get(ring.size() - 1))) {
                ring.add(ring.get(0));
            }
            return ring.size() < 4 ? List.of() : ring;
        }
        return List.of();
    }

    /**
     * Brings a message to an outlet.
     *
     * @return when to try again; empty: never
     */
    public Optional<Instant> publish(String instance, Instant now) {
        int slash = instance.indexOf('/');
        String id = instance.substring(0, slash);
        String name = instance.substring(slash + 1);
        Outlet outlet = outlets.get(name);
        Optional<PublicMessageStore.Stored> message = store.find(id);
        PublicMessageStore.Publication owed =
                store.publications(id).stream()
                        .filter(one -> one.outlet().equals(name))
                        .findFirst()
                        .orElse(null);
        if (message.isEmpty() || owed == null || owed.doneAt() != null) {
            return Optional.empty();
        }
        if (outlet == null) {
            store.tried(id, name, null, "it is not configured any more");
            return Optional.empty();
        }
        try {
            outlet.publish(message.get());
            store.tried(id, name, now, "");
            return Optional.empty();
        } catch (OutletException e) {
            LOG.error("Public message {} by {}: {}", id, name, e.getMessage());
            store.tried(id, name, null, String.valueOf(e.getMessage()));
            Duration pause = Duration.ofSeconds(1L << Math.min(owed.tries(), 6));
            return Optional.of(
                    now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause));
        }
    }
}
