@NullMarked
package city.lifeline.alerting.letter;

import org.jspecify.annotations.NullMarked;
