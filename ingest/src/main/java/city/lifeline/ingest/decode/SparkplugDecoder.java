package city.lifeline.ingest.decode;

import city.lifeline.ingest.decode.SparkplugPayload.Metric;
import city.lifeline.model.Quality;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sparkplug B (version 3.0) as a host application hears it: births, data and deaths of edge nodes
 * and their devices. An edge node is a gateway; a metric's address is {@code device/metric}, or
 * {@code metric} for one of the node itself.
 *
 * <pre>
 *            NBIRTH                      NBIRTH: all is new, devices too
 *  unheard ─────────▶ alive ─┐           DBIRTH: the device is new
 *     ▲                  │   │           gap in seq: readings are taken, a rebirth is asked for
 *     └──────────────────┘ ◀─┘
 *       NDEATH of the same bdSeq
 * </pre>
 *
 * <p>Births give metrics their names, types, units and aliases, and first values, which are
 * readings too. Data that refers to no birth is refused as {@code no_birth}, and the node is asked
 * for one ({@code NCMD} with {@code Node Control/Rebirth}), at most every ten seconds. After a gap
 * readings are taken nevertheless: edge nodes publish with QoS 0, so gaps come with load, and
 * aliases seldom change.
 *
 * <p>{@link #forget} keeps births but trusts them no more than it must: data that was made before
 * the last birth is refused, and the first message asks for a new one.
 *
 * <p>Numbers and booleans are readings. A metric of another type is refused where a point is
 * registered at its address and otherwise passed over, as are null values, {@code bdSeq} and the
 * metrics by which a host gives commands. A whole number that a double cannot hold is refused.
 *
 * <p>Read by field number and not with the generated classes of Eclipse Tahu: those make objects of
 * everything, templates in templates included, and come with a second MQTT client, a JSON mapper
 * and a schema generator. Tahu writes what the tests read.
 */
public final class SparkplugDecoder implements Decoder {

    private static final String NAMESPACE = "spBv1.0";
    private static final String BD_SEQ = "bdSeq";
    private static final String NODE = "";
    private static final int SEQS = 256;
    private static final long ASK_EVERY_US = 10_000_000;

    private static final int MAX_GROUPS_PER_GATEWAY = 4;
    private static final int MAX_METRICS_PER_NODE = 50_000;
    private static final int MAX_DEVICES_PER_NODE = 1_000;
    private static final int MAX_CHARACTERS_PER_NODE = 4 << 20;
    // Some 250 bytes each, besides the characters.
    private static final int MAX_METRICS = 250_000;
    private static final int MAX_CHARACTERS = 16 << 20;

    private final Registered registered;
    // Those that were not heard for longest come first.
    private final LinkedHashMap<String, LinkedHashMap<String, Session>> sessions =
            new LinkedHashMap<>(16, 0.75f, true);
    private int metrics;
    private int characters;

    public SparkplugDecoder(Registered registered) {
        this.registered = registered;
    }

    /** A metric as its birth describes it. */
    private record Described(String address, int datatype, String unit) {

        /** What an alias means that two metrics have. */
        private static final Described AMBIGUOUS = new Described("", 0, "");

        boolean isAmbiguous() {
            return address.isEmpty();
        }
    }

    /** Of an edge node or a device. */
    private static final class Birth {
        private final long timestampMs;
        private final Map<String, Described> byName = new HashMap<>();
        private final Map<Long, Described> byAlias = new HashMap<>();
        private boolean isDoubtful;

        private int characters;

        Birth(long timestampMs) {
            this.timestampMs = timestampMs;
        }

        /** One at least, since a birth without metrics is kept too. */
        int metrics() {
            return Math.max(1, byName.size());
        }
    }

    /** An edge node in its group; births by device. */
    private static final class Session {
        private final Map<String, Birth> births = new HashMap<>();
        private @Nullable Long bdSeq;
        private int lastSeq;
        private boolean seqIsKnown;
        private int metrics;
        private int characters;
        private long askedUs = DecodedMessage.NO_TIME;
    }

    /** {@code spBv1.0/group/TYPE/node[/device]}, perhaps below a prefix. */
    private record Topic(String prefix, String group, String type, String node, String device) {

        static @Nullable Topic of(String mqttTopic) {
            List<String> levels = List.of(mqttTopic.split("/", -1));
            int from = levels.indexOf(NAMESPACE);
            int count = levels.size() - from;
            if (from < 0 || count < 4 || count > 5) {
                return null;
            }
            return new Topic(
                    String.join("/", levels.subList(0, from + 1)),
                    levels.get(from + 1),
                    levels.get(from + 2),
                    levels.get(from + 3),
                    count == 5 ? levels.get(from + 4) : NODE);
        }

        String commands() {
            return prefix + '/' + group + "/NCMD/" + node;
        }
    }

    @Override
    public DecodedMessage decode(Incoming incoming) {
        return decode(incoming, true);
    }

    /**
     * Takes no note of the sequence and asks for nothing. Data is read by the birth that is known
     * now: who gives it in again says that its aliases still hold.
     */
    @Override
    public DecodedMessage decodeAgain(Incoming incoming) {
        return decode(incoming, false);
    }

    private DecodedMessage decode(Incoming incoming, boolean isNext) {
        Topic topic = Topic.of(incoming.mqttTopic());
        if (topic == null) {
            return refused(Reason.SHAPE, "the MQTT topic is not one of Sparkplug B");
        }
        if (!registered.hasGateway(incoming.gateway())) {
            return refused(
                    Reason.UNKNOWN_DEVICE,
                    "no gateway of this id is registered; register it, then replay");
        }
        SparkplugPayload payload;
        try {
            if (incoming.payload().length == 0) {
                throw new RefusedException(Reason.PARSE, "the message is empty");
            }
            payload = SparkplugPayload.read(incoming.payload());
            if (payload.seq() < 0 || payload.seq() >= SEQS) {
                throw new RefusedException(Reason.RANGE, "seq is not from 0 to 255");
            }
        } catch (RefusedException e) {
            return refused(e.reason(), e.detail());
        } catch (IOException e) {
            return syntax(e);
        }
        return new Message(incoming, topic, payload, session(incoming, topic), isNext).decode();
    }

    private static DecodedMessage refused(Reason reason, String detail) {
        return DecodedMessage.refused(Refusal.whole(reason, detail));
    }

    private static DecodedMessage syntax(IOException e) {
        boolean encoding =
                e instanceof InvalidProtocolBufferException
                        && Objects.toString(e.getMessage()).contains("UTF-8");
        return encoding
                ? refused(Reason.ENCODING, "a text of the message is not UTF-8")
                : refused(Reason.PARSE, "the message is not a Sparkplug B payload");
    }

    private Session session(Incoming incoming, Topic topic) {
        LinkedHashMap<String, Session> groups =
                sessions.computeIfAbsent(
                        incoming.gateway(), gateway -> new LinkedHashMap<>(4, 0.75f, true));
        Session session = groups.computeIfAbsent(topic.group(), group -> new Session());
        if (groups.size() > MAX_GROUPS_PER_GATEWAY) {
            end(groups.remove(groups.keySet().iterator().next()));
        }
        return session;
    }

    private void end(@Nullable Session session) {
        if (session != null) {
            metrics -= session.metrics;
            session.metrics = 0;
            characters -= session.characters;
            session.characters = 0;
            session.births.clear();
            session.seqIsKnown = false;
        }
    }

    private void end(Session session, String device) {
        Birth former = session.births.remove(device);
        if (former != null) {
            session.metrics -= former.metrics();
            metrics -= former.metrics();
            session.characters -= former.characters;
            characters -= former.characters;
        }
    }

    private void begin(Session session, String device, Birth birth) {
        end(session, device);
        session.births.put(device, birth);
        session.metrics += birth.metrics();
        metrics += birth.metrics();
        session.characters += birth.characters;
        characters += birth.characters;
        while (metrics > MAX_METRICS || characters > MAX_CHARACTERS) {
            // The first gateway is the one not heard for longest, and never the one just heard.
            Iterator<LinkedHashMap<String, Session>> eldest = sessions.values().iterator();
            eldest.next().values().forEach(this::end);
            eldest.remove();
        }
    }

    @Override
    public void forget() {
        for (Map<String, Session> groups : sessions.values()) {
            for (Session session : groups.values()) {
                session.seqIsKnown = false;
                session.askedUs = DecodedMessage.NO_TIME;
                session.births.values().forEach(birth -> birth.isDoubtful = true);
            }
        }
    }

    /** One message of a node that is known. */
    private final class Message {

        private final Incoming incoming;
        private final Topic topic;
        private final SparkplugPayload payload;
        private final Session session;
        private final boolean isNext;
        private final Elements elements = new Elements();
        private final List<Reply> replies = new ArrayList<>();
        private long missing;

        Message(
                Incoming incoming,
                Topic topic,
                SparkplugPayload payload,
                Session session,
                boolean isNext) {
            this.incoming = incoming;
            this.topic = topic;
            this.payload = payload;
            this.session = session;
            this.isNext = isNext;
        }

        DecodedMessage decode() {
            Refusal refused = null;
            try {
                take();
            } catch (RefusedException e) {
                refused = e.refusal();
            }
            return new DecodedMessage(
                    "",
                    DecodedMessage.NO_SEQ,
                    DecodedMessage.NO_TIME,
                    "",
                    refused == null ? elements.blocks() : List.of(),
                    refused == null ? elements.refusals() : List.of(),
                    refused,
                    replies,
                    missing);
        }

        private void take() throws RefusedException {
            if (topic.type().startsWith("D") == topic.device().equals(NODE)) {
                throw new RefusedException(
                        Reason.SHAPE, "the MQTT topic is not one of Sparkplug B");
            }
            switch (topic.type()) {
                case "NBIRTH" -> nodeBirth();
                case "NDATA" -> data();
                case "NDEATH" -> nodeDeath();
                case "DBIRTH" -> {
                    follow();
                    checkNode();
                    birth(new Birth(payload.timestampMs()));
                }
                case "DDATA" -> data();
                case "DDEATH" -> {
                    follow();
                    if (isNext) {
                        end(session, topic.device());
                    }
                }
                default ->
                        throw new RefusedException(
                                Reason.SHAPE, "the MQTT topic is not one of Sparkplug B");
            }
        }

        private void nodeBirth() throws RefusedException {
            if (isNext) {
                end(session);
                session.bdSeq = bdSeq();
                session.lastSeq = (int) payload.seq();
                session.seqIsKnown = true;
            }
            birth(new Birth(payload.timestampMs()));
        }

        private void nodeDeath() {
            Long dead = bdSeq();
            // The will of an earlier connection may come after the birth of the next.
            if (isNext && (dead == null || session.bdSeq == null || dead.equals(session.bdSeq))) {
                end(session);
            }
        }

        private @Nullable Long bdSeq() {
            for (Metric metric : payload.metrics()) {
                if (BD_SEQ.equals(metric.name)) {
                    return metric.bits;
                }
            }
            return null;
        }

        /** Counts what is missing before this message. */
        private void follow() {
            if (!isNext || session.births.isEmpty()) {
                return;
            }
            int seq = (int) payload.seq();
            if (session.seqIsKnown && seq != session.lastSeq) {
                missing = Math.floorMod(seq - session.lastSeq - 1, SEQS);
            }
            if (missing > 0 || !session.seqIsKnown) {
                askForBirth();
            }
            session.lastSeq = seq;
            session.seqIsKnown = true;
        }

        private void askForBirth() {
            long nowUs = incoming.clockUs();
            boolean askedLately =
                    session.askedUs != DecodedMessage.NO_TIME
                            && nowUs >= session.askedUs
                            && nowUs - session.askedUs < ASK_EVERY_US;
            if (isNext && !askedLately && replies.isEmpty() && nowUs != DecodedMessage.NO_TIME) {
                session.askedUs = nowUs;
                replies.add(
                        new Reply(
                                topic.commands(),
                                SparkplugPayload.rebirthRequest(Math.max(0, nowUs / 1_000))));
            }
        }

        private RefusedException noBirth(String detail) {
            askForBirth();
            return new RefusedException(Reason.NO_BIRTH, detail);
        }

        private void checkNode() throws RefusedException {
            if (!session.births.containsKey(NODE)) {
                throw noBirth("the edge node's birth was not heard; a new one was asked for");
            }
        }

        private void birth(Birth birth) throws RefusedException {
            for (Metric metric : payload.metrics()) {
                int index = elements.next();
                String name = metric.name == null ? "" : metric.name;
                if (isOfTheProtocol(name)) {
                    continue;
                }
                String address = address(name);
                try {
                    reading(index, metric, described(metric, name, address, birth));
                } catch (RefusedException e) {
                    elements.refuse(index, address, e);
                }
            }
            Birth former = session.births.get(topic.device());
            int others = session.metrics - (former == null ? 0 : former.metrics());
            if (others + birth.metrics() > MAX_METRICS_PER_NODE) {
                throw tooLarge(MAX_METRICS_PER_NODE, "metrics");
            }
            birth.characters += topic.device().length();
            int otherCharacters = session.characters - (former == null ? 0 : former.characters);
            if (otherCharacters + birth.characters > MAX_CHARACTERS_PER_NODE) {
                throw tooLarge(MAX_CHARACTERS_PER_NODE, "characters of names");
            }
            // The node itself is one of them.
            if (former == null && session.births.size() > MAX_DEVICES_PER_NODE) {
                throw tooLarge(MAX_DEVICES_PER_NODE, "devices");
            }
            if (isNext) {
                begin(session, topic.device(), birth);
            }
        }

        private static RefusedException tooLarge(int max, String what) {
            return new RefusedException(
                    Reason.BATCH_SIZE,
                    "more than " + max + " " + what + " in the births of one node");
        }

        private static Described described(Metric metric, String name, String address, Birth birth)
                throws RefusedException {
            if (name.isEmpty()) {
                throw new RefusedException(Reason.MISSING_FIELD, "a metric of a birth has no name");
            }
            Elements.checkAddress(address);
            String unit = metric.unit == null ? "" : unit(metric.unit);
            Described described = new Described(address, metric.datatype, unit);
            boolean isNew = birth.byName.putIfAbsent(name, described) == null;
            if (isNew) {
                birth.characters += name.length() + address.length() + unit.length();
            }
            if (metric.hasAlias && birth.byAlias.putIfAbsent(metric.alias, described) != null) {
                birth.byAlias.put(metric.alias, Described.AMBIGUOUS);
                isNew = false;
            }
            if (!isNew) {
                throw new RefusedException(
                        Reason.DUP_KEY, "a metric's name or alias comes twice in the birth");
            }
            return described;
        }

        private void data() throws RefusedException {
            follow();
            checkNode();
            Birth birth = session.births.get(topic.device());
            if (birth == null) {
                throw noBirth("the device's birth was not heard; a new one was asked for");
            }
            if (birth.isDoubtful
                    && (payload.timestampMs() == SparkplugPayload.NO_TIMESTAMP
                            || payload.timestampMs() < birth.timestampMs)) {
                throw noBirth("the message is older than the birth that is known");
            }
            for (Metric metric : payload.metrics()) {
                int index = elements.next();
                String name = metric.name == null ? "" : metric.name;
                if (isOfTheProtocol(name)) {
                    continue;
                }
                Described described =
                        name.isEmpty() ? birth.byAlias.get(metric.alias) : birth.byName.get(name);
                try {
                    if (name.isEmpty() && !metric.hasAlias) {
                        throw new RefusedException(
                                Reason.MISSING_FIELD, "a metric has neither name nor alias");
                    }
                    if (described == null || described.isAmbiguous()) {
                        throw noBirth("the metric is not in the birth; a new one was asked for");
                    }
                    reading(index, metric, described);
                } catch (RefusedException e) {
                    String address = described == null ? address(name) : described.address();
                    elements.refuse(index, address, e);
                }
            }
        }

        private String address(String name) {
            return topic.device().equals(NODE) ? name : topic.device() + '/' + name;
        }

        private static boolean isOfTheProtocol(String name) {
            return name.equals(BD_SEQ)
                    || name.startsWith("Node Control/")
                    || name.startsWith("Device Control/");
        }

        private void reading(int index, Metric metric, Described described)
                throws RefusedException {
            if (metric.isNull) {
                return;
            }
            int datatype = metric.datatype == 0 ? described.datatype() : metric.datatype;
            if (!SparkplugNumber.isNumber(datatype)) {
                if (registered.hasPoint(incoming.gateway(), described.address())) {
                    throw new RefusedException(
                            Reason.TYPE, "the metric is of a type that is not a number");
                }
                return;
            }
            double value = SparkplugNumber.of(datatype, metric);
            elements.accept(
                    new DecodedBlock(
                            index,
                            described.address(),
                            timeUs(metric),
                            0,
                            Elements.EVEN,
                            new double[] {value},
                            metric.unit == null ? described.unit() : unit(metric.unit),
                            quality(metric.quality),
                            metric.isHistorical));
        }

        private long timeUs(Metric metric) throws RefusedException {
            if (metric.timestampMs != SparkplugPayload.NO_TIMESTAMP) {
                return Times.ofEpochMs(metric.timestampMs);
            }
            if (payload.timestampMs() != SparkplugPayload.NO_TIMESTAMP) {
                return Times.ofEpochMs(payload.timestampMs());
            }
            if (incoming.clockUs() == DecodedMessage.NO_TIME) {
                throw new RefusedException(
                        Reason.MISSING_FIELD,
                        "timestamp is missing, and a run aside has no clock of its own");
            }
            return incoming.clockUs();
        }

        private static String unit(String text) throws RefusedException {
            return EngineeringUnits.ucum(Elements.unit(text));
        }

        /** Codes of OPC, whose upper two of eight bits tell; 500 is Sparkplug's own for stale. */
        private static Quality quality(int code) {
            if (code < 0) {
                return Quality.GOOD;
            }
            if (code > 0xFF) {
                return Quality.UNCERTAIN;
            }
            return switch (code & 0xC0) {
                case 0xC0 -> Quality.GOOD;
                case 0 -> Quality.BAD;
                default -> Quality.UNCERTAIN;
            };
        }
    }
}
