package city.lifeline.simulators.telephones;

import java.time.Instant;

/**
 * A short message, whole.
 *
 * @param number of the telephone, with +
 * @param toTelephone false: the telephone's own answer
 * @param provider that carried it
 * @param parts in how many it came
 */
public record Sms(
        long id,
        String number,
        boolean toTelephone,
        String provider,
        String text,
        int parts,
        Instant at) {}
