/** The embedded MQTT broker: HiveMQ Community Edition with accounts and topic access by role. */
@NullMarked
package city.lifeline.broker;

import org.jspecify.annotations.NullMarked;
