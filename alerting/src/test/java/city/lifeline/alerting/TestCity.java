package city.lifeline.alerting;

import java.util.Map;

/** A city of three points. */
public final class TestCity {

    public static final Map<String, String> REGISTRY =
            Map.of(
                    "city.yaml",
                    """
                    name: {zh: 庐城, en: Lucheng}
                    zone: Asia/Shanghai
                    centre: {longitude: 117.28, latitude: 31.86}
                    """,
                    "gateways.csv",
                    """
                    id,name_zh,name_en
                    GW-1,网关一,Gateway one
                    """,
                    "assets.csv",
                    """
                    id,class,name_zh,name_en,district,longitude,latitude,tags
                    MH-1,gas-manhole,阀井一,Valve pit one,北区,117.28,31.86,carriageway
                    MH-2,gas-manhole,阀井二,Valve pit two,北区,117.29,31.86,
                    """,
                    "points.csv",
                    """
                    id,gateway,asset,quantity,unit,interval,low,high,name_zh,name_en,longitude,latitude,tags,limits,address,sentinels,jump
                    MH-1-CH4,GW-1,MH-1,methane,%{LEL},30s,0,100,甲烷一,Methane one,,,a;b,design=120,pit-1/ch4,65535;-9999,20
                    MH-2-CH4,GW-1,MH-2,methane,%{LEL},30s,0,100,甲烷二,Methane two,,,,,,,
                    MH-2-T,GW-1,MH-2,temperature,Cel,30s,-40,80,温度二,Temperature two,,,,,,,
                    """);

    public static final Map<String, String> RULES =
            Map.of(
                    "rules/gas.yaml",
                    """
                    rules:
                      - id: G1
                        name: {zh: 甲烷浓度, en: Methane}
                        applies: {quantity: methane}
                        unit: "%{LEL}"
                        raise: above
                        grades:
                          blue: {raise: 10, clear: 9}
                          yellow: {raise: 20, clear: 18}
                          red: {raise: 50, clear: 45}
                        certainty: likely
                        source: proposed
                        verified: false
                    """);

    public static final Map<String, String> MAP =
            Map.of(
                    "map/districts.geojson",
                    """
                    {"type": "FeatureCollection", "features": [
                      {"type": "Feature", "id": "D-N",
                       "properties": {"name_zh": "北区", "name_en": "North", "kind": "district",
                                      "owner": "kept outside"},
                       "geometry": {"type": "Polygon", "coordinates":
                         [[[117.2, 31.8], [117.4, 31.8], [117.4, 31.9], [117.2, 31.8]]]}}
                    ]}
                    """);

    public static final Map<String, String> OTHERS =
            Map.of(
                    "plans.yaml",
                    """
                    plans:
                      - id: gas-leak
                        classes: [gas-manhole]
                        title: {zh: 阀井燃气泄漏, en: Gas leak in a valve pit}
                        steps:
                          - {zh: 禁火并拉警戒, en: "No fire, close it off"}
                          - {zh: 测周边, en: Measure nearby}
                        call: [{zh: 燃气集团, en: Gas company}]
                        document: https://plans.example/gas.pdf
                    """);

    private TestCity() {}
}
