package city.lifeline.alerting.notify;

import city.lifeline.alerting.maintenance.Maintenance;
import city.lifeline.alerting.maintenance.Window;
import city.lifeline.alerting.maintenance.WindowStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What the beginning and the end of maintenance windows bring about. */
public final class WindowTurns implements Maintenance.Follower {

    /** Of db-scheduler; an instance is a window's id. */
    public static final String TASK = "maintenance";

    private final WindowStore windows;
    private final NotificationStore store;
    private final Places places;
    private final Schedule schedule;
    private final InstantSource clock;

    public WindowTurns(
            WindowStore windows,
            NotificationStore store,
            Places places,
            Schedule schedule,
            InstantSource clock) {
        this.windows = windows;
        this.store = store;
        this.places = places;
        this.schedule = schedule;
        this.clock = clock;
    }

    @Override
    public void planned(Window window) {
        schedule.at(TASK, List.of(Long.toString(window.id())), window.from(), Schedule.NORMAL);
    }

    /** What is still bad is told at once; what another window holds waits for that one. */
    @Override
    public void ended(Window window) {
        Instant now = clock.instant();
        List<NotificationStore.Held> held =
                store.held().stream()
                        .filter(
                                one ->
                                        window.scope()
                                                .covers(places.where(one.point(), one.asset())))
                        .toList();
        store.hasten(held.stream().map(NotificationStore.Held::warning).toList(), now);
        schedule.bringForward(
                Schedule.ESCALATE,
                held.stream().map(one -> Dispatch.instance(one.warning(), one.grade())).toList(),
                now);
        schedule.bringForward(Schedule.NOTIFY, store.keptBy(window.id()), now);
    }

    /**
     * Has screens draw anew when a window begins and when it is over.
     *
     * @return when to come again; empty: never
     */
    public Optional<Instant> turn(String instance, Runnable changed) {
        Optional<Window> window = windows.find(Long.parseLong(instance));
        if (window.isEmpty()) {
            return Optional.empty();
        }
        Window.State state = window.get().state(clock.instant());
        if (state != Window.State.PLANNED) {
            changed.run();
        }
        return switch (state) {
            case PLANNED -> Optional.of(window.get().from());
            case RUNNING -> Optional.of(window.get().until());
            case OVER -> Optional.empty();
        };
    }
}
