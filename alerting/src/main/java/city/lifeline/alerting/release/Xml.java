package city.lifeline.alerting.release;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes XML. Whatever a text holds, the document stays well formed and reads as it looks. */
final class Xml implements AutoCloseable {

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter writer;

    Xml(String root, String namespace) {
        try {
            writer = FACTORY.createXMLStreamWriter(text);
            writer.writeStartDocument("UTF-8", "1.0");
            writer.writeStartElement(root);
            if (!namespace.isEmpty()) {
                writer.writeDefaultNamespace(namespace);
            }
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    Xml open(String element) {
        try {
            writer.writeStartElement(element);
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    Xml attribute(String name, String value) {
        try {
            writer.writeAttribute(name, clean(value));
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    Xml shut() {
        try {
            writer.writeEndElement();
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An element with a text. */
    Xml put(String element, String content) {
        try {
            writer.writeStartElement(element);
            writer.writeCharacters(clean(content));
            writer.writeEndElement();
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same, unless there is nothing to say. */
    Xml putIfAny(String element, String content) {
        return clean(content).isBlank() ? this : put(element, content);
    }

    /** Ends the document. */
    String end() {
        try {
            writer.writeEndElement();
            writer.writeEndDocument();
            writer.flush();
            return text.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without what XML cannot hold, and without what is invisible or turns the text around. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            int type = Character.getType(c);
                            if (c == '\n' || c == '\t' || c == '\r') {
                                clean.append(' ');
                            } else if (type != Character.CONTROL
                                    && type != Character.FORMAT
                                    && type != Character.SURROGATE
                                    && type != Character.PRIVATE_USE
                                    && type != Character.UNASSIGNED) {
                                clean.appendCodePoint(c);
                            }
                        });
        return clean.toString().strip();
    }
}
