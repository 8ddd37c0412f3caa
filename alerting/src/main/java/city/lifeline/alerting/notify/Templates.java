package city.lifeline.alerting.notify;

import city.lifeline.alerting.people.Lifelines;
import city.lifeline.alerting.people.Roster.Gap;
import city.lifeline.alerting.plan.Plan;
import city.lifeline.alerting.warning.RuleTexts;
import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The texts that people are sent, fixed, in both languages. What matters most comes first, so that
 * a message that is cut off has still said it: grade, place, time, code.
 */
public final class Templates {

    /** Of UTF-16, in four parts of an SMS. */
    static final int MAX_LENGTH = 4 * 67;

    private static final int MAX_SAID = 100;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT);

    private static final DateTimeFormatter SHORT =
            DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT);

    private final ZoneId zone;

    public Templates(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * A warning, as far as a message tells of it.
     *
     * @param measures what to do first; empty if nobody has said
     * @param said what has happened, in the rule's words; empty if it has none
     * @param minutes until a forecast comes true; NaN: nothing is foreseen
     * @param plan the city's contingency plan for it; null: it has none
     */
    public record Told(
            String id,
            Grade grade,
            Text rule,
            Text asset,
            String district,
            double value,
            double limit,
            String unit,
            Instant raisedAt,
            Text measures,
            Text said,
            double minutes,
            @Nullable Plan plan) {}

    /**
     * Subject and text.
     *
     * @param plan the worst warning's contingency plan whole, for channels that have room for it;
     *     empty if there is none
     * @param variables the same in parts, for a provider that has a template of its own
     */
    public record Written(String subject, String text, String plan, Map<String, String> variables) {
        public Written {
            variables = Map.copyOf(variables);
        }
    }

    /**
     * Writes a message.
     *
     * @param warnings the worst first; empty only for {@link Kind#TEST}
     * @param delayed whether it is sent much later than it should have been
     * @param drill whether all of it is only for training
     */
    public Written write(
            Kind kind,
            List<Told> warnings,
            String code,
            String language,
            boolean delayed,
            boolean drill) {
        boolean zh = language.equals("zh");
        if (warnings.isEmpty()) {
            return zh
                    ? new Written(
                            "试发短信",
                            "【城市生命线】这是一条测试消息，收到请回复 1 %s。".formatted(code),
                            "",
                            variables("测试", "", "", code, "测试消息"))
                    : new Written(
                            "Test message",
                            "[Lifeline] This is a test. Reply 1 %s if you have it.".formatted(code),
                            "",
                            variables("test", "", "", code, "test message"));
        }
        Told worst = warnings.get(0);
        String mark = drill ? (zh ? "【演练】" : "EXERCISE: ") : "";
        String grade = zh ? name(worst.grade).zh() : name(worst.grade).en();
        String place = Words.name(zh ? worst.asset.zh() : worst.asset.en(), language);
        String district = Words.capped(worst.district);
        String time = TIME.format(worst.raisedAt.atZone(zone));
        String rule = Words.capped(zh ? worst.rule.zh() : worst.rule.en());
        String figures =
                "%s %s"
                        .formatted(
                                RuleTexts.figure(worst.value),
                                Words.capped(RuleTexts.unit(worst.unit)))
                        .strip();
        String what = what(worst, zh);
        if (what.isEmpty()) {
            // A condition over several quantities has no limit.
            String limit =
                    Double.isFinite(worst.limit)
                            ? (zh ? "（限值 %s）" : " (limit %s)")
                                    .formatted(RuleTexts.figure(worst.limit))
                            : "";
            what = (zh ? "%s：%s%s" : "%s: %s%s").formatted(rule, figures, limit);
        }
        String foreseen =
                Double.isFinite(worst.minutes)
                        ? (zh ? "预计约 %d 分钟后达到。" : " Foreseen in about %d min.")
                                .formatted(Math.round(worst.minutes))
                        : "";
        int more = warnings.size() - 1;
        // Last, since it is what a message that is cut off can do without.
        Plan plan = worst.plan;
        String measures =
                plan == null
                        ? Words.clean(in(worst.measures, zh))
                        : withoutStop(Words.clean(in(plan.steps().get(0), zh)));
        String by = plan == null ? "" : Words.clean(in(plan.title(), zh));
        String text;
        String subject;
        if (zh) {
            subject = mark + "%s预警 %s".formatted(grade, place);
            text =
                    "【城市生命线】%s%s%s%s预警 %s%s %s。签收请回复 1 %s。%s。%s%s%s"
                            .formatted(
                                    mark,
                                    delayed ? "［延迟］" : "",
                                    switch (kind) {
                                        case UPGRADED -> "升级为";
                                        case ESCALATED -> "无人签收：";
                                        case RAISED, ROSTER_GAP, TEST -> "";
                                    },
                                    grade,
                                    place,
                                    district.isEmpty() ? "" : "（" + district + "）",
                                    time,
                                    code,
                                    what,
                                    foreseen,
                                    more == 0 ? "" : "另有 %d 条。".formatted(more),
                                    measures.isEmpty()
                                            ? ""
                                            : (by.isEmpty() ? "先做：" : "先做（预案“" + by + "”）：")
                                                    + measures
                                                    + "。");
        } else {
            subject = mark + "%s warning %s".formatted(grade, place);
            text =
                    "[Lifeline] %s%s%s%s %s%s %s. Reply 1 %s to acknowledge. %s.%s%s%s"
                            .formatted(
                                    mark,
                                    delayed ? "DELAYED: " : "",
                                    switch (kind) {
                                        case UPGRADED -> "Now ";
                                        case ESCALATED -> "Unanswered: ";
                                        case RAISED, ROSTER_GAP, TEST -> "";
                                    },
                                    grade,
                                    place,
                                    district.isEmpty() ? "" : ", " + district,
                                    time,
                                    code,
                                    what,
                                    foreseen,
                                    more == 0 ? "" : " And %d more.".formatted(more),
                                    measures.isEmpty()
                                            ? ""
                                            : (by.isEmpty()
                                                            ? " First: "
                                                            : " First (plan \"" + by + "\"): ")
                                                    + measures
                                                    + ".");
        }
        return new Written(
                subject,
                cut(text),
                plan == null ? "" : whole(plan, zh),
                variables(
                        mark + (zh ? name(worst.grade).zh() : name(worst.grade).en()),
                        Words.capped(zh ? worst.asset.zh() : worst.asset.en()),
                        time,
                        code,
                        Words.capped(what)));
    }

    private static String whole(Plan plan, boolean zh) {
        StringBuilder text = new StringBuilder();
        text.append(zh ? "预案：" : "Plan: ").append(in(plan.title(), zh)).append('\n');
        for (int i = 0; i < plan.steps().size(); i++) {
            text.append(i + 1).append(". ").append(in(plan.steps().get(i), zh)).append('\n');
        }
        if (!plan.call().isEmpty()) {
            text.append(zh ? "通知：" : "Call: ")
                    .append(
                            plan.call().stream()
                                    .map(unit -> in(unit, zh))
                                    .collect(Collectors.joining(zh ? "、" : ", ")))
                    .append('\n');
        }
        if (plan.document() != null) {
            text.append(zh ? "全文：" : "In full: ").append(plan.document()).append('\n');
        }
        return text.toString().stripTrailing();
    }

    private static String in(Text text, boolean zh) {
        return zh ? text.zh() : text.en();
    }

    private static String withoutStop(String text) {
        return text.replaceAll("[。.]$", "");
    }

    /**
     * Writes that nobody is on duty.
     *
     * @param gaps the first and gravest first; at least one
     */
    Written gap(List<Gap> gaps, String code, String language) {
        boolean zh = language.equals("zh");
        Gap first = gaps.get(0);
        Text grade = name(first.grade());
        Text lifeline = Lifelines.name(first.lifeline());
        String from = SHORT.format(first.from().atZone(zone));
        String to = SHORT.format(first.to().atZone(zone));
        String district = Words.capped(first.district());
        int more = gaps.size() - 1;
        String what =
                zh
                        ? "%s%s专项%s预警 %s 至 %s 无人值班%s"
                                .formatted(
                                        district,
                                        lifeline.zh(),
                                        grade.zh(),
                                        from,
                                        to,
                                        more == 0 ? "" : "，另有 %d 处".formatted(more))
                        : "nobody is on duty for %s, %s, %s from %s to %s%s"
                                .formatted(
                                        district,
                                        lifeline.en(),
                                        grade.en(),
                                        from,
                                        to,
                                        more == 0 ? "" : ", and %d more gaps".formatted(more));
        return zh
                ? new Written(
                        "值班表有缺口",
                        cut("【城市生命线】值班表有缺口：%s。请补排值班；补齐前相关预警直接通知您。".formatted(what)),
                        "",
                        variables("缺口", district, from, code, what))
                : new Written(
                        "Gap in the roster",
                        cut(
                                "[Lifeline] Gap in the roster: %s. Please fill it; until then its warnings come to you."
                                        .formatted(what)),
                        "",
                        variables("gap", district, from, code, what));
    }

    private static Map<String, String> variables(
            String grade, String place, String time, String code, String what) {
        return Map.of("grade", grade, "place", place, "time", time, "code", code, "what", what);
    }

    /** The rule's own words, without the full stop, and short enough to leave room for measures. */
    private static String what(Told told, boolean zh) {
        String said = Words.clean(zh ? told.said.zh() : told.said.en());
        if (said.codePointCount(0, said.length()) > MAX_SAID) {
            said = said.substring(0, said.offsetByCodePoints(0, MAX_SAID - 1)) + "…";
        }
        return withoutStop(said);
    }

    private static Text name(Grade grade) {
        return switch (grade) {
            case BLUE -> new Text("蓝色", "BLUE");
            case YELLOW -> new Text("黄色", "YELLOW");
            case ORANGE -> new Text("橙色", "ORANGE");
            case RED -> new Text("红色", "RED");
        };
    }

    /** Never within a character. */
    private static String cut(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        int end = MAX_LENGTH - 1;
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "…";
    }
}
