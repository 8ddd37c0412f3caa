@NullMarked
package city.lifeline.alerting.report;

import org.jspecify.annotations.NullMarked;
