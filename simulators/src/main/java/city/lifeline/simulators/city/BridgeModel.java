package city.lifeline.simulators.city;

import city.lifeline.model.registry.Point;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A girder bridge: vehicles come at random and leave correlated pulses in strain, deflection and
 * acceleration; temperature rules the daily range of strain.
 */
final class BridgeModel {

    private static final double SLOT_S = 10;
    private static final double SPAN_M = 80;
    // Of the spans beside it, as a share of its own; and how far they lift it.
    private static final double SIDE_SPAN = 0.7;
    private static final double UPLIFT = 0.16;
    private static final double RINGING_S = 25;
    private static final double DAMPING = 0.012;
    private static final int KEPT_SLOTS = 8;
    private static final double FEATURE_S = 10;
    private static final int FEATURE_SAMPLES = 128;
    private static final double MICROSTRAIN_PER_CELSIUS = 6.5;
    private static final double FIRST_MODE_HZ = 3.1;

    private final Site site;
    private final Noise noise;
    private final Surroundings city;
    private final String vehicle;
    private final String impact;
    private final String settlement;
    private final String damage;
    private final String uplift;
    private final Kept<Vehicle[]> slots = new Kept<>(KEPT_SLOTS, this::draw);
    private final Course girder = new Course(60, this::girderAt);

    /**
     * A vehicle.
     *
     * @param enters seconds since the epoch
     * @param hz of the first mode when it enters
     */
    private record Vehicle(double enters, double seconds, double tonnes, int lane, double hz) {

        /**
         * Half a sine while it crosses; the other way while it is on the spans before and after, as
         * the girder goes on over its supports.
         */
        double influence(double t) {
            double beside = SIDE_SPAN * seconds;
            return half(t, enters, seconds)
                    - UPLIFT * (half(t, enters - beside, beside) + half(t, leaves(), beside));
        }

        private static double half(double t, double begins, double seconds) {
            double s = (t - begins) / seconds;
            return s <= 0 || s >= 1 ? 0 : Math.sin(Math.PI * s);
        }

        double leaves() {
            return enters + seconds;
        }
    }

    private interface Weight {
        double of(Vehicle vehicle);
    }

    BridgeModel(Site site) {
        this.site = site;
        this.noise = site.noise();
        this.city = site.city();
        this.vehicle = site.drive("vehicle");
        this.impact = site.drive("impact");
        this.settlement = site.drive("settlement");
        this.damage = site.drive("damage");
        this.uplift = site.drive("uplift");
    }

    @Nullable Signal signal(Point point) {
        Noise own = site.of(point);
        double nearLane = own.uniform(0) < 0.5 ? 0 : 1;
        double near = own.uniform(1, 1.3, 1.7);
        double far = own.uniform(2, 0.6, 0.9);
        Signal strain =
                new Pulses(
                        v -> (v.lane == nearLane ? near : far) * v.tonnes,
                        t ->
                                MICROSTRAIN_PER_CELSIUS * (girder.at(t) - 20)
                                        + 2.2 * site.sum(settlement, t)
                                        + 12 * site.sum(impact, t));
        Signal deflection =
                new Pulses(
                        v -> 0.14 * v.tonnes,
                        t ->
                                -0.12 * (girder.at(t) - 20)
                                        + site.sum(settlement, t)
                                        + 3 * site.sum(impact, t));
        Signal acceleration = new Ringing(own.uniform(3, 0.85, 1.15));
        return switch (point.quantity()) {
            case "strain" -> strain;
            case "deflection" -> deflection;
            case "acceleration" -> acceleration;
            case "strain-mean" -> new Feature(strain, Feature.Kind.MEAN);
            case "strain-max" -> new Feature(strain, Feature.Kind.MAX);
            case "strain-min" -> new Feature(strain, Feature.Kind.MIN);
            case "strain-rms" -> new Feature(strain, Feature.Kind.DEVIATION);
            case "deflection-mean" -> new Feature(deflection, Feature.Kind.MEAN);
            case "deflection-max" -> new Feature(deflection, Feature.Kind.MAX);
            case "deflection-min" -> new Feature(deflection, Feature.Kind.MIN);
            case "deflection-rms" -> new Feature(deflection, Feature.Kind.DEVIATION);
            case "acceleration-rms" -> new Feature(acceleration, Feature.Kind.DEVIATION);
            case "acceleration-max" -> new Feature(acceleration, Feature.Kind.MAX);
            case "acceleration-min" -> new Feature(acceleration, Feature.Kind.MIN);
            case "acceleration-mean" -> new Feature(acceleration, Feature.Kind.MEAN);
            case "natural-frequency" -> t -> frequency(t) * (1 + 0.002 * own.wander(t, 1_800));
            case "vehicle-weight" -> t -> heaviest(t, point.interval().toMillis() / 1e3);
            case "cable-force" -> {
                double force = point.limits().getOrDefault("asBuilt", own.uniform(4, 2_200, 4_600));
                String loss = site.drive("cable-loss");
                yield t ->
                        force
                                * (1 - 0.0004 * (girder.at(t) - 20))
                                * (1 - site.sum(loss, t) * (own.uniform(5) < 0.5 ? 1 : 0.2));
            }
            case "crack-width" -> {
                double width = own.uniform(6, 0.06, 0.14);
                yield t -> width + 0.0015 * (girder.at(t) - 20) + 0.004 * site.sum(settlement, t);
            }
            case "tilt" -> {
                double rest = own.uniform(7, -0.05, 0.05);
                yield t ->
                        rest
                                + 0.001 * (girder.at(t) - 20)
                                + 0.006 * site.sum(settlement, t)
                                + 0.07 * site.sum(uplift, t);
            }
            case "bearing-uplift" -> t -> 0.1 + 0.05 * own.wander(t, 60) + site.sum(uplift, t);
            // Wind shakes a cable by the square of its speed.
            case "cable-acceleration-rms" ->
                    t -> {
                        double wind = city.weather.wind(t);
                        return 0.03 + 0.0004 * wind * wind + 0.01 * Math.abs(own.wander(t, 120));
                    };
            case "wind-speed" -> city.weather::wind;
            case "temperature" -> girder;
            default -> null;
        };
    }

    /** The sun's warmth arrives in the girder an hour or two later. */
    private double girderAt(double t) {
        double hour = city.local.hour(t - 5_400);
        return city.weather.temperatureLagged(t, 2) + 5 * Daily.sun(hour, 6.5, 17.5);
    }

    /** Falls with warmth, and with damage. */
    private double frequency(double t) {
        return FIRST_MODE_HZ
                * (1 - 0.0008 * (girder.at(t) - 20))
                * (1 - Math.min(0.5, site.sum(damage, t)));
    }

    private double heaviest(double t, double overS) {
        double heaviest = 0;
        for (Vehicle one : vehicles(t - overS, t, 0)) {
            if (one.enters > t - overS && one.enters <= t) {
                heaviest = Math.max(heaviest, one.tonnes);
            }
        }
        return heaviest;
    }

    /** Those that may have entered between a time before {@code from} and {@code to}. */
    private List<Vehicle> vehicles(double from, double to, double beforeS) {
        List<Vehicle> found = new ArrayList<>();
        long last = (long) Math.floor(to / SLOT_S);
        for (long s = (long) Math.floor((from - beforeS) / SLOT_S); s <= last; s++) {
            for (Vehicle one : slots.at(s)) {
                found.add(one);
            }
        }
        for (Influence one :
                city.influences.between(
                        vehicle, (long) ((from - beforeS) * 1e6), (long) (to * 1e6))) {
            // It begins on the span before.
            double seconds = SPAN_M / 12;
            double enters = one.startUs() / 1e6 + SIDE_SPAN * seconds;
            found.add(new Vehicle(enters, seconds, one.amount(), 0, frequency(enters)));
        }
        return found;
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
            double enters = (slot + one.uniform(2)) * SLOT_S;
            vehicles[i] =
                    new Vehicle(
                            enters,
                            SPAN_M / one.uniform(3, 11, 19),
                            tonnes,
                            one.uniform(4) < 0.5 ? 0 : 1,
                            frequency(enters));
        }
        return vehicles;
    }

    /** A slow course with a pulse for each vehicle. */
    private final class Pulses implements Signal {

        private static final double SLOWEST_S = SPAN_M / 11;
        private static final double PASSING_S = SLOWEST_S * (1 + SIDE_SPAN);

        private final Weight weight;
        private final Signal slow;

        Pulses(Weight weight, Signal slow) {
            this.weight = weight;
            this.slow = slow;
        }

        @Override
        public double at(double t) {
            double sum = slow.at(t);
            for (Vehicle one : vehicles(t, t + SIDE_SPAN * SLOWEST_S, PASSING_S)) {
                sum += weight.of(one) * one.influence(t);
            }
            return sum;
        }

        @Override
        public void fill(double[] values, double t, double stepS) {
            double end = t + (values.length - 1) * stepS;
            double first = slow.at(t);
            double slope = values.length > 1 ? (slow.at(end) - first) / (values.length - 1) : 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = first + slope * i;
            }
            for (Vehicle one : vehicles(t, end + SIDE_SPAN * SLOWEST_S, PASSING_S)) {
                double height = weight.of(one);
                double beside = SIDE_SPAN * one.seconds;
                half(values, t, stepS, one.enters, one.seconds, height);
                half(values, t, stepS, one.enters - beside, beside, -UPLIFT * height);
                half(values, t, stepS, one.leaves(), beside, -UPLIFT * height);
            }
        }

        private static void half(
                double[] values,
                double t,
                double stepS,
                double begins,
                double seconds,
                double height) {
            int from = (int) Math.max(0, Math.ceil((begins - t) / stepS));
            int to = (int) Math.min(values.length, Math.ceil((begins + seconds - t) / stepS));
            if (from >= to) {
                return;
            }
            // sin(a + d) = 2 cos(d) sin(a) − sin(a − d)
            double turn = Math.PI * stepS / seconds;
            double angle = Math.PI * (t + from * stepS - begins) / seconds;
            double before = Math.sin(angle - turn);
            double now = Math.sin(angle);
            double twice = 2 * Math.cos(turn);
            for (int i = from; i < to; i++) {
                values[i] += height * now;
                double next = twice * now - before;
                before = now;
                now = next;
            }
        }
    }

    /** Each vehicle excites the first mode, which rings out; a ship's impact does, much more. */
    private final class Ringing implements Signal {

        private final double shape;

        Ringing(double shape) {
            this.shape = shape;
        }

        @Override
        public double at(double t) {
            double[] one = new double[1];
            fill(one, t, 1);
            return one[0];
        }

        @Override
        public void fill(double[] values, double t, double stepS) {
            double end = t + (values.length - 1) * stepS;
            java.util.Arrays.fill(values, 0);
            for (Vehicle one : vehicles(t, end, RINGING_S)) {
                ring(
                        values,
                        t,
                        stepS,
                        one.enters,
                        one.seconds / 2,
                        0.0016 * shape * one.tonnes,
                        one.hz);
            }
            for (Influence one :
                    city.influences.between(
                            impact, (long) ((t - RINGING_S) * 1e6), (long) (end * 1e6))) {
                double at = one.startUs() / 1e6;
                ring(values, t, stepS, at, 0.05, shape * one.amount(), frequency(at));
            }
        }

        private static void ring(
                double[] values,
                double t,
                double stepS,
                double begins,
                double riseS,
                double height,
                double hz) {
            int from = (int) Math.max(0, Math.ceil((begins - t) / stepS));
            int to = (int) Math.min(values.length, Math.ceil((begins + RINGING_S - t) / stepS));
            if (from >= to) {
                return;
            }
            double omega = 2 * Math.PI * hz;
            double since = t + from * stepS - begins;
            double decay = Math.exp(-DAMPING * omega * stepS);
            double level = height * Math.exp(-DAMPING * omega * since);
            double turnCos = Math.cos(omega * stepS);
            double turnSin = Math.sin(omega * stepS);
            double sine = Math.sin(omega * since);
            double cosine = Math.cos(omega * since);
            for (int i = from; i < to; i++) {
                values[i] += level * Math.min(1, since / riseS) * sine;
                double next = sine * turnCos + cosine * turnSin;
                cosine = cosine * turnCos - sine * turnSin;
                sine = next;
                level *= decay;
                since += stepS;
            }
        }
    }

    /** What an edge device makes of ten seconds of a waveform. */
    private record Feature(Signal of, Kind kind) implements Signal {

        enum Kind {
            MEAN,
            MIN,
            MAX,
            DEVIATION
        }

        @Override
        public double at(double t) {
            double[] samples = new double[FEATURE_SAMPLES];
            of.fill(samples, t - FEATURE_S, FEATURE_S / FEATURE_SAMPLES);
            double sum = 0;
            double squares = 0;
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (double sample : samples) {
                sum += sample;
                min = Math.min(min, sample);
                max = Math.max(max, sample);
            }
            double mean = sum / samples.length;
            for (double sample : samples) {
                squares += (sample - mean) * (sample - mean);
            }
            return switch (kind) {
                case MEAN -> mean;
                case MIN -> min;
                case MAX -> max;
                case DEVIATION -> Math.sqrt(squares / samples.length);
            };
        }
    }
}
