package city.lifeline.alerting.notify.sms;

import city.lifeline.alerting.notify.Channel;
import city.lifeline.alerting.notify.ChannelHealth;
import city.lifeline.alerting.notify.Message;
import city.lifeline.alerting.people.Person;
import java.util.ArrayList;
import java.util.List;

/** Short messages, through the first provider that takes them. */
public final class SmsChannel implements Channel {

    private final List<SmsProvider> providers;
    private final ChannelHealth health;

    public SmsChannel(List<SmsProvider> providers, ChannelHealth health) {
        this.providers = List.copyOf(providers);
        this.health = health;
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
                Accepted accepted =
                        new Accepted(provider.name(), List.of(provider.submit(phone, message)));
                health.works(name(provider));
                health.works(name());
                return accepted;
            } catch (ChannelDownException e) {
                failures.add(String.valueOf(e.getMessage()));
                health.failed(name(provider), String.valueOf(e.getMessage()));
            }
        }
        String all = String.join("; ", failures);
        health.failed(name(), all);
        throw new ChannelDownException(all);
    }

    private static String name(SmsProvider provider) {
        return "sms:" + provider.name();
    }
}
