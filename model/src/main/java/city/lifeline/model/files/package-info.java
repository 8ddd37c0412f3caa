/** Reading of files that people write, with every fault named by file, line and field. No I/O. */
@NullMarked
package city.lifeline.model.files;

import org.jspecify.annotations.NullMarked;
