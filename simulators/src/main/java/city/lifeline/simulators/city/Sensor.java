package city.lifeline.simulators.city;

/**
 * How a sensor of a quantity answers.
 *
 * @param sigma standard deviation of its noise
 * @param quantum smallest step of its output
 */
record Sensor(double sigma, double quantum) {

    static Sensor of(String quantity) {
        return switch (quantity) {
            case "methane" -> new Sensor(0.05, 0.1);
            case "inlet-pressure", "outlet-pressure", "end-pressure" -> new Sensor(0.0006, 0.0001);
            case "supply-pressure", "return-pressure" -> new Sensor(0.001, 0.001);
            case "flow" -> new Sensor(0.8, 0.1);
            case "inflow" -> new Sensor(3, 0.1);
            case "temperature",
                    "supply-temperature",
                    "return-temperature",
                    "room-temperature",
                    "joint-temperature",
                    "air-temperature",
                    "tank-temperature" ->
                    new Sensor(0.05, 0.1);
            case "chlorine" -> new Sensor(0.005, 0.01);
            case "turbidity" -> new Sensor(0.01, 0.01);
            case "rain" -> new Sensor(0, 0.1);
            case "road-depth" -> new Sensor(0.15, 0.1);
            case "sewer-level", "sump-level" -> new Sensor(0.004, 0.001);
            case "hydrogen-sulfide" -> new Sensor(0.1, 0.1);
            case "make-up-flow" -> new Sensor(0.02, 0.01);
            case "strain" -> new Sensor(0.22, 0.01);
            case "acceleration" -> new Sensor(0.0008, 0.0001);
            case "deflection" -> new Sensor(0.05, 0.01);
            case "wind-speed" -> new Sensor(0.25, 0.1);
            case "current" -> new Sensor(1.5, 1);
            case "oxygen" -> new Sensor(0.02, 0.01);
            case "cover-tilt" -> new Sensor(0.05, 0.1);
            case "tank-level" -> new Sensor(0.02, 0.01);
            case "tank-pressure" -> new Sensor(0.03, 0.01);
            case "chlorine-gas" -> new Sensor(0.01, 0.01);
            case "car-speed" -> new Sensor(0, 0.01);
            case "filter-drop" -> new Sensor(0.05, 0.01);
            case "leak-noise" -> new Sensor(0.6, 0.1);
            case "pump-frequency", "valve-position", "humidity" -> new Sensor(0.1, 0.1);
            case "outfall-level" -> new Sensor(0.006, 0.001);
            case "vibration" -> new Sensor(0.02, 0.01);
            case "primary-temperature" -> new Sensor(0.08, 0.1);
            case "heat-power" -> new Sensor(0.005, 0.001);
            case "tank-inflow", "tank-outflow" -> new Sensor(0.4, 0.1);
            case "ammonia-gas" -> new Sensor(0.05, 0.1);
            case "partial-discharge" -> new Sensor(3, 1);
            case "strain-mean", "strain-max", "strain-min", "strain-rms" -> new Sensor(0.05, 0.01);
            case "acceleration-rms", "acceleration-max", "acceleration-min", "acceleration-mean" ->
                    new Sensor(0.0002, 0.0001);
            case "deflection-mean", "deflection-max", "deflection-min", "deflection-rms" ->
                    new Sensor(0.01, 0.01);
            case "natural-frequency" -> new Sensor(0.002, 0.001);
            case "vehicle-weight" -> new Sensor(0, 0.1);
            case "cable-force" -> new Sensor(2, 1);
            case "cable-acceleration-rms" -> new Sensor(0.002, 0.001);
            case "bearing-uplift" -> new Sensor(0.02, 0.01);
            case "crack-width", "tilt" -> new Sensor(0.0008, 0.001);
            default -> new Sensor(0, 1e-6);
        };
    }

    double read(double value, double noise) {
        double read = Math.rint((value + sigma * noise) / quantum) * quantum;
        // Takes the tail off that the multiplication leaves, such as 0.30000000000000004.
        return Math.rint(read * 1e6) / 1e6 + 0.0;
    }
}
