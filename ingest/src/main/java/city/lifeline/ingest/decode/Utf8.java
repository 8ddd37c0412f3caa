package city.lifeline.ingest.decode;

/** What a text payload must be before a parser sees it. */
final class Utf8 {

    private Utf8() {}

    /** Throws for anything that is not UTF-8 that starts like JSON. */
    static void check(byte[] bytes) throws RefusedException {
        checkBeginning(bytes);
        int i = 0;
        while (i < bytes.length) {
            byte b = bytes[i];
            if (b > 0) {
                i++;
                continue;
            }
            int length = sequenceLength(bytes, i);
            if (length == 0) {
                throw new RefusedException(Reason.ENCODING, "the text is not UTF-8 at byte " + i);
            }
            i += length;
        }
    }

    private static void checkBeginning(byte[] bytes) throws RefusedException {
        if (bytes.length == 0) {
            throw new RefusedException(Reason.PARSE, "the message is empty");
        }
        if (bytes.length >= 2) {
            int first = (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
            if (first == 0x1F8B) {
                throw new RefusedException(
                        Reason.ENCODING, "the message is compressed with gzip but does not say so");
            }
            if (first == 0xFFFE || first == 0xFEFF || bytes[0] == 0 || bytes[1] == 0) {
                throw new RefusedException(Reason.ENCODING, "the text is UTF-16, not UTF-8");
            }
        }
        for (byte b : bytes) {
            switch (b) {
                case ' ', '\t', '\r', '\n' -> {}
                case '{',
                        '[',
                        '"',
                        '-',
                        't',
                        'f',
                        'n',
                        '0',
                        '1',
                        '2',
                        '3',
                        '4',
                        '5',
                        '6',
                        '7',
                        '8',
                        '9',
                        (byte) 0xEF -> {
                    return;
                }
                default -> throw new RefusedException(Reason.PARSE, "the message is not JSON");
            }
        }
        throw new RefusedException(Reason.PARSE, "the message is blank");
    }

    /** 0 for an overlong form, a surrogate, a stray or missing byte, or NUL. */
    private static int sequenceLength(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        if (first >= 0xC2 && first <= 0xDF) {
            return continues(bytes, at, 1) ? 2 : 0;
        }
        if (first >= 0xE0 && first <= 0xEF && continues(bytes, at, 2)) {
            int second = bytes[at + 1] & 0xFF;
            boolean overlong = first == 0xE0 && second < 0xA0;
            boolean surrogate = first == 0xED && second > 0x9F;
            return overlong || surrogate ? 0 : 3;
        }
        if (first >= 0xF0 && first <= 0xF4 && continues(bytes, at, 3)) {
            int second = bytes[at + 1] & 0xFF;
            boolean overlong = first == 0xF0 && second < 0x90;
            boolean beyond = first == 0xF4 && second > 0x8F;
            return overlong || beyond ? 0 : 4;
        }
        return 0;
    }

    private static boolean continues(byte[] bytes, int at, int count) {
        if (at + count >= bytes.length) {
            return false;
        }
        for (int i = 1; i <= count; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    }
}
