/**
 * The reference gateway client. Start at {@link city.lifeline.gateway.GatewayClient}.
 *
 * <p>A gateway numbers its messages 1, 2, 3, … within a boot, keeps each until Lifeline says on the
 * ack topic that Kafka holds it, and sends again, in order and from the oldest, whatever was not
 * acknowledged after a while or when a connection was lost. Nothing else is needed to lose nothing.
 */
@NullMarked
package city.lifeline.gateway;

import org.jspecify.annotations.NullMarked;
