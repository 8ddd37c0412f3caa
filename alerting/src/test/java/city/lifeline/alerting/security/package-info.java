@NullMarked
package city.lifeline.alerting.security;

import org.jspecify.annotations.NullMarked;
