package city.lifeline.alerting.notify.sms;

import city.lifeline.alerting.notify.Channel;
import city.lifeline.alerting.notify.Message;
import city.lifeline.alerting.people.Person;
import java.util.ArrayList;
import java.util.List;

/** Short messages, through the first provider that takes them. */
public final class SmsChannel implements Channel {

    private final List<SmsProvider> providers;

    public SmsChannel(List<SmsProvider> providers) {
        this.providers = List.copyOf(providers);
    }

    @Override
    public String name() {
        return "sms";
    }

    @Override
    public boolean reaches(Person person) {
        return !providers.isEmpty() && person.phone() != null;
    }

    @Override
    public Accepted send(Message message) throws ChannelDownException, BadAddressException {
        String phone = message.person().phone();
        if (phone == null) {
            throw new BadAddressException("no number");
        }
        List<String> failures = new ArrayList<>();
        for (SmsProvider provider : providers) {
            try {
                return new Accepted(provider.name(), List.of(provider.submit(phone, message)));
            } catch (ChannelDownException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        throw new ChannelDownException(String.join("; ", failures));
    }
}
