/** How gateways do: the latest of each, and what came of them by hour. */
@NullMarked
package city.lifeline.alerting.gateway;

import org.jspecify.annotations.NullMarked;
