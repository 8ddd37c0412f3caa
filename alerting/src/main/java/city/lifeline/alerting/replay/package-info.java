/** Replays that run: how far they are, and what they are told to do. */
@org.jspecify.annotations.NullMarked
package city.lifeline.alerting.replay;
