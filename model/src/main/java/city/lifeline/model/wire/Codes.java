package city.lifeline.model.wire;

import city.lifeline.model.Cause;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.Location;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import city.lifeline.wire.v1.CauseCode;
import city.lifeline.wire.v1.LaneCode;
import city.lifeline.wire.v1.QualityCode;
import city.lifeline.wire.v1.WarningEventRecord;
import city.lifeline.wire.v1.WarningEventRecord.CertaintyCode;
import city.lifeline.wire.v1.WarningEventRecord.GradeCode;
import org.jspecify.annotations.Nullable;

/** Each enum of the model and its code on the wire, spelled out: neither may shift the other. */
final class Codes {

    private Codes() {}

    static LaneCode code(Lane lane) {
        return switch (lane) {
            case LIVE -> LaneCode.LANE_LIVE;
            case LATE -> LaneCode.LANE_LATE;
        };
    }

    static Lane lane(LaneCode code) throws UndecodableException {
        return switch (code) {
            case LANE_LIVE -> Lane.LIVE;
            case LANE_LATE -> Lane.LATE;
            case UNRECOGNIZED -> throw unknown("lane");
        };
    }

    static QualityCode code(Quality quality) {
        return switch (quality) {
            case GOOD -> QualityCode.QUALITY_GOOD;
            case UNCERTAIN -> QualityCode.QUALITY_UNCERTAIN;
            case BAD -> QualityCode.QUALITY_BAD;
            case STUCK -> QualityCode.QUALITY_STUCK;
            case MISSING -> QualityCode.QUALITY_MISSING;
            case CLOCK -> QualityCode.QUALITY_CLOCK;
        };
    }

    static Quality quality(QualityCode code) throws UndecodableException {
        return switch (code) {
            case QUALITY_GOOD -> Quality.GOOD;
            case QUALITY_UNCERTAIN -> Quality.UNCERTAIN;
            case QUALITY_BAD -> Quality.BAD;
            case QUALITY_STUCK -> Quality.STUCK;
            case QUALITY_MISSING -> Quality.MISSING;
            case QUALITY_CLOCK -> Quality.CLOCK;
            case UNRECOGNIZED -> throw unknown("quality");
        };
    }

    static CauseCode code(Cause cause) {
        return switch (cause) {
            case NONE -> CauseCode.CAUSE_NONE;
            case SENSOR -> CauseCode.CAUSE_SENSOR;
            case RANGE -> CauseCode.CAUSE_RANGE;
            case JUMP -> CauseCode.CAUSE_JUMP;
            case SENTINEL -> CauseCode.CAUSE_SENTINEL;
        };
    }

    static Cause cause(CauseCode code) throws UndecodableException {
        return switch (code) {
            case CAUSE_NONE -> Cause.NONE;
            case CAUSE_SENSOR -> Cause.SENSOR;
            case CAUSE_RANGE -> Cause.RANGE;
            case CAUSE_JUMP -> Cause.JUMP;
            case CAUSE_SENTINEL -> Cause.SENTINEL;
            case UNRECOGNIZED -> throw unknown("cause");
        };
    }

    static GradeCode code(@Nullable Grade grade) {
        if (grade == null) {
            return GradeCode.GRADE_NONE;
        }
        return switch (grade) {
            case BLUE -> GradeCode.BLUE;
            case YELLOW -> GradeCode.YELLOW;
            case ORANGE -> GradeCode.ORANGE;
            case RED -> GradeCode.RED;
        };
    }

    static @Nullable Grade grade(GradeCode code) throws UndecodableException {
        return switch (code) {
            case GRADE_NONE -> null;
            case BLUE -> Grade.BLUE;
            case YELLOW -> Grade.YELLOW;
            case ORANGE -> Grade.ORANGE;
            case RED -> Grade.RED;
            case UNRECOGNIZED -> throw unknown("grade");
        };
    }

    static WarningEventRecord.Kind code(WarningEvent.Kind kind) {
        return switch (kind) {
            case RAISED -> WarningEventRecord.Kind.RAISED;
            case UPGRADED -> WarningEventRecord.Kind.UPGRADED;
            case DOWNGRADED -> WarningEventRecord.Kind.DOWNGRADED;
            case PEAKED -> WarningEventRecord.Kind.PEAKED;
            case CLEARED -> WarningEventRecord.Kind.CLEARED;
        };
    }

    static WarningEvent.Kind kind(WarningEventRecord.Kind code) throws UndecodableException {
        return switch (code) {
            case RAISED -> WarningEvent.Kind.RAISED;
            case UPGRADED -> WarningEvent.Kind.UPGRADED;
            case DOWNGRADED -> WarningEvent.Kind.DOWNGRADED;
            case PEAKED -> WarningEvent.Kind.PEAKED;
            case CLEARED -> WarningEvent.Kind.CLEARED;
            case KIND_UNSPECIFIED, UNRECOGNIZED -> throw unknown("kind of warning event");
        };
    }

    static CertaintyCode code(Certainty certainty) {
        return switch (certainty) {
            case OBSERVED -> CertaintyCode.OBSERVED;
            case LIKELY -> CertaintyCode.LIKELY;
            case POSSIBLE -> CertaintyCode.POSSIBLE;
        };
    }

    static Certainty certainty(CertaintyCode code) throws UndecodableException {
        return switch (code) {
            case OBSERVED -> Certainty.OBSERVED;
            case LIKELY -> Certainty.LIKELY;
            case POSSIBLE -> Certainty.POSSIBLE;
            case UNRECOGNIZED -> throw unknown("certainty");
        };
    }

    static @Nullable Location location(boolean present, double longitude, double latitude) {
        return present ? new Location(longitude, latitude) : null;
    }

    private static UndecodableException unknown(String what) {
        return new UndecodableException(
                "unknown " + what + ": the record was written by a newer version of Lifeline");
    }
}
