/** Links and disks that can be broken. */
@NullMarked
package city.lifeline.prove.fault;

import org.jspecify.annotations.NullMarked;
