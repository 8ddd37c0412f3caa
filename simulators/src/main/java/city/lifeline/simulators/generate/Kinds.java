package city.lifeline.simulators.generate;

import static city.lifeline.simulators.generate.Kind.limited;
import static city.lifeline.simulators.generate.Kind.point;

import city.lifeline.simulators.generate.Kind.Measured;
import java.util.ArrayList;
import java.util.List;

/** What an invented city is made of: the groups of the load to plan for. */
final class Kinds {

    private Kinds() {}

    private static Kind kind(
            String group,
            String code,
            String assetClass,
            String zh,
            String en,
            Measured... points) {
        return new Kind(group, code, assetClass, zh, en, List.of(points));
    }

    static Kind gasManhole(String interval) {
        return kind(
                "GAS",
                "GMH",
                "gas-manhole",
                "燃气阀井",
                "gas valve pit",
                point("CH4", "methane", "%{LEL}", interval, "0,100", "甲烷", "Methane"));
    }

    static Kind gasStation() {
        return kind(
                "GAS",
                "GRS",
                "gas-regulator-station",
                "调压站",
                "regulator station",
                point("PIN", "inlet-pressure", "MPa", "10s", "0,1.6", "进口压力", "Inlet pressure"),
                limited(
                        "POUT",
                        "outlet-pressure",
                        "MPa",
                        "10s",
                        "0,1",
                        "出口压力",
                        "Outlet pressure",
                        "setPoint=0.3"),
                point("FLOW", "flow", "m3/h", "10s", "0,5000", "流量", "Flow"),
                point("TEMP", "temperature", "Cel", "10s", "-40,80", "气温", "Gas temperature"),
                point("CH4", "methane", "%{LEL}", "10s", "0,100", "室内甲烷", "Methane in the room"),
                point(
                        "FILT",
                        "filter-drop",
                        "kPa",
                        "10s",
                        "0,100",
                        "过滤器压差",
                        "Filter pressure drop"));
    }

    static Kind gasCabin(String interval) {
        return kind(
                "DUC",
                "GCB",
                "gas-cabin",
                "管廊燃气舱",
                "gas cabin",
                point("CH4", "methane", "%{LEL}", interval, "0,100", "甲烷", "Methane"));
    }

    static Kind zone(int ends, String interval) {
        List<Measured> points = new ArrayList<>();
        points.add(point("FLOW", "inflow", "m3/h", interval, "0,3000", "进水流量", "Inflow"));
        points.add(
                point("PIN", "inlet-pressure", "MPa", interval, "0,1.6", "进口压力", "Inlet pressure"));
        for (int i = 1; i <= ends; i++) {
            points.add(
                    point(
                            "PEND" + i,
                            "end-pressure",
                            "MPa",
                            interval,
                            "0,1.6",
                            "末梢压力 " + i,
                            "End pressure " + i));
        }
        return new Kind("WAT", "WPZ", "water-pressure-zone", "供水分区", "pressure zone", points);
    }

    static Kind booster() {
        return kind(
                "WAT",
                "WBS",
                "booster-station",
                "增压泵站",
                "booster station",
                point("FLOW", "flow", "m3/h", "10s", "0,1000", "流量", "Flow"),
                point("PIN", "inlet-pressure", "MPa", "10s", "0,1.6", "进口压力", "Inlet pressure"),
                point("POUT", "outlet-pressure", "MPa", "10s", "0,1.6", "出口压力", "Outlet pressure"),
                point("PUMP", "running-pumps", "1", "10s", "0,6", "运行水泵台数", "Running pumps"),
                point("FREQ", "pump-frequency", "Hz", "10s", "0,60", "水泵频率", "Pump frequency"),
                point("CURR", "current", "A", "10s", "0,400", "水泵电流", "Pump current"),
                point("VIB", "vibration", "mm/s", "10s", "0,50", "水泵振动", "Pump vibration"),
                point("TEMP", "temperature", "Cel", "10s", "-40,120", "电机温度", "Motor temperature"));
    }

    static Kind quality() {
        return kind(
                "WAT",
                "WQP",
                "water-quality-point",
                "水质监测点",
                "water quality point",
                point("CL", "chlorine", "mg/L", "60s", "0,5", "余氯", "Residual chlorine"),
                point("TURB", "turbidity", "{NTU}", "60s", "0,100", "浊度", "Turbidity"));
    }

    static Kind rainGauge() {
        return kind(
                "DRN",
                "DRG",
                "rain-gauge",
                "雨量站",
                "rain gauge",
                point("RAIN", "rain", "mm", "60s", "0,30", "分钟雨量", "Rain in a minute"));
    }

    static Kind underpass() {
        return kind(
                "DRN",
                "DUP",
                "underpass",
                "下穿通道",
                "underpass",
                point("DEPTH", "road-depth", "cm", "60s", "0,400", "积水深度", "Water depth"));
    }

    static Kind sewer(String interval) {
        return kind(
                "DRN",
                "DMH",
                "sewer-manhole",
                "污水检查井",
                "sewer manhole",
                limited(
                        "LEVEL",
                        "sewer-level",
                        "m",
                        interval,
                        "0,6",
                        "水位",
                        "Level",
                        "crown=1.2;ground=3.5"),
                point(
                        "H2S",
                        "hydrogen-sulfide",
                        "mg/m3",
                        interval,
                        "0,150",
                        "硫化氢",
                        "Hydrogen sulfide"));
    }

    static Kind pumpStation() {
        return kind(
                "DRN",
                "DPS",
                "drainage-pump-station",
                "排涝泵站",
                "pumping station",
                point("LEVEL", "sump-level", "m", "10s", "0,8", "集水池水位", "Sump level"),
                point("PUMP", "running-pumps", "1", "10s", "0,6", "运行水泵台数", "Running pumps"),
                point("CURR1", "current", "A", "10s", "0,400", "1 号水泵电流", "Current, pump 1"),
                point("CURR2", "current", "A", "10s", "0,400", "2 号水泵电流", "Current, pump 2"),
                point("FLOW", "flow", "m3/h", "10s", "0,5000", "排水流量", "Flow"),
                point("POUT", "outlet-pressure", "MPa", "10s", "0,1", "出口压力", "Outlet pressure"),
                point("VIB", "vibration", "mm/s", "10s", "0,50", "水泵振动", "Pump vibration"),
                point(
                        "H2S",
                        "hydrogen-sulfide",
                        "mg/m3",
                        "10s",
                        "0,150",
                        "硫化氢",
                        "Hydrogen sulfide"),
                point(
                        "OUT",
                        "outfall-level",
                        "m",
                        "10s",
                        "-2,12",
                        "排口河道水位",
                        "River at the outfall"),
                point("TEMP", "temperature", "Cel", "10s", "-40,120", "电机温度", "Motor temperature"));
    }

    static Kind substation() {
        List<Measured> points = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            String zh = "，" + i + " 区";
            String en = ", circuit " + i;
            points.add(
                    limited(
                            "TSUP" + i,
                            "supply-temperature",
                            "Cel",
                            "30s",
                            "0,150",
                            "供水温度" + zh,
                            "Supply temperature" + en,
                            "max=75"));
            points.add(
                    point(
                            "TRET" + i,
                            "return-temperature",
                            "Cel",
                            "30s",
                            "0,150",
                            "回水温度" + zh,
                            "Return temperature" + en));
            points.add(
                    point(
                            "PSUP" + i,
                            "supply-pressure",
                            "MPa",
                            "30s",
                            "0,1.6",
                            "供水压力" + zh,
                            "Supply pressure" + en));
            points.add(
                    limited(
                            "PRET" + i,
                            "return-pressure",
                            "MPa",
                            "30s",
                            "0,1.6",
                            "回水压力" + zh,
                            "Return pressure" + en,
                            "static=0.25"));
            points.add(point("FLOW" + i, "flow", "m3/h", "30s", "0,500", "流量" + zh, "Flow" + en));
            points.add(
                    point(
                            "VALVE" + i,
                            "valve-position",
                            "%",
                            "30s",
                            "0,100",
                            "调节阀开度" + zh,
                            "Valve position" + en));
            points.add(
                    point(
                            "CURR" + i,
                            "current",
                            "A",
                            "30s",
                            "0,200",
                            "循环泵电流" + zh,
                            "Pump current" + en));
            points.add(
                    point(
                            "FREQ" + i,
                            "pump-frequency",
                            "Hz",
                            "30s",
                            "0,60",
                            "循环泵频率" + zh,
                            "Pump frequency" + en));
            points.add(
                    point("HEAT" + i, "heat-power", "MW", "30s", "0,50", "热功率" + zh, "Heat" + en));
        }
        points.add(
                point(
                        "TPRI",
                        "primary-temperature",
                        "Cel",
                        "30s",
                        "0,180",
                        "一次侧温度",
                        "Primary temperature"));
        points.add(point("MAKEUP", "make-up-flow", "m3/h", "30s", "0,50", "补水流量", "Make-up flow"));
        return new Kind("HEA", "HSS", "heat-substation", "换热站", "heat substation", points);
    }

    static Kind room() {
        return kind(
                "HEA",
                "HRM",
                "heated-room",
                "室温测点",
                "heated room",
                point(
                        "TEMP",
                        "room-temperature",
                        "Cel",
                        "15min",
                        "-20,50",
                        "室温",
                        "Room temperature"));
    }

    /** 660 samples a second, 22 slow points, and perhaps four features of each of 24 channels. */
    static Kind bridge(boolean features) {
        List<Measured> points = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            points.add(
                    limited(
                            "STR" + i,
                            "strain",
                            "10*-6{strain}",
                            "50ms",
                            "-3000,3000",
                            "应变 " + i,
                            "Strain " + i,
                            "design=300"));
        }
        for (int i = 1; i <= 8; i++) {
            points.add(
                    point(
                            "ACC" + i,
                            "acceleration",
                            "m/s2",
                            "20ms",
                            "-20,20",
                            "加速度 " + i,
                            "Acceleration " + i));
        }
        for (int i = 1; i <= 2; i++) {
            points.add(
                    limited(
                            "DEF" + i,
                            "deflection",
                            "mm",
                            "100ms",
                            "-500,500",
                            "挠度 " + i,
                            "Deflection " + i,
                            "design=40"));
        }
        add(points, 6, "TEMP", "temperature", "Cel", "-40,80", "温度", "Temperature");
        add(points, 2, "WIND", "wind-speed", "m/s", "0,80", "风速", "Wind");
        for (int i = 1; i <= 6; i++) {
            points.add(
                    limited(
                            "CAB" + i,
                            "cable-force",
                            "kN",
                            "60s",
                            "0,20000",
                            "索力 " + i,
                            "Cable force " + i,
                            "asBuilt=3200"));
        }
        add(points, 3, "CRK", "crack-width", "mm", "0,5", "裂缝宽度", "Crack width");
        add(points, 4, "TILT", "tilt", "deg", "-10,10", "倾角", "Tilt");
        add(
                points,
                1,
                "FREQ",
                "natural-frequency",
                "Hz",
                "0,50",
                "一阶频率",
                "First natural frequency");
        if (features) {
            features(points, 12, "STR", "strain", "10*-6{strain}", "-3000,3000", "应变", "Strain");
            features(points, 8, "ACC", "acceleration", "m/s2", "-20,20", "加速度", "Acceleration");
            features(points, 4, "DEF", "deflection", "mm", "-500,500", "挠度", "Deflection");
        }
        return new Kind("BRI", "BRI", "bridge", "大桥", "bridge", points);
    }

    private static void add(
            List<Measured> points,
            int count,
            String code,
            String quantity,
            String unit,
            String range,
            String zh,
            String en) {
        for (int i = 1; i <= count; i++) {
            points.add(point(code + i, quantity, unit, "60s", range, zh + " " + i, en + " " + i));
        }
    }

    private static void features(
            List<Measured> points,
            int count,
            String code,
            String quantity,
            String unit,
            String range,
            String zh,
            String en) {
        for (int i = 1; i <= count; i++) {
            points.add(
                    point(
                            code + i + "-MEAN",
                            quantity + "-mean",
                            unit,
                            "10s",
                            range,
                            zh + " " + i + " 均值",
                            en + " " + i + ", mean"));
            points.add(
                    point(
                            code + i + "-MAX",
                            quantity + "-max",
                            unit,
                            "10s",
                            range,
                            zh + " " + i + " 最大",
                            en + " " + i + ", greatest"));
            points.add(
                    point(
                            code + i + "-MIN",
                            quantity + "-min",
                            unit,
                            "10s",
                            range,
                            zh + " " + i + " 最小",
                            en + " " + i + ", least"));
            points.add(
                    point(
                            code + i + "-RMS",
                            quantity + "-rms",
                            unit,
                            "10s",
                            range,
                            zh + " " + i + " 均方根",
                            en + " " + i + ", RMS"));
        }
    }

    static Kind elevator(boolean whole, String interval) {
        Kind kind =
                kind(
                        "LIF",
                        "LIF",
                        "elevator",
                        "电梯",
                        "elevator",
                        limited(
                                "SPEED",
                                "car-speed",
                                "m/s",
                                interval,
                                "0,15",
                                "运行速度",
                                "Car speed",
                                "rated=2.5"));
        return whole
                ? kind.with(
                        point("FLOOR", "floor", "1", interval, "-10,200", "楼层", "Floor"),
                        point("DOOR", "door", "1", interval, "0,1", "门（1 开）", "Door (1 open)"),
                        point("LOAD", "occupancy", "1", interval, "0,40", "人数", "Passengers"))
                : kind;
    }

    static Kind tunnel() {
        return kind(
                "DUC",
                "DPT",
                "power-tunnel",
                "电力隧道",
                "power tunnel",
                point(
                        "TJ1",
                        "joint-temperature",
                        "Cel",
                        "30s",
                        "-40,200",
                        "接头温度 1",
                        "Joint temperature 1"),
                point(
                        "TJ2",
                        "joint-temperature",
                        "Cel",
                        "30s",
                        "-40,200",
                        "接头温度 2",
                        "Joint temperature 2"),
                point("CURR", "current", "A", "30s", "0,3000", "电缆电流", "Cable current"),
                point(
                        "TAIR",
                        "air-temperature",
                        "Cel",
                        "30s",
                        "-40,100",
                        "空气温度",
                        "Air temperature"),
                point("O2", "oxygen", "%{vol}", "30s", "0,30", "氧气", "Oxygen"),
                point(
                        "H2S",
                        "hydrogen-sulfide",
                        "mg/m3",
                        "30s",
                        "0,150",
                        "硫化氢",
                        "Hydrogen sulfide"),
                point("LEVEL", "sump-level", "m", "30s", "0,3", "集水坑水位", "Sump level"));
    }

    static Kind cover() {
        return kind(
                "DUC",
                "DCV",
                "manhole-cover",
                "井盖",
                "manhole cover",
                point("TILT", "cover-tilt", "deg", "10s", "0,180", "倾角", "Tilt"));
    }

    static Kind tank() {
        return kind(
                "HAZ",
                "HTK",
                "storage-tank",
                "储罐",
                "tank",
                limited("LEVEL", "tank-level", "%", "5s", "0,100", "液位", "Level", "capacity=3000"),
                limited(
                        "TEMP",
                        "tank-temperature",
                        "Cel",
                        "5s",
                        "-40,150",
                        "温度",
                        "Temperature",
                        "limit=50"),
                limited(
                        "PRES",
                        "tank-pressure",
                        "kPa",
                        "5s",
                        "-5,500",
                        "压力",
                        "Pressure",
                        "limit=20"),
                point("IN", "tank-inflow", "m3/h", "5s", "0,3000", "进料流量", "Inflow"),
                point("OUT", "tank-outflow", "m3/h", "5s", "0,3000", "发料流量", "Outflow"));
    }

    static Kind chlorineRoom() {
        return kind(
                "HAZ",
                "HCL",
                "chlorination-room",
                "加氯间",
                "chlorination room",
                limited(
                        "CL2A",
                        "chlorine-gas",
                        "mg/m3",
                        "5s",
                        "0,100",
                        "氯气 1",
                        "Chlorine 1",
                        "oel=1;idlh=29"),
                limited(
                        "CL2B",
                        "chlorine-gas",
                        "mg/m3",
                        "5s",
                        "0,100",
                        "氯气 2",
                        "Chlorine 2",
                        "oel=1;idlh=29"));
    }

    static Kind detectors() {
        return kind(
                "HAZ",
                "HGD",
                "gas-detector-group",
                "气体探测器组",
                "gas detectors",
                limited(
                        "CL2",
                        "chlorine-gas",
                        "mg/m3",
                        "5s",
                        "0,100",
                        "氯气",
                        "Chlorine",
                        "oel=1;idlh=29"),
                limited(
                        "NH3",
                        "ammonia-gas",
                        "mg/m3",
                        "5s",
                        "0,500",
                        "氨气",
                        "Ammonia",
                        "oel=20;idlh=208"),
                point("H2S", "hydrogen-sulfide", "mg/m3", "5s", "0,150", "硫化氢", "Hydrogen sulfide"),
                point("CH4A", "methane", "%{LEL}", "5s", "0,100", "可燃气 1", "Flammable gas 1"),
                point("CH4B", "methane", "%{LEL}", "5s", "0,100", "可燃气 2", "Flammable gas 2"));
    }
}
