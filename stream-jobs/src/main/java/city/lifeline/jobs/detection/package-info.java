/** The detection job: blocks of readings in, warning events out. A thin shell around detection. */
@NullMarked
package city.lifeline.jobs.detection;

import org.jspecify.annotations.NullMarked;
