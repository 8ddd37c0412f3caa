/** Warnings: their condition as events tell it, and what people do about them. */
@NullMarked
package city.lifeline.alerting.warning;

import org.jspecify.annotations.NullMarked;
