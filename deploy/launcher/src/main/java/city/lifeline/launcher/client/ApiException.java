package city.lifeline.launcher.client;

import java.io.IOException;

/** An answer that refuses. */
public final class ApiException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    ApiException(int status, String problem) {
        super("alerting answers %d: %s".formatted(status, problem));
        this.status = status;
    }

    /** HTTP status code. */
    public int status() {
        return status;
    }
}
