/** The same detection over recordings, without servers, and how right it was. */
@NullMarked
package city.lifeline.backtest;

import org.jspecify.annotations.NullMarked;
