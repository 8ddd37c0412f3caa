@NullMarked
package city.lifeline.backtest;

import org.jspecify.annotations.NullMarked;
