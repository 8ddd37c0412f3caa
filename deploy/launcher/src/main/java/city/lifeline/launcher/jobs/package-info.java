/** Keeps the wanted Flink jobs running. */
@NullMarked
package city.lifeline.launcher.jobs;

import org.jspecify.annotations.NullMarked;
