package city.lifeline.simulators.replay;

import java.io.IOException;
import java.util.List;
import java.util.PriorityQueue;

/** Merges sources that are in the order of time; among equal times the earlier source is first. */
final class MergedSamples implements SampleSource {

    private final List<SampleSource> sources;
    private final PriorityQueue<Head> heads =
            new PriorityQueue<>(
                    (a, b) ->
                            a.sample.timeUs != b.sample.timeUs
                                    ? Long.compare(a.sample.timeUs, b.sample.timeUs)
                                    : Integer.compare(a.rank, b.rank));
    private boolean started;

    private static final class Head {
        private final SampleSource source;
        private final int rank;
        private final Sample sample = new Sample();

        Head(SampleSource source, int rank) {
            this.source = source;
            this.rank = rank;
        }
    }

    MergedSamples(List<SampleSource> sources) {
        this.sources = List.copyOf(sources);
    }

    @Override
    public boolean next(Sample into) throws IOException {
        if (!started) {
            started = true;
            for (int i = 0; i < sources.size(); i++) {
                advance(new Head(sources.get(i), i));
            }
        }
        Head first = heads.poll();
        if (first == null) {
            return false;
        }
        into.set(first.sample);
        advance(first);
        return true;
    }

    private void advance(Head head) throws IOException {
        if (head.source.next(head.sample)) {
            heads.add(head);
        }
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (SampleSource source : sources) {
            try {
                source.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
