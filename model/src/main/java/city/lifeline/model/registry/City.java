package city.lifeline.model.registry;

import city.lifeline.model.Location;
import city.lifeline.model.Text;
import java.time.ZoneId;

/**
 * The city as a whole.
 *
 * @param zone in which its people read times
 * @param centre where its map opens
 */
public record City(Text name, ZoneId zone, Location centre) {}
