package city.lifeline.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands a renewed server certificate to HiveMQ, which looks at its key stores now and then. */
final class StoreWatch implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);

    private final TlsListener listener;
    private final TlsListener.Stores stores;
    private List<FileStamp> seen;

    /**
     * Watches from now on.
     *
     * @param stores what was made of the files
     */
    StoreWatch(TlsListener listener, TlsListener.Stores stores) throws IOException {
        this.listener = listener;
        this.stores = stores;
        this.seen = stamps();
    }

    @Override
    public void run() {
        try {
            List<FileStamp> now = stamps();
            if (!now.equals(seen)) {
                seen = now;
                listener.write(stores);
                log.info("{} was changed; new connections get it soon", listener.certificate());
            }
        } catch (IOException e) {
            log.error("the server certificate read before stays in use: {}", e.getMessage());
        }
    }

    private List<FileStamp> stamps() throws IOException {
        List<FileStamp> stamps = new ArrayList<>();
        for (Path file : List.of(listener.ca(), listener.certificate(), listener.key())) {
            stamps.add(FileStamp.of(file));
        }
        return stamps;
    }
}
