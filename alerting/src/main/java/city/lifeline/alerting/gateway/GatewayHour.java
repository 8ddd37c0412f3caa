package city.lifeline.alerting.gateway;

import java.time.Instant;

/** What came of a gateway in an hour of the live run's clock. */
public record GatewayHour(Instant hour, long received, long missing, long refused) {}
