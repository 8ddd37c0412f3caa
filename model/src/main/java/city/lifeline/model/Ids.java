package city.lifeline.model;

/**
 * What an id of a gateway, point, asset, rule or run may look like: 1 to 64 of {@code A-Z a-z 0-9 _
 * . : -}, and not only dots. It is safe in an MQTT topic, a Kafka topic, a file name, a URL and a
 * log.
 */
public final class Ids {

    public static final int MAX_LENGTH = 64;

    private Ids() {}

    public static boolean isValid(CharSequence id) {
        int length = id.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        boolean onlyDots = true;
        for (int i = 0; i < length; i++) {
            char c = id.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '_'
                            || c == '.'
                            || c == ':'
                            || c == '-';
            if (!allowed) {
                return false;
            }
            onlyDots &= c == '.';
        }
        return !onlyDots;
    }
}
