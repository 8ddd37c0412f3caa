package city.lifeline.alerting.people;

import city.lifeline.model.Fault;
import city.lifeline.model.Ids;
import city.lifeline.model.files.CsvTable;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The directory of people as CSV. */
public final class PeopleFile {

    public static final String NAME = "people.csv";

    private static final List<String> REQUIRED =
            List.of("id", "name", "unit", "phone", "email", "language", "last_resort");
    private static final List<String> OPTIONAL = List.of("webhook");

    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@<>\"(),:;\\\\]{1,64}@[A-Za-z0-9.-]{1,190}\\.[A-Za-z]{2,24}");
    private static final int MAX_TEXT = 100;

    private PeopleFile() {}

    /** Reads it; what is wrong is added to the faults, in both languages. */
    public static Map<String, Person> parse(String text, List<Fault> faults) {
        CsvTable table = CsvTable.parse(NAME, text, REQUIRED, OPTIONAL, faults);
        Map<String, Person> people = new LinkedHashMap<>();
        Map<String, String> phones = new LinkedHashMap<>();
        for (CsvTable.Row row : table.rows()) {
            String id = row.text("id");
            if (!Ids.isValid(id)) {
                fault(
                        row,
                        "id",
                        "an id is 1 to %d of A-Z a-z 0-9 _ . : -".formatted(Ids.MAX_LENGTH),
                        "编号须为 1 至 %d 个 A-Z a-z 0-9 _ . : - 字符".formatted(Ids.MAX_LENGTH));
            } else if (people.containsKey(id)) {
                fault(row, "id", "'" + id + "' is there twice", "“" + id + "”重复");
            }
            String phone = optional(row, "phone");
            if (phone != null && !E164.matcher(phone).matches()) {
                fault(
                        row,
                        "phone",
                        "is no number with country code, such as +8613800000001",
                        "不是带国家代码的号码，例如 +8613800000001");
            } else if (phone != null && !Telephones.takesMessages(phone)) {
                fault(
                        row,
                        "phone",
                        "is a short or premium number, or of a length that its country does not"
                                + " have: no person answers there",
                        "是短号码、付费号码，或位数不符合该国号码规则，无法通知到人");
            } else if (phone != null) {
                String other = phones.putIfAbsent(phone, id);
                if (other != null) {
                    fault(
                            row,
                            "phone",
                            "is also that of '%s': replies could not be told apart"
                                    .formatted(other),
                            "与“%s”相同，无法区分回复人".formatted(other));
                }
            }
            String email = optional(row, "email");
            if (email != null && !EMAIL.matcher(email).matches()) {
                fault(row, "email", "is no e-mail address", "不是电子邮箱地址");
            }
            String webhook = optional(row, "webhook");
            if (webhook != null && !isHttps(webhook)) {
                fault(row, "webhook", "is no https address", "不是 https 地址");
            }
            if (phone == null && email == null && webhook == null) {
                fault(
                        row,
                        "phone",
                        "there is neither phone nor e-mail nor webhook: nothing can reach them",
                        "电话、邮箱和 webhook 均为空，无法通知此人");
            }
            String language = row.text("language");
            if (!language.equals("zh") && !language.equals("en")) {
                fault(row, "language", "must be zh or en", "须为 zh 或 en");
            }
            String lastResort = row.text("last_resort");
            if (!List.of("yes", "no", "").contains(lastResort)) {
                fault(row, "last_resort", "must be yes or no", "须为 yes 或 no");
            }
            people.put(
                    id,
                    new Person(
                            id,
                            name(row, "name"),
                            name(row, "unit"),
                            phone,
                            email,
                            webhook,
                            language,
                            lastResort.equals("yes"),
                            null));
        }
        if (table.hasRows()
                && faults.isEmpty()
                && people.values().stream().noneMatch(Person::lastResort)) {
            faults.add(
                    new Fault(
                            NAME,
                            0,
                            0,
                            "last_resort",
                            both(
                                    "nobody is the last resort: say yes for at least one person, whom every"
                                            + " unanswered warning comes to in the end",
                                    "没有兜底人员：请至少为一人填写 yes，无人签收的预警最终会通知此人")));
        }
        return people;
    }

    /** Writes it, without what only machines know. */
    public static String format(List<Person> people) {
        StringBuilder csv =
                new StringBuilder("id,name,unit,phone,email,webhook,language,last_resort\n");
        for (Person person : people) {
            List<String> cells = new ArrayList<>();
            cells.add(person.id());
            cells.add(person.name());
            cells.add(person.unit());
            cells.add(text(person.phone()));
            cells.add(text(person.email()));
            cells.add(text(person.webhook()));
            cells.add(person.language());
            cells.add(person.lastResort() ? "yes" : "no");
            csv.append(Cells.row(cells));
        }
        return csv.toString();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    static String name(CsvTable.Row row, String column) {
        String text = Cells.unescaped(row.text(column));
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            fault(
                    row,
                    column,
                    "must have 1 to %d characters".formatted(MAX_TEXT),
                    "须为 1 至 %d 个字符".formatted(MAX_TEXT));
        } else if (text.codePoints()
                .anyMatch(
                        c ->
                                Character.isISOControl(c)
                                        || Character.getType(c) == Character.FORMAT)) {
            fault(row, column, "holds characters that nobody can see", "含有不可见字符");
        }
        return text;
    }

    static @Nullable String optional(CsvTable.Row row, String column) {
        String text = row.text(column);
        return text.isEmpty() ? null : text;
    }

    static void fault(CsvTable.Row row, String column, String en, String zh) {
        row.fault(column, both(en, zh));
    }

    /** For whoever reads it. */
    static String both(String en, String zh) {
        return en + " / " + zh;
    }

    private static boolean isHttps(String text) {
        try {
            URI uri = URI.create(text);
            return "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
