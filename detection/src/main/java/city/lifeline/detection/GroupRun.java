package city.lifeline.detection;

import city.lifeline.detection.rules.Groups;
import city.lifeline.model.WarningEvent;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All groups under one set of rules and one registry, in one thread. */
public final class GroupRun {

    private final String run;
    private final String rulesVersion;
    private final Groups groups;
    private final TreeMap<String, Watched> watched = new TreeMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>();

    public GroupRun(String run, String rulesVersion, Groups groups) {
        this.run = run;
        this.rulesVersion = rulesVersion;
        this.groups = groups;
    }

    private record Watched(GroupDetector detector, GroupState state) {}

    private record Due(long atUs, String group) implements Comparable<Due> {

        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atUs, other.atUs);
            return byTime != 0 ? byTime : group.compareTo(other.group);
        }
    }

    /** Takes what a point tells. */
    public void take(MemberRecord record) {
        Watched of = watched.computeIfAbsent(record.group, this::watch);
        if (of != null) {
            GroupDetector.take(of.state, record);
            due.add(new Due(record.timeUs, record.group));
        }
    }

    /**
     * Judges all groups up to a time.
     *
     * @param untilUs before which no more will come; itself excluded
     */
    public void advance(long untilUs, Consumer<WarningEvent> events) {
        while (!due.isEmpty() && due.peek().atUs < untilUs) {
            String group = due.remove().group;
            Watched of = watched.get(group);
            if (of == null) {
                continue;
            }
            of.detector.advance(of.state, untilUs, events);
            long wakeAtUs = of.detector.wakeAtUs(of.state);
            if (wakeAtUs != Long.MAX_VALUE) {
                due.add(new Due(wakeAtUs, group));
            }
        }
    }

    private @Nullable Watched watch(String key) {
        Groups.Group group = groups.group(key);
        return group == null
                ? null
                : new Watched(GroupDetector.compile(run, rulesVersion, group), new GroupState());
    }
}
