package city.lifeline.broker;

/** How MQTT's topic filters match. */
final class TopicFilters {

    private TopicFilters() {}

    /** Whether a topic, which has no wildcard, lies within a filter. */
    static boolean matches(String topicFilter, String mqttTopic) {
        return covers(topicFilter, mqttTopic);
    }

    /** Whether every topic of the narrower filter lies within the wider one. */
    static boolean covers(String wider, String narrower) {
        int w = 0;
        int n = 0;
        while (true) {
            int wEnd = end(wider, w);
            int nEnd = end(narrower, n);
            if (is(wider, w, wEnd, '#')) {
                return true;
            }
            if (is(narrower, n, nEnd, '#')) {
                return false;
            }
            boolean level =
                    is(wider, w, wEnd, '+')
                            || (wEnd - w == nEnd - n
                                    && wider.regionMatches(w, narrower, n, wEnd - w));
            if (!level) {
                return false;
            }
            boolean widerEnds = wEnd == wider.length();
            boolean narrowerEnds = nEnd == narrower.length();
            if (narrowerEnds) {
                // 'a/#' holds 'a' too.
                return widerEnds || wider.substring(wEnd).equals("/#");
            }
            if (widerEnds) {
                return false;
            }
            w = wEnd + 1;
            n = nEnd + 1;
        }
    }

    private static int end(String filter, int start) {
        int end = filter.indexOf('/', start);
        return end < 0 ? filter.length() : end;
    }

    private static boolean is(String filter, int start, int end, char wildcard) {
        return end - start == 1 && filter.charAt(start) == wildcard;
    }
}
