package city.lifeline.alerting.warning;

import static city.lifeline.alerting.Micros.timestamptz;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Photos of warnings in PostgreSQL. */
public final class PhotoStore {

    private final JdbcClient jdbc;

    public PhotoStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All of a warning, in the order in which they came. */
    public List<Photo> of(String warning) {
        return jdbc.sql(
                        """
                        select sha256, step, width, height, person, at from handling_photos
                        where warning_id = ? order by at, sha256
                        """)
                .param(warning)
                .query(
                        (row, n) ->
                                new Photo(
                                        row.getString("sha256"),
                                        row.getObject("step", Integer.class),
                                        row.getInt("width"),
                                        row.getInt("height"),
                                        row.getString("person"),
                                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** A photo as JPEG. */
    public Optional<byte[]> picture(String warning, String sha256) {
        return bytes("picture", warning, sha256);
    }

    /** A photo as a small JPEG. */
    public Optional<byte[]> thumbnail(String warning, String sha256) {
        return bytes("thumbnail", warning, sha256);
    }

    private Optional<byte[]> bytes(String column, String warning, String sha256) {
        return jdbc.sql(
                        "select "
                                + column
                                + " from handling_photos where warning_id = ? and sha256 = ?")
                .param(warning)
                .param(sha256)
                .query(byte[].class)
                .optional();
    }

    /** Removes what was uploaded before a moment and never sent with a feedback. */
    public void tidy(Instant before) {
        jdbc.sql("delete from handling_photos where step is null and at < ?")
                .param(timestamptz(before))
                .update();
    }

    /** Keeps a photo that is there from being tidied away; false if it is not there. */
    boolean touch(String warning, String sha256, Instant at) {
        return jdbc.sql(
                                """
                                update handling_photos set at = ?
                                where warning_id = ? and sha256 = ? and step is null
                                """)
                        .params(timestamptz(at), warning, sha256)
                        .update()
                > 0;
    }

    void add(String warning, Picture picture, String person, Instant at) {
        jdbc.sql(
                        """
                        insert into handling_photos
                            (warning_id, sha256, width, height, picture, thumbnail, person, at)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        warning,
                        picture.sha256(),
                        picture.width(),
                        picture.height(),
                        picture.jpeg(),
                        picture.thumbnail(),
                        person,
                        timestamptz(at))
                .update();
    }

    /** How many of the photos were there and of no feedback yet, and are now of this one. */
    int send(String warning, int step, List<String> photos) {
        return jdbc.sql(
                        """
                        update handling_photos set step = :step
                        where warning_id = :warning and sha256 = any(:photos) and step is null
                        """)
                .param("step", step)
                .param("warning", warning)
                .param("photos", photos.toArray(String[]::new))
                .update();
    }
}
