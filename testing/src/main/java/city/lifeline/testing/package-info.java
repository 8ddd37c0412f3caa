/**
 * What the tests of several modules share: servers that can be killed, programs that must be there,
 * rules of architecture. Servers are started by the names of their main classes; the module whose
 * test needs one has it on its class path.
 */
@NullMarked
package city.lifeline.testing;

import org.jspecify.annotations.NullMarked;
