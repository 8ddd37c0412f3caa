package city.lifeline.ingest;

import java.util.function.Supplier;

/**
 * A pipeline's work for a part of the city, from taking it over to giving it up.
 *
 * @param share what it works for
 * @param lease whether it still may
 * @param progress reads what earlier holders have saved; called once the broker has taken the
 *     session from them, so that they cannot acknowledge anything that it misses
 */
record Tenure(Share share, Lease lease, Supplier<SavedProgress> progress) {

    /** The only one there is. */
    static Tenure undivided(Supplier<SavedProgress> progress) {
        return new Tenure(Share.all(), Lease.permanent(), progress);
    }
}
