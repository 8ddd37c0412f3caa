package city.lifeline.detection;

import city.lifeline.detection.rules.Groups.Group;
import city.lifeline.detection.rules.Measure;
import city.lifeline.model.Lane;
import city.lifeline.model.WarningEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One rule of one group, compiled. What it remembers is in the {@link GroupState}, so that another
 * detector (of a newer rule set) can go on where this one stopped.
 *
 * <p>It waits until event time has passed, and then judges everything before it in the order of
 * time: the same records give the same events, in whatever order they came.
 *
 * <p>{@link MembersJudge} says how many points count, {@link InputsJudge} whether conditions over
 * several quantities hold.
 */
public final class GroupDetector {

    private static final Comparator<MemberRecord> BY_TIME =
            Comparator.<MemberRecord>comparingLong(record -> record.timeUs)
                    .thenComparing(record -> record.point);

    private final GroupJudge judge;

    private GroupDetector(GroupJudge judge) {
        this.judge = judge;
    }

    /** Compiles the rule of a group. */
    public static GroupDetector compile(String run, String rulesVersion, Group group) {
        Measure measure = group.rule().measure();
        if (measure instanceof Measure.Members members) {
            return new GroupDetector(new MembersJudge(run, rulesVersion, group, members));
        }
        if (measure instanceof Measure.Inputs inputs) {
            return new GroupDetector(new InputsJudge(run, rulesVersion, group, inputs));
        }
        throw new IllegalArgumentException("rule " + group.rule().id() + " is not of groups");
    }

    /** Takes a record; {@link #advance} judges it when its time has come. */
    public static void take(GroupState state, MemberRecord record) {
        state.pending.add(record);
    }

    /** When {@link #advance} has something to judge, µs; greatest if never. */
    public long wakeAtUs(GroupState state) {
        long wakeUs = wakeUs(state);
        for (MemberRecord record : state.pending) {
            wakeUs = Math.min(wakeUs, Math.max(record.timeUs, state.nowUs));
        }
        return wakeUs;
    }

    /**
     * Judges everything up to a time.
     *
     * @param untilUs before which no more will come; itself excluded
     */
    public void advance(GroupState state, long untilUs, Consumer<WarningEvent> events) {
        List<MemberRecord> ordered = new ArrayList<>(state.pending);
        ordered.sort(BY_TIME);
        int next = 0;
        while (true) {
            long recordUs =
                    next < ordered.size()
                            ? Math.max(ordered.get(next).timeUs, state.nowUs)
                            : Long.MAX_VALUE;
            long nowUs = Math.min(recordUs, wakeUs(state));
            if (nowUs >= untilUs) {
                break;
            }
            state.nowUs = nowUs;
            while (next < ordered.size() && ordered.get(next).timeUs <= nowUs) {
                judge.apply(state, ordered.get(next));
                next++;
            }
            judge.judge(state, events);
        }
        state.pending = new ArrayList<>(ordered.subList(next, ordered.size()));
    }

    /** Ends what is open in a group that there is no more, and forgets it. */
    public static void end(
            String run,
            String rulesVersion,
            String key,
            GroupState state,
            Consumer<WarningEvent> events) {
        RuleState rule = state.rule;
        if (rule != null && rule.open()) {
            int slash = key.indexOf('/');
            new WarningEvents(
                            run,
                            rulesVersion,
                            state.point,
                            state.asset,
                            rule.unit,
                            key.substring(slash + 1))
                    .tell(
                            key.substring(0, slash),
                            rule,
                            Condition.Change.GONE,
                            null,
                            Math.max(state.nowUs, rule.toldAtUs),
                            rule.toldPeakValue,
                            Lane.LIVE,
                            events);
        }
        state.rule = null;
        state.members = new HashMap<>();
        state.fits = new HashMap<>();
        state.pending = new ArrayList<>();
    }

    /** When something changes though nothing comes; always after now. */
    private long wakeUs(GroupState state) {
        long wakeUs = Long.MAX_VALUE;
        for (Map.Entry<String, MemberState> each : state.members.entrySet()) {
            long untilUs = judge.knownUntilUs(each.getKey(), each.getValue());
            if (untilUs > state.nowUs) {
                wakeUs = Math.min(wakeUs, untilUs);
            }
        }
        RuleState rule = state.rule;
        if (rule != null || !state.members.isEmpty()) {
            wakeUs = Math.min(wakeUs, judge.timesUntilUs(state.nowUs));
        }
        if (rule != null) {
            // Under a newer rule with a shorter delay it may be over already.
            wakeUs = Math.min(wakeUs, Math.max(judge.dueUs(state, rule), state.nowUs + 1));
        }
        return wakeUs;
    }
}
