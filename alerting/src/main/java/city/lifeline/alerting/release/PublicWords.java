package city.lifeline.alerting.release;

import city.lifeline.model.Grade;
import city.lifeline.model.Text;

/** Fixed words of public messages. */
final class PublicWords {

    private static final int MAX_HEADLINE = 140;

    private PublicWords() {}

    /** What kind of thing it is about. */
    static Text event(String lifeline) {
        return switch (lifeline) {
            case "gas" -> new Text("燃气安全", "Gas safety");
            case "water" -> new Text("供水安全", "Water supply");
            case "drainage" -> new Text("排水与内涝", "Drainage and flooding");
            case "heating" -> new Text("供热安全", "District heating");
            case "bridge" -> new Text("桥梁安全", "Bridge safety");
            case "elevator" -> new Text("电梯安全", "Elevator safety");
            case "duct" -> new Text("地下管廊与电缆", "Utility tunnels and cables");
            case "hazard" -> new Text("危险源安全", "Hazardous sites");
            default -> new Text("城市生命线", "City lifelines");
        };
    }

    static Text headline(
            PublicMessage.Kind kind, Text sender, String lifeline, Grade grade, Text place) {
        Text event = event(lifeline);
        return switch (kind) {
            case ALERT ->
                    new Text(
                            cut(
                                    "%s发布%s%s预警：%s"
                                            .formatted(
                                                    sender.zh(),
                                                    event.zh(),
                                                    grade(grade).zh(),
                                                    place.zh())),
                            cut(
                                    "%s: %s warning, %s"
                                            .formatted(event.en(), grade(grade).en(), place.en())));
            case UPDATE ->
                    new Text(
                            cut(
                                    "%s变更%s预警为%s：%s"
                                            .formatted(
                                                    sender.zh(),
                                                    event.zh(),
                                                    grade(grade).zh(),
                                                    place.zh())),
                            cut(
                                    "%s: now %s warning, %s"
                                            .formatted(event.en(), grade(grade).en(), place.en())));
            case CANCEL ->
                    new Text(
                            cut(
                                    "%s解除%s%s预警：%s"
                                            .formatted(
                                                    sender.zh(),
                                                    event.zh(),
                                                    grade(grade).zh(),
                                                    place.zh())),
                            cut(
                                    "%s: %s warning is over, %s"
                                            .formatted(event.en(), grade(grade).en(), place.en())));
        };
    }

    static Text grade(Grade grade) {
        return switch (grade) {
            case BLUE -> new Text("蓝色", "blue");
            case YELLOW -> new Text("黄色", "yellow");
            case ORANGE -> new Text("橙色", "orange");
            case RED -> new Text("红色", "red");
        };
    }

    /** Never within a character. */
    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= MAX_HEADLINE
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_HEADLINE - 1)) + "…";
    }
}
