package city.lifeline.alerting.web;

import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.letter.Letter;
import city.lifeline.alerting.letter.LetterStore;
import city.lifeline.alerting.letter.LetterSummary;
import city.lifeline.model.ReasonText;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Gateway;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Dead letters as REST and the stream show them. */
public final class LetterViews {

    private static final Duration DEFAULT_RANGE = Duration.ofHours(24);

    private final LetterStore letters;
    private final CurrentCity city;
    private final InstantSource clock;

    public LetterViews(LetterStore letters, CurrentCity city, InstantSource clock) {
        this.letters = letters;
        this.city = city;
        this.clock = clock;
    }

    /**
     * A letter in a list.
     *
     * @param index of the reading or block in the message; −1: the whole message
     * @param point as written in the message
     * @param size of the message
     * @param truncated the message is not kept as a whole
     * @param resubmission that it comes from; empty: a gateway sent it
     */
    public record LetterItem(
            String id,
            Instant receivedAt,
            String stage,
            String reason,
            Text reasonText,
            String detail,
            String gateway,
            String run,
            String point,
            int index,
            String mqttTopic,
            long size,
            boolean truncated,
            boolean resubmittable,
            @Nullable Instant resubmittedAt,
            @Nullable String resubmittedBy,
            int attempts,
            String resubmission) {}

    /**
     * A letter with its message.
     *
     * @param bytes the message or its beginning in base 64; null if it is not kept
     * @param text of the message, made safe to look at; null if it is not UTF-8
     */
    public record LetterView(
            LetterItem letter,
            Text name,
            Text meaning,
            Text remedy,
            String contentEncoding,
            String sha256,
            @Nullable String bytes,
            @Nullable String text,
            boolean textTruncated,
            String hex) {}

    /** How many were refused for a reason. */
    public record ReasonView(
            String reason,
            Text name,
            Text meaning,
            Text remedy,
            long count,
            long notKept,
            int gateways,
            Instant firstAt,
            Instant lastAt) {}

    /**
     * How many of a gateway were refused.
     *
     * @param name null if it is not registered
     */
    public record GatewayView(
            String gateway,
            @Nullable Text name,
            long count,
            long notKept,
            Instant firstAt,
            Instant lastAt,
            Map<String, Long> reasons) {}

    /** Figures of a time. */
    public record SummaryView(
            Instant from,
            Instant to,
            long total,
            long notKept,
            List<ReasonView> reasons,
            List<GatewayView> gateways) {}

    LetterItem item(Letter letter) {
        return new LetterItem(
                letter.id(),
                letter.receivedAt(),
                letter.stage(),
                letter.reason(),
                ReasonText.of(letter.reason()).name(),
                MessageText.line(letter.detail()),
                MessageText.line(letter.gateway()),
                MessageText.line(letter.run()),
                MessageText.line(letter.point()),
                letter.index(),
                MessageText.line(letter.mqttTopic()),
                letter.size(),
                !letter.hasWholeMessage(),
                letter.hasWholeMessage(),
                letter.resubmittedAt(),
                letter.resubmittedBy(),
                letter.attempts(),
                letter.resubmission());
    }

    LetterView view(Letter letter) {
        ReasonText text = ReasonText.of(letter.reason());
        Optional<byte[]> bytes = letters.bytes(letter);
        MessageText message = MessageText.of(bytes.orElse(new byte[0]));
        return new LetterView(
                item(letter),
                text.name(),
                text.meaning(),
                text.remedy(),
                letter.contentEncoding(),
                HexFormat.of().formatHex(letter.sha256()),
                bytes.map(Base64.getEncoder()::encodeToString).orElse(null),
                bytes.isEmpty() ? null : message.text(),
                message.truncated(),
                message.hex());
    }

    /**
     * Figures of a time.
     *
     * @param from null: a day before {@code to}
     * @param to null: now
     */
    SummaryView summary(@Nullable Instant from, @Nullable Instant to) {
        Instant end = to == null ? clock.instant() : to;
        return view(letters.summary(from == null ? end.minus(DEFAULT_RANGE) : from, end));
    }

    private SummaryView view(LetterSummary summary) {
        Map<String, Gateway> gateways = city.get().registry().gateways();
        return new SummaryView(
                summary.from(),
                summary.to(),
                summary.total(),
                summary.notKept(),
                summary.reasons().stream().map(LetterViews::view).toList(),
                summary.gateways().stream()
                        .map(figures -> view(figures, gateways.get(figures.gateway())))
                        .toList());
    }

    private static ReasonView view(LetterSummary.OfReason figures) {
        ReasonText text = ReasonText.of(figures.reason());
        return new ReasonView(
                figures.reason(),
                text.name(),
                text.meaning(),
                text.remedy(),
                figures.count(),
                figures.notKept(),
                figures.gateways(),
                figures.firstAt(),
                figures.lastAt());
    }

    private static GatewayView view(LetterSummary.OfGateway figures, @Nullable Gateway registered) {
        return new GatewayView(
                MessageText.line(figures.gateway()),
                registered == null ? null : registered.name(),
                figures.count(),
                figures.notKept(),
                figures.firstAt(),
                figures.lastAt(),
                figures.reasons());
    }
}
