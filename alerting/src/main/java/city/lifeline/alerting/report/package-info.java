/** Figures of how warnings come and are answered, after ISA-18.2 and IEC 62682. */
@NullMarked
package city.lifeline.alerting.report;

import org.jspecify.annotations.NullMarked;
