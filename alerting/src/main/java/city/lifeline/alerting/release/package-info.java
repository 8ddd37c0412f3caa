/** What is told to the public: proposed by one person, released by another. */
@NullMarked
package city.lifeline.alerting.release;

import org.jspecify.annotations.NullMarked;
