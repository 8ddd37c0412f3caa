package city.lifeline.launcher.jobs;

import java.io.IOException;

/** Flink was reached, and said no. */
final class FlinkRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    FlinkRefusedException(String message) {
        super(message);
    }
}
