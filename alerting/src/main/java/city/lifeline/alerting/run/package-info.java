/** Runs: the live city and recordings replayed aside. */
@NullMarked
package city.lifeline.alerting.run;

import org.jspecify.annotations.NullMarked;
