package city.lifeline.simulators.telephones;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jsmpp.InvalidResponseException;
import org.jsmpp.PDUException;
import org.jsmpp.PDUStringException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.BroadcastSm;
import org.jsmpp.bean.CancelBroadcastSm;
import org.jsmpp.bean.CancelSm;
import org.jsmpp.bean.DataCodings;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.DeliveryReceipt;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.GSMSpecificFeature;
import org.jsmpp.bean.InterfaceVersion;
import org.jsmpp.bean.MessageMode;
import org.jsmpp.bean.MessageType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.QueryBroadcastSm;
import org.jsmpp.bean.QuerySm;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.ReplaceSm;
import org.jsmpp.bean.SubmitMulti;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.extra.ResponseTimeoutException;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.BroadcastSmResult;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.QueryBroadcastSmResult;
import org.jsmpp.session.QuerySmResult;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SMPPServerSessionListener;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.Session;
import org.jsmpp.session.SubmitMultiResult;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.session.connection.ServerConnection;
import org.jsmpp.session.connection.ServerConnectionFactory;
import org.jsmpp.session.connection.socket.ServerSocketConnection;
import org.jsmpp.util.DeliveryReceiptState;
import org.jsmpp.util.MessageId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One provider: takes messages over SMPP 3.4, gives receipts, and brings the telephones' answers.
 */
public final class Smsc implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Smsc.class);

    private static final int BIND_PATIENCE_MS = 5_000;
    private static final int PROCESSORS = 3;

    private final String name;
    private final String systemId;
    private final String password;
    private final Telephones telephones;
    private final InstantSource clock;
    private final SMPPServerSessionListener listener;
    private final int port;
    private final List<SMPPServerSession> sessions = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService receipts =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "smsc-receipts"));
    private final AtomicLong lastId = new AtomicLong();
    private volatile Behaviour behaviour = Behaviour.GOOD;
    private volatile boolean closed;

    /**
     * Listens on the loopback address.
     *
     * @param port 0 takes a free one
     */
    public Smsc(
            String name,
            int port,
            String systemId,
            String password,
            Telephones telephones,
            InstantSource clock)
            throws IOException {
        this(
                name,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                systemId,
                password,
                telephones,
                clock);
    }

    Smsc(
            String name,
            InetSocketAddress address,
            String systemId,
            String password,
            Telephones telephones,
            InstantSource clock)
            throws IOException {
        this.name = name;
        this.systemId = systemId;
        this.password = password;
        this.telephones = telephones;
        this.clock = clock;
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(address);
        this.port = socket.getLocalPort();
        this.listener =
                new SMPPServerSessionListener(
                        this.port,
                        new ServerConnectionFactory() {
                            @Override
                            public ServerConnection listen(int ignored) {
                                return new ServerSocketConnection(socket);
                            }

                            @Override
                            public ServerConnection listen(int ignored, int timeoutMs) {
                                return new ServerSocketConnection(socket);
                            }

                            @Override
                            public ServerConnection listen(
                                    int ignored, int timeoutMs, int backlog) {
                                return new ServerSocketConnection(socket);
                            }
                        });
        listener.setPduProcessorDegree(PROCESSORS);
        listener.setMessageReceiverListener(new Taker());
        daemon(this::accept, "smsc-" + name).start();
    }

    public int port() {
        return port;
    }

    public String name() {
        return name;
    }

    public Behaviour behaviour() {
        return behaviour;
    }

    public void behave(Behaviour next) {
        behaviour = next;
    }

    /** How many clients are bound. */
    public long bound() {
        return sessions.stream().filter(session -> session.getSessionState().isBound()).count();
    }

    /** Ends all connections without a word, as a broken network does. */
    public void cutOff() {
        sessions.forEach(SMPPServerSession::close);
        sessions.clear();
    }

    /**
     * Brings the answer of a telephone to a client.
     *
     * @throws IOException if none is bound, or it does not take it
     */
    public void answer(String number, String text) throws IOException {
        for (SMPPServerSession session : sessions) {
            if (session.getSessionState().isReceivable()) {
                deliver(
                        session,
                        number,
                        new ESMClass(),
                        (byte) 8,
                        text.getBytes(StandardCharsets.UTF_16BE));
                telephones.answer(name, number, text, clock.instant());
                return;
            }
        }
        throw new IOException("nobody is bound to " + name);
    }

    private static void deliver(
            SMPPServerSession session, String number, ESMClass kind, byte coding, byte[] bytes)
            throws IOException {
        try {
            session.deliverShortMessage(
                    "",
                    TypeOfNumber.INTERNATIONAL,
                    NumberingPlanIndicator.ISDN,
                    number.substring(1),
                    TypeOfNumber.NATIONAL,
                    NumberingPlanIndicator.ISDN,
                    "10690000",
                    kind,
                    (byte) 0,
                    (byte) 1,
                    new RegisteredDelivery(0),
                    DataCodings.newInstance(coding),
                    bytes);
        } catch (PDUException
                | ResponseTimeoutException
                | InvalidResponseException
                | NegativeResponseException e) {
            throw new IOException("the client does not take it: " + e.getMessage(), e);
        }
    }

    private void accept() {
        while (!closed) {
            try {
                SMPPServerSession session = listener.accept();
                daemon(() -> bind(session), "smsc-bind-" + name).start();
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                LOG.warn("{} cannot take a connection", name, e);
            }
        }
    }

    private void bind(SMPPServerSession session) {
        try {
            BindRequest request = session.waitForBind(BIND_PATIENCE_MS);
            boolean admitted =
                    request.getSystemId().equals(systemId)
                            && MessageDigest.isEqual(
                                    request.getPassword().getBytes(StandardCharsets.UTF_8),
                                    password.getBytes(StandardCharsets.UTF_8));
            if (!admitted) {
                request.reject(SMPPConstant.STAT_ESME_RINVPASWD);
                session.close();
                return;
            }
            sessions.removeIf(old -> !old.getSessionState().isBound());
            request.accept(name, InterfaceVersion.IF_34);
            sessions.add(session);
            LOG.info("{} has a client", name);
        } catch (TimeoutException | IOException | PDUStringException e) {
            LOG.info("{}: a client that did not bind: {}", name, e.getMessage());
            session.close();
        }
    }

    private SubmitSmResult take(SubmitSm message, SMPPServerSession session)
            throws ProcessRequestException {
        Behaviour now = behaviour;
        if (now.throttled()) {
            throw new ProcessRequestException("throttled", SMPPConstant.STAT_ESME_RTHROTTLED);
        }
        if (now.refusing()) {
            throw new ProcessRequestException("refused", SMPPConstant.STAT_ESME_RSYSERR);
        }
        Instant at = clock.instant();
        String number = "+" + message.getDestAddress();
        show(message, number, at);
        if (now.losingAnswers()) {
            sleepForEver();
        }
        String id = name + "-" + lastId.incrementAndGet();
        try {
            SubmitSmResult result =
                    new SubmitSmResult(new MessageId(id), new org.jsmpp.bean.OptionalParameter[0]);
            if (!now.withoutReceipts()
                    && (message.getRegisteredDelivery() & 1) == 1
                    && session.getSessionState().isReceivable()) {
                receiptLater(session, number, id, at, now);
            }
            return result;
        } catch (PDUStringException e) {
            throw new ProcessRequestException("id", SMPPConstant.STAT_ESME_RSYSERR, e);
        }
    }

    private void show(SubmitSm message, String number, Instant at) {
        byte[] bytes = message.getShortMessage();
        boolean joined = GSMSpecificFeature.UDHI.containedIn(message.getEsmClass());
        int header = joined ? (bytes[0] & 0xff) + 1 : 0;
        String text =
                new String(
                        bytes,
                        header,
                        bytes.length - header,
                        message.getDataCoding() == 8
                                ? StandardCharsets.UTF_16BE
                                : StandardCharsets.ISO_8859_1);
        if (joined) {
            telephones.receive(name, number, bytes[3], bytes[5], bytes[4], text, at);
        } else {
            telephones.receive(name, number, -1, 1, 1, text, at);
        }
    }

    /** The message is on the telephone, and its sender will never hear of it. */
    private static void sleepForEver() throws ProcessRequestException {
        try {
            TimeUnit.MINUTES.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ProcessRequestException("lost", SMPPConstant.STAT_ESME_RSYSERR);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What is scheduled never throws.
    private void receiptLater(
            SMPPServerSession session, String number, String id, Instant at, Behaviour now) {
        receipts.schedule(
                () -> {
                    try {
                        receipt(session, number, id, at, now.undeliverable());
                    } catch (IOException e) {
                        LOG.info("{}: a receipt is lost: {}", name, e.getMessage());
                    }
                },
                now.receiptDelayMs(),
                TimeUnit.MILLISECONDS);
    }

    @SuppressWarnings("JavaUtilDate") // What the library takes.
    private void receipt(
            SMPPServerSession session, String number, String id, Instant at, boolean undeliverable)
            throws IOException {
        DeliveryReceipt receipt =
                new DeliveryReceipt(
                        id,
                        1,
                        undeliverable ? 0 : 1,
                        Date.from(at),
                        Date.from(clock.instant()),
                        undeliverable ? DeliveryReceiptState.UNDELIV : DeliveryReceiptState.DELIVRD,
                        undeliverable ? "001" : "000",
                        "");
        deliver(
                session,
                number,
                new ESMClass(
                        MessageMode.DEFAULT,
                        MessageType.SMSC_DEL_RECEIPT,
                        GSMSpecificFeature.DEFAULT),
                (byte) 0,
                receipt.toString().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        closed = true;
        receipts.shutdownNow();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutOff();
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Of all that SMPP knows, submit_sm. */
    private final class Taker implements ServerMessageReceiverListener {

        @Override
        public SubmitSmResult onAcceptSubmitSm(SubmitSm message, SMPPServerSession source)
                throws ProcessRequestException {
            return take(message, source);
        }

        @Override
        public SubmitMultiResult onAcceptSubmitMulti(SubmitMulti message, SMPPServerSession source)
                throws ProcessRequestException {
            throw notTaken();
        }

        @Override
        public QuerySmResult onAcceptQuerySm(QuerySm message, SMPPServerSession source)
                throws ProcessRequestException {
            throw notTaken();
        }

        @Override
        public void onAcceptReplaceSm(ReplaceSm message, SMPPServerSession source)
                throws ProcessRequestException {
            throw notTaken();
        }

        @Override
        public void onAcceptCancelSm(CancelSm message, SMPPServerSession source)
                throws ProcessRequestException {
            throw notTaken();
        }

        @Override
        public BroadcastSmResult onAcceptBroadcastSm(BroadcastSm message, SMPPServerSession source)
                throws ProcessRequestException {
            throw notTaken();
        }

        @Override
        public void onAcceptCancelBroadcastSm(CancelBroadcastSm message, SMPPServerSession source)
                throws ProcessRequestException {
            throw notTaken();
        }

        @Override
        public QueryBroadcastSmResult onAcceptQueryBroadcastSm(
                QueryBroadcastSm message, SMPPServerSession source) throws ProcessRequestException {
            throw notTaken();
        }

        @Override
        public DataSmResult onAcceptDataSm(DataSm message, Session source)
                throws ProcessRequestException {
            throw notTaken();
        }

        private ProcessRequestException notTaken() {
            return new ProcessRequestException("not taken", SMPPConstant.STAT_ESME_RINVCMDID);
        }
    }
}
