package city.lifeline.benchmarks.load;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * Points of the kinds that the sample city's rules watch, as many as a load needs: scalar ones that
 * report every ten seconds, and accelerations and strains of bridges with 100 samples a second in
 * blocks of one second. Their values are those of a day on which nothing happens.
 *
 * @param scalars points that report every {@link #INTERVAL}
 * @param waveforms points with {@link #SAMPLES} a second
 */
public record LoadCity(int scalars, int waveforms) {

    /** Between two readings of a scalar point. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    /** Of a waveform's block of one second. */
    public static final int SAMPLES = 100;

    /** Of a gateway, so that its message of one second is a usual one. */
    static final int SCALARS_A_GATEWAY = 500;

    static final int WAVEFORMS_A_GATEWAY = 100;

    private static final int ASSETS_A_DISTRICT = 500;
    private static final double LONGITUDE = 118.5;
    private static final double LATITUDE = 31.2;
    private static final double APART = 0.003;
    private static final int ROW = 400;

    /**
     * What a point measures.
     *
     * @param usual value of a quiet day
     * @param spread of it from point to point, and from sample to sample of a waveform
     */
    record Kind(
            String assetClass,
            String quantity,
            String unit,
            String range,
            String limits,
            double usual,
            double spread) {}

    private static final List<Kind> SCALARS =
            List.of(
                    new Kind("gas-manhole", "methane", "%{LEL}", "0,100", "", 0.5, 0.2),
                    new Kind(
                            "gas-regulator-station",
                            "outlet-pressure",
                            "MPa",
                            "0,1",
                            "setPoint=0.3",
                            0.3,
                            0.002),
                    new Kind("water-pressure-zone", "end-pressure", "MPa", "0,1.6", "", 0.32, 0.01),
                    new Kind(
                            "sewer-manhole",
                            "sewer-level",
                            "m",
                            "0,6",
                            "crown=1.2;ground=3.5",
                            0.4,
                            0.05),
                    new Kind(
                            "heat-substation",
                            "supply-temperature",
                            "Cel",
                            "0,150",
                            "max=75",
                            58,
                            2),
                    new Kind("power-tunnel", "joint-temperature", "Cel", "-40,200", "", 32, 2),
                    new Kind("storage-tank", "tank-level", "%", "0,100", "capacity=3000", 55, 5),
                    new Kind("underpass", "road-depth", "cm", "0,400", "", 0, 0));

    private static final List<Kind> WAVEFORMS =
            List.of(
                    new Kind("bridge", "acceleration", "m/s2", "-20,20", "", 0, 0.02),
                    new Kind(
                            "bridge",
                            "strain",
                            "10*-6{strain}",
                            "-3000,3000",
                            "design=300",
                            40,
                            1));

    /** A city for a load. */
    public static LoadCity of(int readingsPerSecond, int samplesPerSecond) {
        return new LoadCity(
                readingsPerSecond * (int) INTERVAL.toSeconds(),
                (samplesPerSecond + SAMPLES - 1) / SAMPLES);
    }

    int scalarGateways() {
        return gateways(scalars, SCALARS_A_GATEWAY);
    }

    int waveformGateways() {
        return gateways(waveforms, WAVEFORMS_A_GATEWAY);
    }

    private static int gateways(int points, int each) {
        return (points + each - 1) / each;
    }

    static String scalarGateway(int n) {
        return String.format(Locale.ROOT, "GW-LOAD-S%04d", n);
    }

    static String waveformGateway(int n) {
        return String.format(Locale.ROOT, "GW-LOAD-W%04d", n);
    }

    static String scalar(int n) {
        return String.format(Locale.ROOT, "LS-%07d", n);
    }

    static String waveform(int n) {
        return String.format(Locale.ROOT, "LW-%07d", n);
    }

    static Kind scalarKind(int n) {
        return SCALARS.get(n % SCALARS.size());
    }

    static Kind waveformKind(int n) {
        return WAVEFORMS.get(n % WAVEFORMS.size());
    }

    /** Adds its lines to a city's files. */
    public void addTo(SortedMap<String, String> files) {
        StringBuilder assets = new StringBuilder(files.getOrDefault("assets.csv", ""));
        StringBuilder points = new StringBuilder(files.getOrDefault("points.csv", ""));
        StringBuilder gateways = new StringBuilder(files.getOrDefault("gateways.csv", ""));
        for (int i = 0; i < scalars; i++) {
            String gateway = scalarGateway(i / SCALARS_A_GATEWAY);
            write(assets, points, scalar(i), gateway, scalarKind(i), INTERVAL.toMillis(), i);
        }
        for (int i = 0; i < waveforms; i++) {
            String gateway = waveformGateway(i / WAVEFORMS_A_GATEWAY);
            long everyMs = 1_000 / SAMPLES;
            write(assets, points, waveform(i), gateway, waveformKind(i), everyMs, scalars + i);
        }
        for (int i = 0; i < scalarGateways(); i++) {
            gateways.append(scalarGateway(i)).append(",负载网关,Load gateway\n");
        }
        for (int i = 0; i < waveformGateways(); i++) {
            gateways.append(waveformGateway(i)).append(",负载网关,Load gateway\n");
        }
        files.put("assets.csv", assets.toString());
        files.put("points.csv", points.toString());
        files.put("gateways.csv", gateways.toString());
    }

    private static void write(
            StringBuilder assets,
            StringBuilder points,
            String id,
            String gateway,
            Kind kind,
            long everyMs,
            int place) {
        assets.append(
                String.format(
                        Locale.ROOT,
                        "A-%s,%s,设施 %s,Asset %s,P%03d,%.5f,%.5f,\n",
                        id,
                        kind.assetClass(),
                        id,
                        id,
                        place / ASSETS_A_DISTRICT,
                        LONGITUDE + place % ROW * APART,
                        LATITUDE + Math.floorDiv(place, ROW) * APART));
        points.append(
                String.format(
                        Locale.ROOT,
                        "%s,%s,A-%s,%s,%s,%dms,%s,测点 %s,Point %s,,,,%s\n",
                        id,
                        gateway,
                        id,
                        kind.quantity(),
                        kind.unit(),
                        everyMs,
                        kind.range(),
                        id,
                        id,
                        kind.limits()));
    }
}
