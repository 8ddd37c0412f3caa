package city.lifeline.alerting.people;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;

/** What numbering plans say of a telephone number. */
final class Telephones {

    private static final PhoneNumberUtil PLANS = PhoneNumberUtil.getInstance();

    private Telephones() {}

    /**
     * Whether a person may answer there: the country has numbers of that length, which its short
     * ones are not, and whoever calls or writes there does not pay a provider of contents. Whether
     * the country has given that very number to somebody is not asked: it gives out new ones before
     * the plans know.
     *
     * @param number with its country code
     */
    static boolean takesMessages(String number) {
        PhoneNumber parsed;
        try {
            parsed = PLANS.parse(number, null);
        } catch (NumberParseException e) {
            return false;
        }
        PhoneNumberType type = PLANS.getNumberType(parsed);
        return PLANS.isPossibleNumberWithReason(parsed) == ValidationResult.IS_POSSIBLE
                && type != PhoneNumberType.PREMIUM_RATE;
    }
}
