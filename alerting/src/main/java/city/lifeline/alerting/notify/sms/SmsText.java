package city.lifeline.alerting.notify.sms;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text as short messages carry it: in one part, or in several that the telephone puts together.
 *
 * @param ucs2 whether it is in UCS-2; else in the characters that ASCII and GSM 03.38 have alike
 * @param parts bytes of each part, with the header that joins them where there are several
 */
record SmsText(boolean ucs2, List<byte[]> parts) {

    private static final int UCS2_WHOLE = 70;
    private static final int UCS2_PART = 67;
    private static final int PLAIN_WHOLE = 160;
    private static final int PLAIN_PART = 153;

    /** Those that mean the same in ASCII and in GSM 03.38, one septet each. */
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !\"#%&'()*+,-./:;<=>?\n";

    /**
     * Encodes a text.
     *
     * @param reference tells the parts of this message from those of others
     */
    static SmsText of(String text, int reference) {
        boolean ucs2 = !text.chars().allMatch(c -> PLAIN.indexOf(c) >= 0);
        int whole = ucs2 ? UCS2_WHOLE : PLAIN_WHOLE;
        if (text.length() <= whole) {
            return new SmsText(ucs2, List.of(encode(text, ucs2)));
        }
        List<String> pieces = split(text, ucs2 ? UCS2_PART : PLAIN_PART);
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            byte[] body = encode(pieces.get(i), ucs2);
            byte[] part = new byte[6 + body.length];
            part[0] = 5;
            part[1] = 0;
            part[2] = 3;
            part[3] = (byte) reference;
            part[4] = (byte) pieces.size();
            part[5] = (byte) (i + 1);
            System.arraycopy(body, 0, part, 6, body.length);
            parts.add(part);
        }
        return new SmsText(ucs2, parts);
    }

    boolean isJoined() {
        return parts.size() > 1;
    }

    /** Never between the two halves of a character. */
    private static List<String> split(String text, int length) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + length);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    private static byte[] encode(String text, boolean ucs2) {
        return text.getBytes(ucs2 ? StandardCharsets.UTF_16BE : StandardCharsets.US_ASCII);
    }
}
