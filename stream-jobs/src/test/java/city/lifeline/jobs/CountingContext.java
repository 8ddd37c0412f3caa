package city.lifeline.jobs;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.UserCodeClassLoader;

/** Opens a deserializer and remembers its counters. */
public final class CountingContext implements DeserializationSchema.InitializationContext {

    private final Map<String, Counter> counters = new HashMap<>();

    /** What a counter says. */
    public long count(String name) {
        Counter counter = counters.get(name);
        return counter == null ? 0 : counter.getCount();
    }

    @Override
    public MetricGroup getMetricGroup() {
        return new UnregisteredMetricsGroup() {
            @Override
            public Counter counter(String name) {
                return counters.computeIfAbsent(name, unused -> new SimpleCounter());
            }
        };
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
        throw new UnsupportedOperationException("no deserializer here loads classes");
    }
}
