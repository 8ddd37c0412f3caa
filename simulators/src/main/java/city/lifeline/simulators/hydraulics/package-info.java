/** Networks of pipes under pressure: reads EPANET's input files and solves them. */
@NullMarked
package city.lifeline.simulators.hydraulics;

import org.jspecify.annotations.NullMarked;
