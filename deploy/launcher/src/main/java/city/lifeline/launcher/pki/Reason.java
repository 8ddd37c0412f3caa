package city.lifeline.launcher.pki;

import java.util.Locale;
import org.bouncycastle.asn1.x509.CRLReason;

/** Why a certificate is revoked, as RFC 5280 numbers it. */
public enum Reason {
    UNSPECIFIED(CRLReason.unspecified),
    KEY_COMPROMISE(CRLReason.keyCompromise),
    SUPERSEDED(CRLReason.superseded),
    CESSATION_OF_OPERATION(CRLReason.cessationOfOperation),
    PRIVILEGE_WITHDRAWN(CRLReason.privilegeWithdrawn);

    private final int number;

    Reason(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As {@link #text} writes it. */
    public static Reason of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
