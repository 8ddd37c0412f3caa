package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An elevator in an office tower. Each hour begins and ends with the car at floor 1, so that an
 * hour can be known without the hours before.
 */
final class ElevatorModel {

    private static final double HOUR_S = 3_600;
    private static final int FLOORS = 24;
    private static final double FLOOR_M = 3;
    private static final double ACCELERATION = 0.9;
    private static final double DOOR_S = 7;
    // Share of trips whose door does not shut at once, while nothing is worn.
    private static final double DOOR_FAULTS = 1e-4;

    private final Site site;
    private final String wear;
    private final Noise noise;
    private final Surroundings city;
    private final double rated;
    private final double longestTripS;
    private final Kept<Trip[]> hours = new Kept<>(1, this::draw);

    /**
     * Doors open, close, the car moves, doors open again.
     *
     * @param start seconds since the epoch
     */
    private record Trip(double start, int from, int to, int people, double rated) {

        double metres() {
            return Math.abs(to - from) * FLOOR_M;
        }

        /** Too short a way does not reach the rated speed. */
        double topSpeed() {
            return Math.min(rated, Math.sqrt(metres() * ACCELERATION / 1.5));
        }

        double rampS() {
            return 1.5 * topSpeed() / ACCELERATION;
        }

        double cruiseS() {
            return (metres() - topSpeed() * rampS()) / topSpeed();
        }

        double moveS() {
            return 2 * rampS() + cruiseS();
        }

        double leaves() {
            return start + DOOR_S;
        }

        double arrives() {
            return leaves() + moveS();
        }

        double ends() {
            return arrives() + DOOR_S;
        }

        /** Limited in jerk: a smooth step up, constant, a smooth step down. */
        double speed(double t) {
            double s = t - leaves();
            if (s <= 0 || s >= moveS()) {
                return 0;
            }
            double ramp = Math.min(1, Math.min(s, moveS() - s) / rampS());
            return topSpeed() * ramp * ramp * (3 - 2 * ramp);
        }

        double travelled(double t) {
            double s = Math.max(0, Math.min(moveS(), t - leaves()));
            double ramp = rampS();
            if (s <= ramp) {
                return rampMetres(s / ramp);
            }
            if (s <= ramp + cruiseS()) {
                return rampMetres(1) + topSpeed() * (s - ramp);
            }
            return metres() - rampMetres((moveS() - s) / ramp);
        }

        private double rampMetres(double x) {
            return topSpeed() * rampS() * x * x * x * (1 - x / 2);
        }

        double floor(double t) {
            return from + Math.signum((double) to - from) * travelled(t) / FLOOR_M;
        }
    }

    ElevatorModel(Site site) {
        this.site = site;
        this.wear = site.drive("wear");
        this.noise = site.noise();
        this.rated = site.limit("rated", 2.5);
        this.longestTripS = 2 * DOOR_S + FLOORS * FLOOR_M / rated + 3 * rated / ACCELERATION;
        this.city = site.city();
    }

    @Nullable Signal signal(Point point) {
        return switch (point.quantity()) {
            case "car-speed" ->
                    t -> {
                        Trip trip = trip(t);
                        return trip == null ? 0 : trip.speed(t);
                    };
            case "floor" ->
                    t -> {
                        Trip trip = trip(t);
                        return trip == null ? restingFloor(t) : Math.rint(trip.floor(t));
                    };
            case "door" ->
                    t -> {
                        Trip trip = trip(t);
                        return trip == null || (t >= trip.leaves() && t < trip.arrives()) ? 0 : 1;
                    };
            case "occupancy" ->
                    t -> {
                        Trip trip = trip(t);
                        return trip == null || t < trip.start + DOOR_S / 2 || t > trip.arrives() + 3
                                ? 0
                                : trip.people;
                    };
            // Reported while the door is about to shut for a trip.
            case "door-fault" -> {
                Noise own = noise.of("door-fault");
                yield t -> {
                    Trip trip = trip(t);
                    return trip != null
                                    && t < trip.leaves()
                                    && own.uniform((long) (trip.start * 1e3))
                                            < DOOR_FAULTS + site.sum(wear, trip.start)
                            ? 1
                            : 0;
                };
            }
            // What the rails and the machine give to the car, in cm/s2.
            case "vibration" -> {
                Noise own = noise.of("vibration");
                yield t -> {
                    Trip trip = trip(t);
                    double speed = trip == null ? 0 : trip.speed(t);
                    return 0.4 + speed * (4.2 + 0.8 * own.wander(t, 3));
                };
            }
            default -> null;
        };
    }

    private @Nullable Trip trip(double t) {
        for (Trip trip : trips(t)) {
            if (t >= trip.start && t < trip.ends()) {
                return trip;
            }
        }
        return null;
    }

    private double restingFloor(double t) {
        int floor = 1;
        for (Trip trip : trips(t)) {
            if (trip.ends() <= t) {
                floor = trip.to;
            }
        }
        return floor;
    }

    private Trip[] trips(double t) {
        return hours.at((long) Math.floor(t / HOUR_S));
    }

    private Trip[] draw(long hour) {
        Noise own = noise.of(hour);
        List<Trip> trips = new ArrayList<>();
        double begins = hour * HOUR_S;
        double ends = begins + HOUR_S;
        double at = begins;
        int floor = 1;
        long draw = 0;
        while (true) {
            double busy = city.rhythm.traffic(at);
            at += 4 - 40 / (0.2 + busy) * Math.log(1 - own.uniform(draw++));
            if (at + 2 * longestTripS > ends) {
                break;
            }
            // Up in the morning, down in the evening.
            boolean lobby = own.uniform(draw++) < 0.6;
            int to = lobby && floor != 1 ? 1 : 1 + (int) (own.uniform(draw++) * FLOORS);
            if (to == floor) {
                to = floor == 1 ? FLOORS / 2 : 1;
            }
            int people = 1 + (int) (own.uniform(draw++) * own.uniform(draw++) * 9 * (0.3 + busy));
            Trip trip = new Trip(at, floor, to, people, rated);
            trips.add(trip);
            at = trip.ends();
            floor = to;
        }
        if (floor != 1) {
            trips.add(new Trip(ends - longestTripS, floor, 1, 0, rated));
        }
        return trips.toArray(Trip[]::new);
    }
}
