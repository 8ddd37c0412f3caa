package city.lifeline.jobs.history;

import city.lifeline.runtime.HistoryConnection;

/**
 * InfluxDB 2 or 3. Its bucket is made by who runs it, as how long it keeps readings is for them to
 * say; until there is one, readings wait in Kafka.
 */
final class InfluxStore implements HistoryStore {

    private final InfluxWrites writes;

    InfluxStore(HistoryConnection connection) {
        writes = new InfluxWrites(connection);
    }

    @Override
    public void prepare() {
        // A sample that is written again replaces itself, without a table that says so.
    }

    @Override
    public void write(String lines) throws RefusedException, UnavailableException {
        writes.write(lines);
    }

    @Override
    public void close() {
        writes.close();
    }
}
