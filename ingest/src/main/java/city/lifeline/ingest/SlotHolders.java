package city.lifeline.ingest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slots that this process holds now. */
final class SlotHolders implements SlotGroup.Holders {

    private static final Logger log = LoggerFactory.getLogger(SlotHolders.class);

    /** For what is under way when a slot is given up. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BiFunction<Integer, Lease, SlotHolder> maker;
    private final Map<Integer, SlotHolder> held = new ConcurrentHashMap<>();

    SlotHolders(BiFunction<Integer, Lease, SlotHolder> maker) {
        this.maker = maker;
    }

    Map<Integer, SlotHolder> held() {
        return held;
    }

    /** Whether every slot that is held is connected to the broker. */
    boolean areConnected() {
        return held.values().stream().allMatch(SlotHolder::isConnected);
    }

    @Override
    public void take(int part, Lease lease) {
        SlotHolder holder = maker.apply(part, lease);
        held.put(part, holder);
        holder.start();
    }

    @Override
    public void release(Set<Integer> parts) {
        end(parts, holder -> holder.release(PATIENCE));
    }

    @Override
    public void lose(Set<Integer> parts) {
        end(parts, SlotHolder::lose);
    }

    void releaseAll() {
        release(held.keySet());
    }

    private void end(Collection<Integer> parts, Consumer<SlotHolder> how) {
        List<Thread> enders = new ArrayList<>();
        for (int part : List.copyOf(parts)) {
            SlotHolder holder = held.remove(part);
            if (holder != null) {
                Thread ender = new Thread(() -> how.accept(holder), "end-" + part);
                ender.start();
                enders.add(ender);
            }
        }
        for (Thread ender : enders) {
            try {
                ender.join(PATIENCE.multipliedBy(3).toMillis());
            } catch (InterruptedException e) {
                log.warn("interrupted while giving up slots");
                Thread.currentThread().interrupt();
            }
        }
    }
}
