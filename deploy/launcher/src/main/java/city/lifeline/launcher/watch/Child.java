package city.lifeline.launcher.watch;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * First main of every Java process that the launcher starts: runs the real main, named by the first
 * argument, and halts the JVM when standard input ends.
 *
 * <p>The launcher holds the other end of that pipe and never writes to it. It ends exactly when the
 * launcher is gone, whatever became of it, so a launcher killed with -9 leaves no process behind.
 */
public final class Child {

    private static final int PARENT_GONE = 3;

    private Child() {}

    public static void main(String[] arguments) throws Throwable {
        Thread watch = new Thread(Child::haltWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        try {
            Class.forName(arguments[0])
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) rest);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static void haltWithParent() {
        try {
            while (System.in.read() >= 0) {
                // The launcher sends nothing; whatever comes is not for us.
            }
        } catch (IOException e) {
            // A broken pipe says the same as its end.
        }
        Runtime.getRuntime().halt(PARENT_GONE);
    }
}
