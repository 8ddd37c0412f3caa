package city.lifeline.launcher.pki;

import java.util.Locale;

/** Whom a certificate is for; all but a gateway have it in the subject, for the broker to read. */
public enum Holder {
    SERVER,
    GATEWAY,
    INGEST,
    REPLAY;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Holder of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Subject of a certificate for a name. */
    String subject(String name) {
        return this == GATEWAY ? "CN=" + name : "CN=%s,OU=lifeline-%s".formatted(name, text());
    }
}
