package city.lifeline.alerting.people;

import biweekly.Biweekly;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import java.util.Date;
import java.util.List;

/** The roster as iCalendar, for people's own calendars. */
public final class RosterCalendar {

    private RosterCalendar() {}

    /** One event for each shift; the same shift has the same id each time. */
    @SuppressWarnings("JavaUtilDate") // What the library takes.
    public static String of(List<Roster.Shift> shifts) {
        ICalendar calendar = new ICalendar();
        calendar.setProductId("-//Lifeline//roster//EN");
        for (Roster.Shift shift : shifts) {
            DutyLine line = shift.line();
            VEvent event = new VEvent();
            event.setUid("%s-%s@lifeline".formatted(line.id(), shift.from().getEpochSecond()));
            event.setDateTimeStamp(Date.from(shift.from()));
            event.setDateStart(Date.from(shift.from()));
            event.setDateEnd(Date.from(shift.to()));
            event.setSummary("%s · %s".formatted(shift.person().name(), line.id()));
            event.setDescription(
                    "%s / %s / %s / step %d"
                            .formatted(
                                    line.district(), line.lifeline(), line.grade(), line.step()));
            calendar.addEvent(event);
        }
        return Biweekly.write(calendar).go();
    }
}
