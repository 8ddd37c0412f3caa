package city.lifeline.runtime;

import city.lifeline.model.settings.Setting;
import java.util.List;
import java.util.stream.Stream;

/** What more than one process reads. */
public final class CommonSettings {

    /** All of them. */
    public static final List<Setting<?>> ALL =
            Stream.of(KafkaSettings.ALL, MqttSettings.ALL, HistorySettings.ALL, ClockSettings.ALL)
                    .<Setting<?>>flatMap(List::stream)
                    .toList();

    private CommonSettings() {}
}
