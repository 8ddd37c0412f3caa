package city.lifeline.broker;

import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;

/** Why a client is not let in. */
enum RefusedLogin {
    ANONYMOUS("no user name, password or certificate", ConnackReasonCode.NOT_AUTHORIZED),
    PASSWORD("no such account or wrong password", ConnackReasonCode.NOT_AUTHORIZED),
    CERTIFICATE_NAME("the certificate names no account", ConnackReasonCode.NOT_AUTHORIZED),
    CERTIFICATE_REVOKED("the certificate is revoked", ConnackReasonCode.NOT_AUTHORIZED),
    CERTIFICATE_EXPIRED("the certificate is not valid now", ConnackReasonCode.NOT_AUTHORIZED),
    CERTIFICATE_UNTRUSTED(
            "the certificate is not of this city's authority", ConnackReasonCode.NOT_AUTHORIZED),
    IDENTITY("the user name is not the certificate's", ConnackReasonCode.NOT_AUTHORIZED),
    CLIENT_ID("the client id cannot be used", ConnackReasonCode.CLIENT_IDENTIFIER_NOT_VALID),
    WILL("this will is not allowed", ConnackReasonCode.NOT_AUTHORIZED),
    RATE("too many connections in too short a time", ConnackReasonCode.CONNECTION_RATE_EXCEEDED),
    CONNECTIONS("too many connections of this account", ConnackReasonCode.QUOTA_EXCEEDED),
    BUSY("too many passwords to check", ConnackReasonCode.SERVER_BUSY);

    private final String sentence;
    private final ConnackReasonCode code;

    RefusedLogin(String sentence, ConnackReasonCode code) {
        this.sentence = sentence;
        this.code = code;
    }

    /** For logs and the client; says nothing that helps to guess. */
    String sentence() {
        return sentence;
    }

    ConnackReasonCode code() {
        return code;
    }

    /** Label of the metric. */
    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
