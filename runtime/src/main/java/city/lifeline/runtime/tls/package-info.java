/** Certificates, keys and revocation lists as PEM files, and what Java makes TLS from. */
@NullMarked
package city.lifeline.runtime.tls;

import org.jspecify.annotations.NullMarked;
