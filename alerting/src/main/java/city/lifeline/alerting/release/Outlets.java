package city.lifeline.alerting.release;

import city.lifeline.alerting.notify.Channel;
import city.lifeline.alerting.notify.SignedPost;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Where public messages can be brought to. */
public final class Outlets {

    private Outlets() {}

    /** Those that are configured, by name. */
    public static Map<String, Publishing.Outlet> of(
            PublicSettings settings, SignedPost post, JsonMapper json, InstantSource clock) {
        Map<String, Publishing.Outlet> outlets = new HashMap<>();
        settings.webhook().ifPresent(uri -> outlets.put("webhook", webhook(uri, post, clock)));
        settings.directory().ifPresent(path -> outlets.put("directory", directory(path)));
        settings.sirens().ifPresent(sirens -> outlets.put("sirens", new SirenOutlet(sirens, json)));
        return outlets;
    }

    private static Publishing.Outlet webhook(URI address, SignedPost post, InstantSource clock) {
        return message -> {
            try {
                post.send(
                        address,
                        "application/cap+xml; charset=utf-8",
                        message.cap(),
                        clock.instant());
            } catch (Channel.ChannelDownException | Channel.BadAddressException e) {
                throw new Publishing.OutletException(String.valueOf(e.getMessage()), e);
            }
        };
    }

    /**
     * Who reads the directory never sees half a file, and the same file however often it is put.
     */
    static Publishing.Outlet directory(Path directory) {
        return message -> {
            try {
                Files.createDirectories(directory);
                put(directory, message.id() + ".cap.xml", message.cap());
                String national = message.national();
                if (national != null) {
                    put(directory, message.nationalId() + ".xml", national);
                }
            } catch (IOException e) {
                throw new Publishing.OutletException("cannot write: " + e, e);
            }
        };
    }

    private static void put(Path directory, String name, String content) throws IOException {
        Path half = Files.createTempFile(directory, ".", ".part");
        Files.writeString(half, content);
        Files.move(
                half,
                directory.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
