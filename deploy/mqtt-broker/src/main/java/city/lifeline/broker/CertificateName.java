package city.lifeline.broker;

import city.lifeline.model.Ids;
import city.lifeline.model.access.MqttAccount.Role;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate's subject says: {@code CN} the account, {@code OU} its role ({@code
 * lifeline-ingest}, {@code lifeline-replay}; anything else is a gateway).
 */
record CertificateName(String account, Role role) {

    private static final String ROLE_PREFIX = "lifeline-";

    /** Null if it names no account. */
    static @Nullable CertificateName of(X509Certificate certificate) {
        String account = null;
        Role role = Role.GATEWAY;
        try {
            for (Rdn part :
                    new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                String value = String.valueOf(part.getValue());
                if (part.getType().equalsIgnoreCase("CN")) {
                    if (account != null) {
                        return null;
                    }
                    account = value;
                } else if (part.getType().equalsIgnoreCase("OU")) {
                    for (Role known : Role.values()) {
                        if (value.equals(ROLE_PREFIX + known.name().toLowerCase(Locale.ROOT))) {
                            role = known;
                        }
                    }
                }
            }
        } catch (InvalidNameException e) {
            return null;
        }
        return account == null || !Ids.isValid(account) ? null : new CertificateName(account, role);
    }
}
