package city.lifeline.detection;

import city.lifeline.model.Quality;

/** How far what a point tells is to be believed. */
public enum Trust {
    CERTAIN,

    /** It counts, and warnings that rest on it are possible only. */
    UNCERTAIN,

    /**
     * Its newest sample cannot be judged: what it was before may still be so, and may not. It
     * raises nothing, and nothing is cleared that would not be if it still were.
     */
    HELD;

    /** Of a sample that a rule accepts. */
    static Trust of(Quality quality) {
        return quality == Quality.UNCERTAIN ? UNCERTAIN : CERTAIN;
    }
}
