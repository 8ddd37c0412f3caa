package city.lifeline.alerting.notify;

import city.lifeline.alerting.people.Person;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;

/** E-mail. There are no receipts: that a mail server has taken it is all one knows. */
public final class MailChannel implements Channel {

    private static final String PATIENCE_MS = "10000";

    private final NotifySettings.Mail settings;
    private final JavaMailSenderImpl mails = new JavaMailSenderImpl();

    public MailChannel(NotifySettings.Mail settings) {
        this.settings = settings;
        mails.setHost(settings.host());
        mails.setPort(settings.port());
        mails.setDefaultEncoding(StandardCharsets.UTF_8.name());
        Properties properties = mails.getJavaMailProperties();
        properties.setProperty("mail.smtp.connectiontimeout", PATIENCE_MS);
        properties.setProperty("mail.smtp.timeout", PATIENCE_MS);
        properties.setProperty("mail.smtp.writetimeout", PATIENCE_MS);
        if (settings.startTls()) {
            properties.setProperty("mail.smtp.starttls.enable", "true");
            properties.setProperty("mail.smtp.starttls.required", "true");
            properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        }
        if (!settings.username().isEmpty()) {
            properties.setProperty("mail.smtp.auth", "true");
            mails.setUsername(settings.username());
            mails.setPassword(settings.password());
        }
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public boolean reaches(Person person) {
        return !settings.host().isEmpty() && person.email() != null;
    }

    @Override
    public Accepted send(Message message) throws ChannelDownException, BadAddressException {
        String address = message.person().email();
        if (address == null) {
            throw new BadAddressException("no address");
        }
        try {
            MimeMessage mail = mails.createMimeMessage();
            MimeMessageHelper helper = new MimeMessageHelper(mail, StandardCharsets.UTF_8.name());
            helper.setFrom(settings.from());
            helper.setTo(address);
            // A line break in a subject would begin another header.
            helper.setSubject(message.subject().replaceAll("\\p{Cntrl}", " "));
            // Text only: nothing in it is read as HTML.
            helper.setText(
                    message.plan().isEmpty()
                            ? message.text()
                            : message.text() + "\n\n" + message.plan());
            mail.setHeader("X-Lifeline-Notification", message.id());
            mails.send(mail);
            return new Accepted("", List.of());
        } catch (MailSendException e) {
            if (isAboutTheAddress(e)) {
                throw new BadAddressException("the mail server does not know the address");
            }
            throw new ChannelDownException("mail: " + reason(e), e);
        } catch (MailException | MessagingException e) {
            throw new ChannelDownException("mail: " + reason(e), e);
        }
    }

    private static boolean isAboutTheAddress(MailSendException failure) {
        for (Exception cause : failure.getMessageExceptions()) {
            Throwable each = cause;
            while (each != null) {
                // 550 to 553: for good. 4xx: later.
                if (each instanceof SendFailedException
                        && String.valueOf(each.getMessage()).matches("(?s).*\\b55[0-3]\\b.*")) {
                    return true;
                }
                each =
                        each instanceof MessagingException more && more.getNextException() != null
                                ? more.getNextException()
                                : each.getCause();
            }
        }
        return false;
    }

    private static String reason(Exception failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
