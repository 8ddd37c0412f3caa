package city.lifeline.alerting.release;

import city.lifeline.model.Text;

/**
 * What the public reads.
 *
 * @param text what has happened
 * @param measures what people are to do; empty if nobody has said
 */
public record Words(Text text, Text measures) {}
