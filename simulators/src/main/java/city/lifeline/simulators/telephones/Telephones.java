package city.lifeline.simulators.telephones;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the telephones of the wall show: puts long messages together and keeps the last ones. */
public final class Telephones {

    private static final int KEPT = 200;
    private static final int MAX_UNFINISHED = 1_000;

    private final Map<String, List<Sms>> byNumber = new LinkedHashMap<>();
    private final Map<String, Map<Integer, String>> unfinished =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<String, Map<Integer, String>> eldest) {
                    return size() > MAX_UNFINISHED;
                }
            };
    private long lastId;

    /**
     * Takes a part of a message.
     *
     * @param reference of the message that it is a part of
     * @param part from 1
     * @param parts how many there are
     */
    synchronized void receive(
            String provider,
            String number,
            int reference,
            int part,
            int parts,
            String text,
            Instant at) {
        String key = provider + '/' + number + '/' + reference;
        Map<Integer, String> got = unfinished.computeIfAbsent(key, message -> new TreeMap<>());
        got.put(part, text);
        if (got.size() == parts) {
            unfinished.remove(key);
            add(
                    new Sms(
                            ++lastId,
                            number,
                            true,
                            provider,
                            String.join("", got.values()),
                            parts,
                            at));
        }
    }

    synchronized void answer(String provider, String number, String text, Instant at) {
        add(new Sms(++lastId, number, false, provider, text, 1, at));
    }

    private void add(Sms sms) {
        List<Sms> messages = byNumber.computeIfAbsent(sms.number(), number -> new ArrayList<>());
        messages.add(sms);
        if (messages.size() > KEPT) {
            messages.remove(0);
        }
    }

    /** All messages by telephone, oldest first. */
    public synchronized Map<String, List<Sms>> all() {
        Map<String, List<Sms>> copy = new TreeMap<>();
        byNumber.forEach((number, messages) -> copy.put(number, List.copyOf(messages)));
        return copy;
    }

    /** What one telephone has, oldest first. */
    public synchronized List<Sms> of(String number) {
        return List.copyOf(byNumber.getOrDefault(number, List.of()));
    }
}
