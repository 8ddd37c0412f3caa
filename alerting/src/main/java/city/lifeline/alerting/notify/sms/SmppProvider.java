package city.lifeline.alerting.notify.sms;

import city.lifeline.alerting.notify.Channel.BadAddressException;
import city.lifeline.alerting.notify.Channel.ChannelDownException;
import city.lifeline.alerting.notify.Incoming;
import city.lifeline.alerting.notify.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsmpp.DefaultPDUSender;
import org.jsmpp.InvalidResponseException;
import org.jsmpp.PDUException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.SynchronizedPDUSender;
import org.jsmpp.bean.AlertNotification;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.DataCodings;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.DeliveryReceipt;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.SMSCDeliveryReceipt;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.extra.ResponseTimeoutException;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.session.Session;
import org.jsmpp.session.connection.socket.SocketConnectionFactory;
import org.jsmpp.util.DeliveryReceiptState;
import org.jsmpp.util.InvalidDeliveryReceiptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to one provider, bound again whenever it breaks. */
public final class SmppProvider implements SmsProvider, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SmppProvider.class);

    private static final Duration BIND_PATIENCE = Duration.ofSeconds(5);
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Of the message that joins parts: user data begins with a header. */
    private static final byte HAS_HEADER = 0x40;

    /** What a provider says about the number, not about itself. */
    private static final Set<Integer> BAD_ADDRESS =
            Set.of(SMPPConstant.STAT_ESME_RINVDSTADR, SMPPConstant.STAT_ESME_RINVDSTTON);

    private final SmppSettings settings;
    private final Incoming incoming;
    private final Semaphore window;

    /**
     * Of the last long message. Counted, because a telephone mixes up two that come at once under
     * the same one; it has a byte.
     */
    private final AtomicInteger reference = new AtomicInteger(new SecureRandom().nextInt());

    private final Thread thread;
    private final Object stop = new Object();
    private volatile @Nullable SMPPSession session;
    private volatile String lack = "is not connected yet";
    private volatile boolean stopping;

    public SmppProvider(SmppSettings settings, Incoming incoming) {
        this.settings = settings;
        this.incoming = incoming;
        this.window = new Semaphore(settings.window());
        this.thread = new Thread(this::keepBound, "smpp-" + settings.name());
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    @Override
    public String name() {
        return settings.name();
    }

    /** Why it takes no messages, if so. */
    public Optional<String> lack() {
        return isBound(session) ? Optional.empty() : Optional.of(lack);
    }

    @Override
    public String submit(String number, Message message)
            throws ChannelDownException, BadAddressException {
        return submit(number, SmsText.of(message.text(), reference.incrementAndGet()));
    }

    /** Hands one message over and waits for the provider to have it. */
    private String submit(String number, SmsText text)
            throws ChannelDownException, BadAddressException {
        SMPPSession bound = session;
        if (bound == null || !isBound(bound)) {
            throw new ChannelDownException(settings.name() + " " + lack);
        }
        boolean admitted = false;
        try {
            admitted = window.tryAcquire(ANSWER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!admitted) {
                throw new ChannelDownException(settings.name() + " does not keep up");
            }
            String id = "";
            for (int i = 0; i < text.parts().size(); i++) {
                boolean last = i == text.parts().size() - 1;
                id = submitPart(bound, number, text, i, last);
            }
            return id;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChannelDownException("interrupted", e);
        } finally {
            if (admitted) {
                window.release();
            }
        }
    }

    private String submitPart(
            SMPPSession bound, String number, SmsText text, int part, boolean last)
            throws ChannelDownException, BadAddressException {
        try {
            return bound.submitShortMessage(
                            "",
                            TypeOfNumber.NATIONAL,
                            NumberingPlanIndicator.ISDN,
                            settings.sender(),
                            TypeOfNumber.INTERNATIONAL,
                            NumberingPlanIndicator.ISDN,
                            number.substring(1),
                            text.isJoined() ? new ESMClass(HAS_HEADER) : new ESMClass(),
                            (byte) 0,
                            (byte) 1,
                            null,
                            null,
                            new RegisteredDelivery(
                                    last
                                            ? SMSCDeliveryReceipt.SUCCESS_FAILURE
                                            : SMSCDeliveryReceipt.DEFAULT),
                            (byte) 0,
                            DataCodings.newInstance((byte) (text.ucs2() ? 8 : 0)),
                            (byte) 0,
                            text.parts().get(part))
                    .getMessageId();
        } catch (NegativeResponseException e) {
            if (BAD_ADDRESS.contains(e.getCommandStatus())) {
                throw new BadAddressException(
                        "%s does not know the number".formatted(settings.name()));
            }
            throw new ChannelDownException(
                    e.getCommandStatus() == SMPPConstant.STAT_ESME_RTHROTTLED
                            ? settings.name() + " is throttling"
                            : "%s refuses with status 0x%08x"
                                    .formatted(settings.name(), e.getCommandStatus()),
                    e);
        } catch (ResponseTimeoutException e) {
            // A session that does not answer is no session: the next message need not wait as long.
            bound.close();
            throw new ChannelDownException(settings.name() + " does not answer", e);
        } catch (PDUException | InvalidResponseException | IOException e) {
            throw new ChannelDownException("%s: %s".formatted(settings.name(), e.getMessage()), e);
        }
    }

    private static boolean isBound(@Nullable SMPPSession candidate) {
        return candidate != null && candidate.getSessionState().isBound();
    }

    private void keepBound() {
        Duration pause = FIRST_PAUSE;
        while (!stopping) {
            try {
                SMPPSession next = bind();
                session = next;
                pause = FIRST_PAUSE;
                LOG.info("Bound to {}", settings);
                awaitEnd(next);
            } catch (IOException e) {
                if (!lack.equals(reason(e))) {
                    LOG.warn("{} cannot be bound to: {}", settings, reason(e));
                }
                lack = reason(e);
            } catch (InterruptedException e) {
                return;
            }
            session = null;
            try {
                sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }

    /** Without what the library says of its own: that may hold what was sent, a password. */
    private static String reason(IOException e) {
        if (e.getCause() instanceof NegativeResponseException refused) {
            return "refuses us with status 0x%08x".formatted(refused.getCommandStatus());
        }
        return e.getCause() instanceof PDUException
                ? "cannot be bound to: a setting is longer than SMPP allows"
                : "cannot be connected to: " + e.getMessage();
    }

    private SMPPSession bind() throws IOException {
        SMPPSession next =
                new SMPPSession(
                        new SynchronizedPDUSender(new DefaultPDUSender()),
                        new BoundedPduReader(),
                        SocketConnectionFactory.getInstance());
        next.setEnquireLinkTimer((int) settings.enquireLink().toMillis());
        next.setTransactionTimer(ANSWER_PATIENCE.toMillis());
        next.setMessageReceiverListener(new Listener());
        next.addSessionStateListener(
                (newState, oldState, source) -> {
                    if (newState == SessionState.CLOSED) {
                        synchronized (stop) {
                            stop.notifyAll();
                        }
                    }
                });
        try {
            next.connectAndBind(
                    settings.host(),
                    settings.port(),
                    new BindParameter(
                            BindType.BIND_TRX,
                            settings.systemId(),
                            settings.password(),
                            "",
                            TypeOfNumber.UNKNOWN,
                            NumberingPlanIndicator.UNKNOWN,
                            null),
                    BIND_PATIENCE.toMillis());
            return next;
        } catch (IOException | RuntimeException e) {
            next.close();
            throw e;
        }
    }

    private void awaitEnd(Session bound) throws InterruptedException {
        synchronized (stop) {
            while (!stopping && bound.getSessionState().isBound()) {
                stop.wait(1_000);
            }
        }
        lack = "has closed the connection";
        if (!stopping) {
            LOG.warn("{} has closed the connection", settings);
        }
        ((SMPPSession) bound).unbindAndClose();
    }

    private void sleep(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        synchronized (stop) {
            long leftMs = pause.toMillis();
            while (!stopping && leftMs > 0) {
                stop.wait(leftMs);
                leftMs = (end - System.nanoTime()) / 1_000_000;
            }
        }
    }

    @Override
    public void close() {
        synchronized (stop) {
            stopping = true;
            stop.notifyAll();
        }
        try {
            thread.join(ANSWER_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the provider brings is answered only once it is stored: else it brings it again. */
    private final class Listener implements MessageReceiverListener {

        @Override
        public void onAcceptDeliverSm(DeliverSm message) throws ProcessRequestException {
            try {
                if (message.isSmscDeliveryReceipt()) {
                    receipt(message);
                } else {
                    incoming.answer(message.getSourceAddr(), text(message));
                }
            } catch (RuntimeException e) {
                LOG.error("What {} brings cannot be stored now", settings.name(), e);
                throw new ProcessRequestException(
                        "cannot be stored now", SMPPConstant.STAT_ESME_RX_T_APPN, e);
            }
        }

        private void receipt(DeliverSm message) {
            try {
                DeliveryReceipt receipt = message.getShortMessageAsDeliveryReceipt();
                DeliveryReceiptState state = receipt.getFinalStatus();
                if (state == null
                        || state == DeliveryReceiptState.ENROUTE
                        || state == DeliveryReceiptState.ACCEPTD) {
                    return;
                }
                incoming.receipt(
                        settings.name(),
                        receipt.getId(),
                        state == DeliveryReceiptState.DELIVRD,
                        state.name());
            } catch (InvalidDeliveryReceiptException e) {
                LOG.warn("A receipt of {} is not understood: {}", settings.name(), e.getMessage());
            }
        }

        private String text(DeliverSm message) {
            byte[] bytes = message.getShortMessage();
            int from = message.isUdhi() && bytes.length > 0 ? (bytes[0] & 0xff) + 1 : 0;
            int length = Math.max(0, bytes.length - from);
            return new String(
                    bytes,
                    Math.min(from, bytes.length),
                    length,
                    message.getDataCoding() == 8
                            ? StandardCharsets.UTF_16BE
                            : StandardCharsets.ISO_8859_1);
        }

        @Override
        public void onAcceptAlertNotification(AlertNotification notification) {
            // It tells that a telephone is there again; receipts tell as much.
        }

        @Override
        public DataSmResult onAcceptDataSm(DataSm message, Session source)
                throws ProcessRequestException {
            throw new ProcessRequestException(
                    "data_sm is not taken", SMPPConstant.STAT_ESME_RINVCMDID);
        }
    }
}
