/** What is installed in the city: points, assets, gateways, and the files they are written in. */
@NullMarked
package city.lifeline.model.registry;

import org.jspecify.annotations.NullMarked;
