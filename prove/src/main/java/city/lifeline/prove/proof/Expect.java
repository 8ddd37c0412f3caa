package city.lifeline.prove.proof;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What must be so. */
public final class Expect {

    private static final Duration POLL = Duration.ofMillis(50);

    private Expect() {}

    /** Something that is or is not so; asked again and again. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Something that is looked at again and again. */
    public interface Look {
        @Nullable Object at() throws Exception;
    }

    /** Breaks the promise unless it is so. */
    public static void that(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new BrokenPromiseException(otherwise.get());
        }
    }

    /** Breaks the promise unless both are equal. */
    public static void same(Object expected, @Nullable Object found, String what) {
        that(
                Objects.equals(expected, found),
                () -> "%s: expected %s, found %s".formatted(what, expected, found));
    }

    /** Waits until it is so, and returns how long that took. */
    public static Duration soon(String what, Duration within, Condition condition)
            throws Exception {
        return soon(what, within, POLL, condition);
    }

    /** As above, for what is not asked for nothing: it is asked once in every {@code poll}. */
    public static Duration soon(String what, Duration within, Duration poll, Condition condition)
            throws Exception {
        long begun = System.nanoTime();
        while (!condition.holds()) {
            that(
                    System.nanoTime() - begun < within.toNanos(),
                    () -> "not within %s: %s".formatted(within, what));
            TimeUnit.NANOSECONDS.sleep(poll.toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Waits until both are equal; tells what was found instead if they do not get so. */
    public static Duration soonSame(String what, Duration within, Object expected, Look look)
            throws Exception {
        long begun = System.nanoTime();
        while (true) {
            Object found = look.at();
            if (expected.equals(found)) {
                return Duration.ofNanos(System.nanoTime() - begun);
            }
            if (System.nanoTime() - begun >= within.toNanos()) {
                same(expected, found, what + ", after " + within);
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
    }
}
