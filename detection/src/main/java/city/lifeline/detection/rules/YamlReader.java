package city.lifeline.detection.rules;

import city.lifeline.detection.rules.YamlNode.Place;
import city.lifeline.model.files.FileTexts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the plain part of YAML 1.2 that configuration needs: one document of mappings, lists and
 * scalars. No anchors, no aliases, no tags, no keys twice. It builds from events, so that hostile
 * text is refused before it grows.
 */
final class YamlReader {

    static final int MAX_LENGTH = 32 * 1024 * 1024;
    static final int MAX_ITEMS = RuleFilesReader.MAX_RULES;
    private static final int MAX_DEPTH = 16;

    private final String file;
    private final Faults faults;
    private final Iterator<Event> events;

    private YamlReader(String file, Faults faults, Iterator<Event> events) {
        this.file = file;
        this.faults = faults;
        this.events = events;
    }

    /** The document; null if the text is not usable, which is a fault. */
    static @Nullable YamlNode read(String file, String text, Faults faults) {
        if (!isReadable(file, text, faults)) {
            return null;
        }
        String body = FileTexts.withoutByteOrderMark(text);
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setCodePointLimit(MAX_LENGTH)
                        .setParseComments(false)
                        .build();
        try {
            return new YamlReader(file, faults, new Parse(settings).parseString(body).iterator())
                    .document();
        } catch (Abandoned e) {
            return null;
        } catch (MarkedYamlEngineException e) {
            faults.add(file, place(e.getProblemMark()), "", syntaxMessage(e));
            return null;
        } catch (YamlEngineException e) {
            faults.add(file, Place.WHOLE_FILE, "", "is not YAML: " + e.getMessage());
            return null;
        }
    }

    private @Nullable YamlNode document() {
        Event event = events.next();
        if (event instanceof StreamStartEvent) {
            event = events.next();
        }
        if (!(event instanceof DocumentStartEvent)) {
            faults.add(
                    file,
                    new Place(1, 1),
                    "",
                    "is empty: write 'rules:' with a list of rules, or delete the file");
            return null;
        }
        YamlNode root = node(events.next(), 0);
        while (events.hasNext()) {
            Event next = events.next();
            if (next instanceof DocumentStartEvent) {
                throw abandon(next, "holds a second document ('---'): use one file for each");
            }
            if (!(next instanceof DocumentEndEvent)) {
                break;
            }
        }
        return root;
    }

    private YamlNode node(Event event, int depth) {
        if (depth > MAX_DEPTH) {
            throw abandon(event, "is nested more than " + MAX_DEPTH + " deep");
        }
        if (event instanceof AliasEvent alias) {
            throw abandon(
                    event,
                    "uses the alias *%s: write the value out, aliases are not read"
                            .formatted(alias.getAlias()));
        }
        if (event instanceof NodeEvent of) {
            Optional<Anchor> anchor = of.getAnchor();
            if (anchor.isPresent()) {
                throw abandon(
                        event,
                        "sets the anchor &%s: write values out, anchors are not read"
                                .formatted(anchor.get()));
            }
        }
        if (event instanceof ScalarEvent scalar) {
            refuseTag(event, scalar.getTag());
            return new YamlNode.Scalar(scalar.getValue(), scalar.isPlain(), place(event));
        }
        if (event instanceof SequenceStartEvent start) {
            refuseTag(event, start.getTag());
            return sequence(event, depth);
        }
        if (event instanceof MappingStartEvent start) {
            refuseTag(event, start.getTag());
            return mapping(event, depth);
        }
        throw new IllegalStateException("no node begins with " + event.getEventId());
    }

    private YamlNode sequence(Event start, int depth) {
        List<YamlNode> items = new ArrayList<>();
        for (Event next = events.next();
                !(next instanceof SequenceEndEvent);
                next = events.next()) {
            if (items.size() == MAX_ITEMS) {
                throw abandon(next, "has a list of more than %,d items".formatted(MAX_ITEMS));
            }
            items.add(node(next, depth + 1));
        }
        return new YamlNode.Sequence(items, place(start));
    }

    private YamlNode mapping(Event start, int depth) {
        Map<String, YamlNode.Entry> entries = new HashMap<>();
        List<YamlNode.Entry> inOrder = new ArrayList<>();
        for (Event next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
            YamlNode key = node(next, depth + 1);
            YamlNode value = node(events.next(), depth + 1);
            if (!(key instanceof YamlNode.Scalar name)) {
                faults.add(
                        file,
                        key.place(),
                        "",
                        "has " + key.kind() + " where a field's name belongs");
                continue;
            }
            YamlNode.Entry entry = new YamlNode.Entry(name, value);
            YamlNode.Entry earlier = entries.putIfAbsent(name.text(), entry);
            if (earlier != null) {
                faults.add(
                        file,
                        name.place(),
                        name.text(),
                        "is written twice: first in line %d"
                                .formatted(earlier.key().place().line()));
                continue;
            }
            inOrder.add(entry);
        }
        return new YamlNode.Mapping(inOrder, place(start));
    }

    private void refuseTag(Event event, Optional<String> tag) {
        if (tag.isPresent()) {
            faults.add(
                    file,
                    place(event),
                    "",
                    "has the tag %s: tags are not read, write the plain value"
                            .formatted(tag.get()));
        }
    }

    private Abandoned abandon(Event event, String message) {
        faults.add(file, place(event), "", message);
        return new Abandoned();
    }

    /** Looks for what is no text at all, which a YAML parser explains badly. */
    private static boolean isReadable(String file, String text, Faults faults) {
        if (text.length() > MAX_LENGTH) {
            faults.add(
                    file,
                    Place.WHOLE_FILE,
                    "",
                    "is longer than %,d characters: split it".formatted(MAX_LENGTH));
            return false;
        }
        if (!FileTexts.isReadable(file, text, faults.all())) {
            return false;
        }
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnprintable(text, i, c)) {
                faults.add(
                        file,
                        new Place(line, column),
                        "",
                        "holds the unprintable character U+%04X: delete it".formatted((int) c));
                return false;
            }
            if (c == '\n') {
                line++;
                column = 1;
            } else if (!Character.isLowSurrogate(c)) {
                column++;
            }
        }
        return true;
    }

    private static boolean isUnprintable(String text, int at, char c) {
        boolean lonely =
                (Character.isHighSurrogate(c)
                                && (at + 1 == text.length()
                                        || !Character.isLowSurrogate(text.charAt(at + 1))))
                        || (Character.isLowSurrogate(c)
                                && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1))));
        boolean control = Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r';
        return lonely || control || c == '\uFFFE' || c == '\uFFFF';
    }

    private static String syntaxMessage(MarkedYamlEngineException e) {
        StringBuilder message = new StringBuilder("is not YAML: ");
        if (e.getContext() != null) {
            message.append(e.getContext());
            e.getContextMark()
                    .ifPresent(mark -> message.append(" in line ").append(mark.getLine() + 1));
            message.append(", ");
        }
        message.append(e.getProblem());
        if (e.getProblem() != null && e.getProblem().contains("cannot start any token")) {
            message.append("; put a value that begins with such a character in quotes");
        }
        return message.toString().replaceAll("\\s+", " ");
    }

    private static Place place(Event event) {
        return place(event.getStartMark());
    }

    private static Place place(Optional<Mark> mark) {
        return mark.map(of -> new Place(of.getLine() + 1, of.getColumn() + 1))
                .orElse(Place.WHOLE_FILE);
    }

    /** The rest of the file cannot or must not be read; the fault is told. */
    private static final class Abandoned extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Abandoned() {
            super(null, null, false, false);
        }
    }
}
