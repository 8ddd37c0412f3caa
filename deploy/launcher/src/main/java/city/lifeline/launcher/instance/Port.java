package city.lifeline.launcher.instance;

/** The ports of one city on this machine. All listen on the loopback address unless configured. */
public enum Port {
    DASHBOARD(0, "dashboard and REST"),
    MQTT(1, "MQTT broker"),
    KAFKA(2, "Kafka"),
    KAFKA_CONTROLLER(3, "Kafka controller"),
    DATABASE(4, "PostgreSQL"),
    HISTORY(5, "history store"),
    FLINK(6, "Flink REST"),
    FLINK_RPC(7, "Flink JobManager"),
    INGEST(8, "ingest health and metrics"),
    SIMULATOR(9, "simulator health and metrics"),
    MQTT_BROKER_HTTP(10, "MQTT broker health and metrics"),
    MQTT_TLS(11, "MQTT broker, TLS"),
    TELEPHONES(12, "telephone wall"),
    SMS_PRIMARY(13, "SMS provider of the wall"),
    SMS_SECONDARY(14, "second SMS provider of the wall"),
    WATCHDOG(15, "watchdog health");

    /** Bases are a multiple of this apart, so that two cities do not meet. */
    public static final int STEP = 20;

    private final int offset;
    private final String title;

    Port(int offset, String title) {
        this.offset = offset;
        this.title = title;
    }

    public int offset() {
        return offset;
    }

    /** For people. */
    public String title() {
        return title;
    }

    public int number(int base) {
        return base + offset;
    }

    /** How many ports a base needs. */
    public static int count() {
        return values().length;
    }
}
