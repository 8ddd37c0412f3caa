package city.lifeline.detection;

import city.lifeline.model.WarningEvent;
import java.util.function.Consumer;

/** What a group's detector makes of what points tell; it is asked in the order of time. */
interface GroupJudge {

    /** Takes over what a point tells. */
    void apply(GroupState state, MemberRecord record);

    /** Judges the group as it is at {@link GroupState#nowUs}. */
    void judge(GroupState state, Consumer<WarningEvent> events);

    /** Until when what was told under a key of {@link GroupState#members} is known for certain. */
    long knownUntilUs(String key, MemberState member);

    /** Until when the rule looks, or does not, as it does at a time; greatest: for ever. */
    long timesUntilUs(long nowUs);

    /** When a delay is over if nothing comes before; greatest if none is running. */
    long dueUs(GroupState state, RuleState rule);
}
