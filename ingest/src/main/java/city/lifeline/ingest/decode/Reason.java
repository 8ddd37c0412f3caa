package city.lifeline.ingest.decode;

import java.util.Locale;

/** Why a message or a reading was refused; the code is part of the contract with operators. */
public enum Reason {
    /** Not UTF-8, or compressed without saying so. */
    ENCODING,
    /** Not of the format at all. */
    PARSE,
    /** Something follows the message. */
    TRAILING_DATA,
    DUP_KEY,
    /** Well-formed, but not the structure that is expected. */
    SHAPE,
    MISSING_FIELD,
    /** Of a version that is not known here. */
    VERSION,
    /** The message is too large. */
    SIZE,
    /** The MQTT topic is too long. */
    TOPIC_SIZE,
    /** Too many readings, blocks or values. */
    BATCH_SIZE,
    /** A text is too long. */
    FIELD_SIZE,
    NAN_INF,
    /** A number that is too large for a double. */
    OVERFLOW,
    /** A value of the wrong type, such as a quoted number. */
    TYPE,
    NUMBER_LENGTH,
    /** A number or word that is not among the allowed ones. */
    RANGE,
    /** Not a date and time with a zone. */
    TS_FORMAT,
    /** Before 1980 or after 2199: most likely seconds or microseconds instead of milliseconds. */
    TS_RANGE,
    TS_FUTURE,
    TS_TOO_OLD,
    /** An id with characters that no id may have. */
    BAD_ID,
    /** The gateway or the point is not registered. */
    UNKNOWN_DEVICE,
    /** The message names another gateway than its topic. */
    ID_MISMATCH,
    /** The point belongs to another gateway. */
    WRONG_GATEWAY,
    /** A unit that is none, or that cannot be converted. */
    WRONG_UNIT,
    /** A unit of another quantity than the point's. */
    QUANTITY_MISMATCH,
    /** Expands to more than may be. */
    DECOMPRESS_LIMIT,
    /** Refers to a birth that was not heard; the gateway was asked for a new one. */
    NO_BIRTH,
    /** A message of a gateway that signs, without a signature or with a wrong one. */
    SIGNATURE,
    /** A run that has no readings topic. */
    UNKNOWN_RUN,
    /** A fault of ingest itself, found on this message. */
    INTERNAL;

    /** Such as {@code ts_range}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
