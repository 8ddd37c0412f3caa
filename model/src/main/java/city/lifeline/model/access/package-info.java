/** Who may speak to the MQTT broker, and as what. */
@NullMarked
package city.lifeline.model.access;

import org.jspecify.annotations.NullMarked;
