package city.lifeline.model;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What people are told about a reason for which something became a dead letter.
 *
 * @param code such as {@code ts_range}
 * @param name in a few words
 * @param meaning what was wrong
 * @param remedy what to do about it
 */
public record ReasonText(String code, Text name, Text meaning, Text remedy) {

    private static final Map<String, ReasonText> BY_CODE = byCode();

    /** A code that is not in the table is shown as it is. */
    public static ReasonText of(String code) {
        ReasonText known = BY_CODE.get(code);
        return known != null
                ? known
                : new ReasonText(
                        code,
                        new Text(code, code),
                        new Text("没有关于这一原因的说明。", "Nothing more is known about this reason."),
                        new Text("查看详情。", "See the detail."));
    }

    public static Collection<ReasonText> all() {
        return BY_CODE.values();
    }

    private static Map<String, ReasonText> byCode() {
        Map<String, ReasonText> texts = new LinkedHashMap<>();
        add(
                texts,
                "encoding",
                new Text("编码错误", "Wrong encoding"),
                new Text(
                        "报文不是 UTF-8 编码，或经过压缩却没有声明。",
                        "The message is not UTF-8, or compressed without saying so."),
                new Text(
                        "让发送端使用 UTF-8；压缩的报文须声明 gzip。修正后由网关重发；重新提交无济于事。",
                        "Have the sender use UTF-8, or declare gzip. Let the gateway send again; resubmitting does not help."));
        add(
                texts,
                "parse",
                new Text("无法解析", "Not readable"),
                new Text(
                        "报文完全不符合该主题的格式，或在中途截断。",
                        "The message is not of its topic's format at all, or ends half-way."),
                new Text(
                        "检查网关发布到的主题是否与其格式一致，以及网络设备是否截断报文。",
                        "Check that the gateway publishes this format to this topic, and that nothing on the way cuts messages off."));
        add(
                texts,
                "trailing_data",
                new Text("报文后有多余内容", "Something follows the message"),
                new Text(
                        "完整的报文之后还有别的内容，例如两个 JSON 文档连在一起。",
                        "A whole message is followed by something else, such as a second JSON document."),
                new Text("让发送端每条报文只发布一个文档。", "Have the sender publish one document a message."));
        add(
                texts,
                "dup_key",
                new Text("字段重复", "Field given twice"),
                new Text(
                        "同一字段出现两次，无法判断哪个值有效。",
                        "A field occurs twice; which value counts cannot be told."),
                new Text("修正发送端的报文生成。", "Correct how the sender makes its messages."));
        add(
                texts,
                "shape",
                new Text("结构不符", "Other structure than expected"),
                new Text(
                        "格式正确，但不是该主题所要求的结构。",
                        "Well-formed, but not the structure that this topic expects."),
                new Text(
                        "对照接入说明检查报文结构；可能发布到了错误的主题。",
                        "Compare with the integration guide; perhaps it was published to the wrong topic."));
        add(
                texts,
                "missing_field",
                new Text("缺少字段", "Field missing"),
                new Text(
                        "缺少必需的字段，例如测点、时间或数值。",
                        "A required field is missing, such as point, time or value."),
                new Text("让发送端补全字段。", "Have the sender fill it in."));
        add(
                texts,
                "version",
                new Text("版本未知", "Unknown version"),
                new Text(
                        "报文声明的格式版本在此尚不支持。",
                        "The message is of a version of the format that is not known here."),
                new Text(
                        "升级本系统后重新提交，或让发送端使用受支持的版本。",
                        "Update Lifeline, then resubmit; or have the sender use a known version."));
        add(
                texts,
                "size",
                new Text("报文过大", "Message too large"),
                new Text(
                        "报文超过 1 MiB。只保留开头 1 KiB 与摘要，无法重新提交。",
                        "The message is larger than 1 MiB. Its beginning and digest are kept; it cannot be resubmitted."),
                new Text("让网关分成较小的报文发送。", "Have the gateway send smaller messages."));
        add(
                texts,
                "topic_size",
                new Text("主题过长", "MQTT topic too long"),
                new Text(
                        "MQTT 主题超过 256 个字符。只保留其开头。",
                        "The MQTT topic is longer than 256 characters. Its beginning is kept."),
                new Text(
                        "让网关发布到接入说明规定的主题；重新提交无济于事。",
                        "Have the gateway publish to a topic of the integration guide; resubmitting does not help."));
        add(
                texts,
                "batch_size",
                new Text("一批过多", "Too many at once"),
                new Text(
                        "一条报文中的读数、数据块或数值过多。",
                        "Too many readings, blocks or values in one message."),
                new Text("让网关分成多条报文发送。", "Have the gateway split them over several messages."));
        add(
                texts,
                "field_size",
                new Text("文本过长", "Text too long"),
                new Text("某个文本字段过长。", "A text field is too long."),
                new Text("检查发送端是否把别的内容写进了该字段。", "Check what the sender writes into that field."));
        add(
                texts,
                "nan_inf",
                new Text("不是数值", "Not a number"),
                new Text("数值为 NaN 或无穷大。", "The value is NaN or infinite."),
                new Text(
                        "传感器故障时应以质量 BAD 上报或不上报。",
                        "A sensor that has failed should report quality BAD, or nothing."));
        add(
                texts,
                "overflow",
                new Text("数值溢出", "Number too large"),
                new Text("数值超出双精度浮点数的范围。", "The number is too large for a double."),
                new Text("检查传感器和网关的换算。", "Check the sensor and the gateway's conversion."));
        add(
                texts,
                "type",
                new Text("类型错误", "Wrong type"),
                new Text(
                        "值的类型不对，例如数字加了引号。",
                        "The value is of the wrong type, such as a quoted number."),
                new Text("修正发送端的报文生成。", "Correct how the sender makes its messages."));
        add(
                texts,
                "number_length",
                new Text("数字过长", "Number too long"),
                new Text("数字的位数过多。", "The number has too many digits."),
                new Text("让发送端以合理的精度上报。", "Have the sender report a sensible precision."));
        add(
                texts,
                "range",
                new Text("超出允许值", "Not an allowed value"),
                new Text("数字或词不在允许的取值之内。", "A number or word is not among the allowed ones."),
                new Text("对照接入说明修正该字段。", "Correct the field by the integration guide."));
        add(
                texts,
                "ts_format",
                new Text("时间格式错误", "Time not readable"),
                new Text(
                        "时间不是带时区的日期时间，也不是毫秒数。",
                        "The time is neither a date and time with a zone nor milliseconds."),
                new Text(
                        "使用 UTC 毫秒数，或带时区的 ISO 8601 时间。",
                        "Send milliseconds since 1970, or ISO 8601 with a zone."));
        add(
                texts,
                "ts_range",
                new Text("时间不可能", "Impossible time"),
                new Text(
                        "时间早于 1980 年或晚于 2199 年：多半把秒或微秒当成了毫秒，或网关时钟未设置。",
                        "The time is before 1980 or after 2199: most likely seconds or microseconds for milliseconds, or a clock that was never set."),
                new Text("检查时间单位和网关时钟。", "Check the unit of the time and the gateway's clock."));
        add(
                texts,
                "ts_future",
                new Text("时间在未来", "Time in the future"),
                new Text(
                        "时间超前于本系统时钟，已不能校正。",
                        "The time is ahead of the clock here by more than can be corrected."),
                new Text(
                        "校准网关时钟。等到该时刻之后重新提交也会被接收，但时间仍是错的。",
                        "Set the gateway's clock. Resubmitted after that moment it would be taken, but its time is still wrong."));
        add(
                texts,
                "ts_too_old",
                new Text("时间过早", "Time too long ago"),
                new Text("时间早于允许接收的范围。", "The time is longer ago than is taken."),
                new Text(
                        "检查网关时钟；历史资料请用 replay 命令导入。",
                        "Check the gateway's clock; bring records of the past in with the replay command."));
        add(
                texts,
                "bad_id",
                new Text("标识无效", "Invalid id"),
                new Text(
                        "网关、测点或回放的标识含有不允许的字符，或过长。",
                        "The id of a gateway, point or run has characters that no id may have, or is too long."),
                new Text(
                        "标识只能用 1 至 64 个 A-Z a-z 0-9 _ . : - 字符；修正发送端。",
                        "An id is 1 to 64 of A-Z a-z 0-9 _ . : -; correct the sender."));
        add(
                texts,
                "unknown_device",
                new Text("未登记", "Not registered"),
                new Text("网关或测点没有登记。", "The gateway or the point is not registered."),
                new Text(
                        "在城市文件中登记（gateways.csv、points.csv），重启后重新提交。",
                        "Register it in the city's files (gateways.csv, points.csv), start again, then resubmit."));
        add(
                texts,
                "id_mismatch",
                new Text("网关不一致", "Names another gateway"),
                new Text("报文中写的网关与其主题不同。", "The message names another gateway than its topic."),
                new Text(
                        "检查网关配置；若非误配，可能有人冒充其他网关。",
                        "Check the gateway's configuration; if it is no mistake, someone may be posing as another gateway."));
        add(
                texts,
                "wrong_gateway",
                new Text("测点属于其他网关", "Point of another gateway"),
                new Text("该测点登记在另一个网关之下。", "The point is registered with another gateway."),
                new Text(
                        "若测点已改接，修改 points.csv 的 gateway 列，重启后重新提交；否则检查网关配置。",
                        "If the point was moved, correct column gateway of points.csv, start again, then resubmit; else check the gateway's configuration."));
        add(
                texts,
                "wrong_unit",
                new Text("单位不符", "Wrong unit"),
                new Text(
                        "单位无法识别，或无法换算。",
                        "The unit is none, or cannot be converted into the point's."),
                new Text(
                        "修正网关或 points.csv 中的单位，然后重新提交。",
                        "Correct the unit in the gateway or in points.csv, then resubmit."));
        add(
                texts,
                "quantity_mismatch",
                new Text("量不符", "Other quantity"),
                new Text(
                        "单位属于另一种量，与测点登记的不同。",
                        "The unit is of another quantity than the point is registered for."),
                new Text(
                        "检查传感器接线与登记，改正后重新提交。",
                        "Check the wiring of the sensor and its registration, correct it, then resubmit."));
        add(
                texts,
                "decompress_limit",
                new Text("解压过大", "Expands to too much"),
                new Text("压缩的报文解压后超过 8 MiB。", "The compressed message expands to more than 8 MiB."),
                new Text(
                        "让网关分成较小的报文；若非误配，可能是攻击。",
                        "Have the gateway send smaller messages; if it is no mistake, it may be an attack."));
        add(
                texts,
                "no_birth",
                new Text("没有出生报文", "No birth heard"),
                new Text(
                        "Sparkplug 数据所依据的出生报文没有收到；已请求网关重新发送。",
                        "Sparkplug data refers to a birth that was not heard; the gateway was asked for a new one."),
                new Text(
                        "一般无需处理。若反复出现，检查网关是否响应重生命令。接入服务不分片（ingest.slots=1）时，收到出生报文后可重新提交；分片时重新提交无济于事。",
                        "Mostly nothing to do. If it goes on, check whether the gateway answers rebirth commands. Resubmitting helps once the birth was heard, if ingest.slots is 1; with several slots it does not."));
        add(
                texts,
                "unknown_run",
                new Text("回放未登记", "Unknown run"),
                new Text("该回放没有登记，或已被删除。", "The replay is not registered, or was removed."),
                new Text(
                        "先登记回放，再重新发布或重新提交。",
                        "Register the replay, then publish again or resubmit."));
        add(
                texts,
                "signature",
                new Text("签名不符", "Wrong signature"),
                new Text(
                        "该网关应对报文签名，而此报文没有签名，或签名不是其密钥所作。",
                        "The gateway is to sign its messages, and this one has no signature, or not one of its key."),
                new Text(
                        "核对网关的密钥；若无差错，可能是有人冒充。重新提交即由提交者担保。",
                        "Compare the gateway's key; if that is right, somebody may be posing as it. Whoever resubmits vouches for it."));
        add(
                texts,
                "internal",
                new Text("接入程序故障", "Fault of ingest"),
                new Text(
                        "接入程序处理这条报文时自身出错；报文未必有问题。",
                        "Ingest itself failed on this message; nothing need be wrong with it."),
                new Text(
                        "把接入日志中的错误报告给 Lifeline 的维护者；升级后重新提交。",
                        "Report the error in ingest's log to Lifeline's maintainers; resubmit after an update."));
        return Collections.unmodifiableMap(texts);
    }

    private static void add(
            Map<String, ReasonText> texts, String code, Text name, Text meaning, Text remedy) {
        texts.put(code, new ReasonText(code, name, meaning, remedy));
    }
}
