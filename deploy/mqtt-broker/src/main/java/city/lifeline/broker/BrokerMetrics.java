package city.lifeline.broker;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the broker counts beside HiveMQ. */
final class BrokerMetrics {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter authFail =
            Counter.builder()
                    .name("lifeline_broker_auth_fail_total")
                    .help("Connections refused, or ended because their right to be there ended")
                    .labelNames("reason")
                    .register(registry);
    private final Counter aclDenied =
            Counter.builder()
                    .name("lifeline_broker_acl_denied_total")
                    .help("Publishes and subscriptions refused for their topic")
                    .labelNames("activity")
                    .register(registry);
    private final Counter retainStripped =
            Counter.builder()
                    .name("lifeline_broker_retain_stripped_total")
                    .help("Publishes of gateways that were accepted without their retain flag")
                    .register(registry);
    private final Counter throttles =
            Counter.builder()
                    .name("lifeline_broker_throttled_total")
                    .help("Times that a connection was not read from, for want of quota")
                    .register(registry);
    private final Counter throttledSeconds =
            Counter.builder()
                    .name("lifeline_broker_throttled_seconds_total")
                    .help("How long connections were not read from, for want of quota")
                    .register(registry);

    BrokerMetrics() {
        JvmMetrics.builder().register(registry);
        for (RefusedLogin why : RefusedLogin.values()) {
            authFail.initLabelValues(why.label());
        }
        aclDenied.initLabelValues("publish");
        aclDenied.initLabelValues("subscribe");
    }

    PrometheusRegistry registry() {
        return registry;
    }

    void authFail(String reason) {
        authFail.labelValues(reason).inc();
    }

    void aclDenied(String activity) {
        aclDenied.labelValues(activity).inc();
    }

    void retainStripped() {
        retainStripped.inc();
    }

    void throttled(long pauseNs) {
        throttles.inc();
        throttledSeconds.inc(pauseNs / 1e9);
    }
}
