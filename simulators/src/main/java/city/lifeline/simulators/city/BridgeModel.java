package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A girder bridge: vehicles come at random and leave correlated pulses in strain, deflection and
 * acceleration; temperature rules the daily range of strain.
 */
final class BridgeModel {

    private static final double SLOT_S = 10;
    private static final double SPAN_M = 80;
    private static final double RINGING_S = 25;
    private static final double DAMPING = 0.012;
    private static final int KEPT_SLOTS = 64;

    private final Noise noise;
    private final Surroundings city;
    private final Map<Long, Vehicle[]> slots = new ConcurrentHashMap<>();

    /**
     * A vehicle.
     *
     * @param enters seconds since the epoch
     */
    private record Vehicle(double enters, double seconds, double tonnes, int lane) {

        /** Half a sine while it crosses. */
        double influence(double t) {
            double s = (t - enters) / seconds;
            return s <= 0 || s >= 1 ? 0 : Math.sin(Math.PI * s);
        }
    }

    BridgeModel(String asset, Surroundings city) {
        this.noise = city.noise.of(asset);
        this.city = city;
    }

    @Nullable Signal signal(Point point) {
        Noise own = city.noise.of(point.id());
        double nearLane = own.uniform(0) < 0.5 ? 0 : 1;
        return switch (point.quantity()) {
            case "strain" -> {
                double near = own.uniform(1, 1.3, 1.7);
                double far = own.uniform(2, 0.6, 0.9);
                yield t ->
                        thermalStrain(t)
                                + traffic(t, v -> (v.lane == nearLane ? near : far) * v.tonnes);
            }
            case "deflection" ->
                    t -> -0.12 * (girderTemperature(t) - 20) + traffic(t, v -> 0.14 * v.tonnes);
            case "acceleration" -> this::acceleration;
            case "wind-speed" -> city.weather::wind;
            case "temperature" -> this::girderTemperature;
            default -> null;
        };
    }

    /** The sun's warmth arrives in the girder an hour or two later. */
    private double girderTemperature(double t) {
        double hour = city.local.hour(t - 5_400);
        double sun = Math.max(0, Math.sin(Math.PI * (hour - 6.5) / 11));
        return city.weather.temperatureLagged(t, 2) + (hour > 6.5 && hour < 17.5 ? 5 * sun : 0);
    }

    private double thermalStrain(double t) {
        return 6.5 * (girderTemperature(t) - 20);
    }

    private interface Weight {
        double of(Vehicle vehicle);
    }

    private double traffic(double t, Weight weight) {
        double sum = 0;
        long slot = (long) Math.floor(t / SLOT_S);
        for (long s = slot - 1; s <= slot; s++) {
            for (Vehicle vehicle : vehicles(s)) {
                sum += weight.of(vehicle) * vehicle.influence(t);
            }
        }
        return sum;
    }

    /** Each vehicle excites the first mode, which rings out; its frequency falls with warmth. */
    private double acceleration(double t) {
        double frequency = 3.1 * (1 - 0.0008 * (girderTemperature(t) - 20));
        double omega = 2 * Math.PI * frequency;
        double sum = 0;
        long slot = (long) Math.floor(t / SLOT_S);
        for (long s = slot - (long) Math.ceil(RINGING_S / SLOT_S); s <= slot; s++) {
            for (Vehicle vehicle : vehicles(s)) {
                double since = t - vehicle.enters;
                if (since > 0 && since < RINGING_S) {
                    double rise = Math.min(1, since / (vehicle.seconds / 2));
                    sum +=
                            0.0016
                                    * vehicle.tonnes
                                    * rise
                                    * Math.exp(-DAMPING * omega * since)
                                    * Math.sin(omega * since);
                }
            }
        }
        return sum;
    }

    private Vehicle[] vehicles(long slot) {
        if (slots.size() > KEPT_SLOTS) {
            slots.clear();
        }
        return slots.computeIfAbsent(slot, this::draw);
    }

    /** A Poisson number of vehicles; four of five are cars, the rest lorries empty or laden. */
    private Vehicle[] draw(long slot) {
        Noise own = noise.of(slot);
        double expected = (30 + 650 * city.rhythm.traffic(slot * SLOT_S)) * SLOT_S / 3_600;
        double threshold = Math.exp(-expected);
        int count = 0;
        double product = own.uniform(0);
        while (product > threshold) {
            count++;
            product *= own.uniform(count);
        }
        Vehicle[] vehicles = new Vehicle[count];
        for (int i = 0; i < count; i++) {
            Noise one = own.of(i);
            double kind = one.uniform(0);
            double tonnes =
                    kind < 0.82
                            ? one.uniform(1, 1.1, 2.2)
                            : kind < 0.92 ? 11 + 2.5 * one.gaussian(1) : 32 + 4 * one.gaussian(1);
            vehicles[i] =
                    new Vehicle(
                            (slot + one.uniform(2)) * SLOT_S,
                            SPAN_M / one.uniform(3, 11, 19),
                            tonnes,
                            one.uniform(4) < 0.5 ? 0 : 1);
        }
        return vehicles;
    }
}
