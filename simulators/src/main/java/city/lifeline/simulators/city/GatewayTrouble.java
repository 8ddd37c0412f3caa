package city.lifeline.simulators.city;

/**
 * What is wrong with a gateway.
 *
 * @param isOut whether it reaches nobody; its readings wait
 * @param clockS by which its clock is ahead, seconds
 * @param twice share of its messages that it sends twice, as after a lost acknowledgement
 * @param heldS by which it holds every second reading back, so that they come out of order
 */
public record GatewayTrouble(boolean isOut, double clockS, double twice, double heldS) {

    static GatewayTrouble of(Influences influences, Faults faults, String gateway, long us) {
        double t = us / 1e6;
        return new GatewayTrouble(
                influences.sum(Influences.key("outage", gateway), t) > 0.5
                        || faults.isOut(gateway, us),
                influences.sum(Influences.key("clock", gateway), t) + faults.clockS(gateway, us),
                influences.sum(Influences.key("twice", gateway), t) + faults.rates().twice(),
                influences.sum(Influences.key("held", gateway), t));
    }
}
