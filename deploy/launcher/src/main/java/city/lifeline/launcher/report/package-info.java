/** Reports that are one HTML file and need nothing else. */
@NullMarked
package city.lifeline.launcher.report;

import org.jspecify.annotations.NullMarked;
