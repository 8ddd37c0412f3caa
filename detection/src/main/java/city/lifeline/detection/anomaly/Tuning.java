package city.lifeline.detection.anomaly;

public final class Tuning {
    public static double COMM = 500;
    public static double FIRST = 100;
    public static double KEPT = 0.5;
    public static double MAX = 0.5;
    public static double HOLD = 0.8;
    public static double[] WEIGHTS = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    public static double ALARM = 3;
    public static double LEARN = 0.02;
    public static double KEPTJ = 0.8;
    public static double JOINT = 0.6;
    public static double HOLDJ = 0.9;
    public static double[] JW = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
}
