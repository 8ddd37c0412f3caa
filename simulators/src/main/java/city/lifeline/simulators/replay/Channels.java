package city.lifeline.simulators.replay;

import city.lifeline.model.Fault;
import city.lifeline.model.Ids;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The points of a recording, numbered. */
public final class Channels {

    /** Points that report at least so often travel in blocks. */
    private static final Duration FAST = Duration.ofMillis(200);

    private static final Duration BLOCK = Duration.ofSeconds(1);

    private final Mapping mapping;
    private final Registry registry;
    private final boolean unregisteredToo;
    private final List<Channel> channels = new ArrayList<>();
    private final Map<String, Channel> byPoint = new HashMap<>();

    /**
     * A point of a recording.
     *
     * @param unit to send along; null: the registered one
     * @param blockUs length of its blocks; 0: each sample by itself
     */
    public record Channel(
            int index, String point, String gateway, @Nullable String unit, long blockUs) {}

    /**
     * The points of a wide table; those of a table with one reading a row come as they appear.
     *
     * @param unregisteredToo whether points that the registry lacks are taken as they are
     * @param faults of the mapping against the registry are added here
     */
    Channels(Mapping mapping, Registry registry, boolean unregisteredToo, List<Fault> faults) {
        this.mapping = mapping;
        this.registry = registry;
        this.unregisteredToo = unregisteredToo;
        for (Mapping.Column column : mapping.columns()) {
            try {
                Channel channel =
                        channel(
                                column.point(),
                                column.gateway() != null ? column.gateway() : mapping.gateway(),
                                column.unit(),
                                column.block());
                add(channel);
            } catch (IllegalArgumentException e) {
                faults.add(
                        new Fault(
                                mapping.file(),
                                0,
                                0,
                                "point " + column.point(),
                                String.valueOf(e.getMessage())));
            }
        }
    }

    int size() {
        return channels.size();
    }

    /** Of those known so far; 0 if none travels in blocks. */
    long longestBlockUs() {
        return channels.stream().mapToLong(Channel::blockUs).max().orElse(0);
    }

    Channel get(int index) {
        return channels.get(index);
    }

    /**
     * The point of a row.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    Channel ofRow(String point) {
        Channel known = byPoint.get(point);
        if (known != null) {
            return known;
        }
        if (!Ids.isValid(point)) {
            throw new IllegalArgumentException("is not the id of a point");
        }
        return add(channel(point, mapping.gateway(), null, Duration.ZERO));
    }

    /**
     * Checks the unit that a row names.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    void checkUnit(Channel channel, String unit) {
        Point registered = registry.point(channel.point());
        if (registered != null && !registered.unit().equals(unit)) {
            throw new IllegalArgumentException(
                    "is not the unit that %s is registered with, %s"
                            .formatted(channel.point(), registered.unit()));
        }
    }

    private Channel add(Channel channel) {
        channels.add(channel);
        byPoint.put(channel.point(), channel);
        return channel;
    }

    private Channel channel(
            String point, @Nullable String gateway, @Nullable String unit, Duration block) {
        Point registered = registry.point(point);
        if (registered == null) {
            if (unregisteredToo) {
                return new Channel(
                        size(), point, gateway == null ? "" : gateway, unit, micros(block));
            }
            if (!registry.points().isEmpty()) {
                throw new IllegalArgumentException(
                        "the registry has no such point: add it to points.csv, or mend the id");
            }
            if (gateway == null) {
                throw new IllegalArgumentException(
                        "no gateway is given and there is no registry: name the gateway in the"
                                + " mapping");
            }
            return new Channel(size(), point, gateway, unit, micros(block));
        }
        if (gateway != null && !gateway.equals(registered.gateway())) {
            throw new IllegalArgumentException(
                    "is registered with gateway %s, not %s"
                            .formatted(registered.gateway(), gateway));
        }
        if (unit != null && !unit.equals(registered.unit())) {
            throw new IllegalArgumentException(
                    "is registered in %s, not %s: convert with factor and offset and write the registered unit"
                            .formatted(registered.unit(), unit));
        }
        boolean fast = registered.interval().compareTo(FAST) < 0;
        return new Channel(
                size(),
                point,
                registered.gateway(),
                null,
                micros(block.isZero() && fast ? BLOCK : block));
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
