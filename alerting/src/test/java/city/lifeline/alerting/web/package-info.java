@NullMarked
package city.lifeline.alerting.web;

import org.jspecify.annotations.NullMarked;
