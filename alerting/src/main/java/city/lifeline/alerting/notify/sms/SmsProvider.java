package city.lifeline.alerting.notify.sms;

import city.lifeline.alerting.notify.Channel.BadAddressException;
import city.lifeline.alerting.notify.Channel.ChannelDownException;
import city.lifeline.alerting.notify.Message;

/** Who carries short messages. */
public interface SmsProvider {

    /** As receipts and the screen name it. */
    String name();

    /**
     * Hands a message over.
     *
     * @param number E.164
     * @return id that its receipt will name
     */
    String submit(String number, Message message) throws ChannelDownException, BadAddressException;
}
