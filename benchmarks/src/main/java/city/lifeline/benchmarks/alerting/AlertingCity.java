package city.lifeline.benchmarks.alerting;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a city that is measured: some points a kilometre apart, each in a district of its
 * own, so that each red warning is an incident and a message of its own; and many a hundred metres
 * apart, in a few districts, which trip together and are of one cause.
 */
public final class AlertingCity {

    /** Points in a district of their own. */
    public static final int LONE = 900;

    /** Points that trip together. */
    public static final int FLOOD = 5_000;

    static final int GATEWAYS = 10;

    /** Districts of the flood. */
    public static final int FLOOD_DISTRICTS = 10;

    /** The rule raises red over 25 %LEL, at once. */
    static final double RED = 60;

    static final double QUIET = 0;

    private static final int PEOPLE = 6;
    private static final int FLOOD_ROW = 71;
    private static final int LONE_ROW = 30;
    private static final double LONGITUDE = 117.0;
    private static final double LATITUDE = 31.5;
    private static final double KILOMETRE = 0.011;

    private AlertingCity() {}

    static String lone(int n) {
        return "LONE-%04d".formatted(n);
    }

    static String flood(int n) {
        return "FLOOD-%04d".formatted(n);
    }

    static String gateway(int n) {
        return "GW-BENCH-%02d".formatted(n % GATEWAYS + 1);
    }

    static String floodDistrict(int n) {
        return "F%02d".formatted(n % FLOOD_DISTRICTS + 1);
    }

    private static String loneDistrict(int n) {
        return "L%04d".formatted(n);
    }

    /**
     * Text of the city's files by name, with forward slashes. What the points measure has a name of
     * its own, so that no other rule of a catalogue is about them.
     */
    public static SortedMap<String, String> files() {
        StringBuilder assets =
                new StringBuilder("id,class,name_zh,name_en,district,longitude,latitude,tags\n");
        StringBuilder points =
                new StringBuilder(
                        "id,gateway,asset,quantity,unit,interval,low,high,name_zh,name_en,"
                                + "longitude,latitude,tags,limits\n");
        for (int i = 0; i < LONE; i++) {
            double east = LONGITUDE + (i % LONE_ROW) * KILOMETRE;
            double north = LATITUDE + Math.floorDiv(i, LONE_ROW) * KILOMETRE;
            write(assets, points, lone(i), gateway(i), loneDistrict(i), east, north);
        }
        for (int i = 0; i < FLOOD; i++) {
            double east = LONGITUDE + 0.8 + (i % FLOOD_ROW) * KILOMETRE / 10;
            double north = LATITUDE + Math.floorDiv(i, FLOOD_ROW) * KILOMETRE / 10;
            write(assets, points, flood(i), gateway(i), floodDistrict(i), east, north);
        }
        StringBuilder gateways = new StringBuilder("id,name_zh,name_en\n");
        for (int i = 0; i < GATEWAYS; i++) {
            gateways.append("%s,测试网关,Bench gateway\n".formatted(gateway(i)));
        }
        SortedMap<String, String> files = new TreeMap<>();
        files.put("assets.csv", assets.toString());
        files.put("points.csv", points.toString());
        files.put("gateways.csv", gateways.toString());
        files.put("people.csv", people());
        files.put("roster.csv", roster());
        files.put("rules/bench.yaml", RULES);
        return files;
    }

    private static void write(
            StringBuilder assets,
            StringBuilder points,
            String id,
            String gateway,
            String district,
            double longitude,
            double latitude) {
        assets.append(
                String.format(
                        Locale.ROOT,
                        "A-%s,gas-manhole,阀井 %s,Valve pit %s,%s,%.6f,%.6f,\n",
                        id,
                        id,
                        id,
                        district,
                        longitude,
                        latitude));
        points.append(
                "%s,%s,A-%s,probe-gas,%%{LEL},30s,0,100,甲烷,Methane,,,,\n"
                        .formatted(id, gateway, id));
    }

    private static String people() {
        StringBuilder csv =
                new StringBuilder("id,name,unit,phone,email,webhook,language,last_resort\n");
        for (int i = 1; i <= PEOPLE; i++) {
            csv.append(
                    "duty-%d,Duty %d,Bench,+86138000000%02d,,,%s,no\n"
                            .formatted(i, i, i, i % 2 == 0 ? "en" : "zh"));
        }
        csv.append("command,Command,Bench,+8613800000099,,,zh,yes\n");
        return csv.toString();
    }

    private static String roster() {
        List<String> districts = new ArrayList<>();
        for (int i = 0; i < LONE; i++) {
            districts.add(loneDistrict(i));
        }
        for (int i = 0; i < FLOOD_DISTRICTS; i++) {
            districts.add(floodDistrict(i));
        }
        StringBuilder csv =
                new StringBuilder("id,district,lifeline,grade,step,person,days,from,to\n");
        for (int i = 0; i < districts.size(); i++) {
            csv.append(
                    "%s,%s,*,blue,1,duty-%d,daily,00:00,00:00\n"
                            .formatted(districts.get(i), districts.get(i), i % PEOPLE + 1));
        }
        return csv.toString();
    }

    private static final String RULES =
            """
            rules:
              - id: BENCH
                name: {zh: 甲烷浓度, en: Methane}
                applies: {quantity: probe-gas, assetClass: gas-manhole}
                unit: "%{LEL}"
                raise: above
                grades:
                  red: {raise: 25, clear: 22}
                certainty: likely
                source: proposed, for this measurement
                verified: false
                text:
                  zh: "{assetName}甲烷 {value} %LEL，{grade}预警，限值 {limit} %LEL"
                  en: "{assetName}: methane {value} %LEL, {grade}, limit {limit} %LEL"
                measures:
                  zh: 禁止明火，开盖通风，复测并检查相邻井
                  en: Keep flames away, open and ventilate, measure again and check the neighbouring pits
            """;
}
