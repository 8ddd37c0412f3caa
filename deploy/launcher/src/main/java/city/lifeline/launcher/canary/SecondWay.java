package city.lifeline.launcher.canary;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the watchdog is heard when Lifeline is not: by nothing of Lifeline's own. */
final class SecondWay {

    private static final Logger LOG = LoggerFactory.getLogger(SecondWay.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final WatchdogSettings settings;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    SecondWay(WatchdogSettings settings) {
        this.settings = settings;
    }

    /** Tells by each way that is configured; one that fails does not keep the others back. */
    void tell(CanaryWatch.News news, String sentence) throws InterruptedException {
        if (news == CanaryWatch.News.ALARM) {
            LOG.error("{}: {}", news, sentence);
        } else {
            LOG.warn("{}: {}", news, sentence);
        }
        try {
            run(news, sentence);
        } catch (IOException e) {
            LOG.error("The alarm's command does not run", e);
        }
        try {
            post(news, sentence);
        } catch (IOException e) {
            LOG.error("The alarm's webhook cannot be reached", e);
        }
    }

    private void run(CanaryWatch.News news, String sentence)
            throws IOException, InterruptedException {
        if (settings.command().isEmpty()) {
            return;
        }
        Process process =
                new ProcessBuilder(
                                List.of(settings.command().get().toString(), news.name(), sentence))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            LOG.error("The alarm's command had not ended after {}", PATIENCE);
        } else if (process.exitValue() != 0) {
            LOG.error("The alarm's command ended with {}", process.exitValue());
        }
    }

    private void post(CanaryWatch.News news, String sentence)
            throws IOException, InterruptedException {
        if (settings.webhook().isEmpty()) {
            return;
        }
        int status =
                http.send(
                                HttpRequest.newBuilder(settings.webhook().get())
                                        .timeout(PATIENCE)
                                        .header("Content-Type", "application/json")
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        JSON.writeValueAsString(
                                                                Map.of(
                                                                        "state",
                                                                        news.name(),
                                                                        "text",
                                                                        sentence))))
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode();
        if (status / 100 != 2) {
            LOG.error("The alarm's webhook answers {}", status);
        }
    }
}
