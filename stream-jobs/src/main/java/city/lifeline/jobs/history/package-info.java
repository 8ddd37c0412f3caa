/** The history job: every sample of every run into the history store. */
@NullMarked
package city.lifeline.jobs.history;

import org.jspecify.annotations.NullMarked;
