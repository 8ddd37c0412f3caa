/** Typed settings: each key is declared once, with type, default, bounds and description. */
@NullMarked
package city.lifeline.model.settings;

import org.jspecify.annotations.NullMarked;
