package city.lifeline.alerting.warning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.TestPhotos;
import city.lifeline.alerting.warning.RefusedPhotoException.Why;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {

    private static BufferedImage read(byte[] jpeg) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(jpeg));
    }

    private static void assertRed(int rgb) {
        Color color = new Color(rgb);
        assertTrue(color.getRed() > 200 && color.getGreen() < 80, color.toString());
    }

    private static Why refused(byte[] file) {
        return assertThrows(RefusedPhotoException.class, () -> Picture.of(file)).why();
    }

    @Test
    void nothingOfWhatTheCameraWroteIsKept() {
        byte[] taken = TestPhotos.jpeg(640, 480, 1);
        assertTrue(new String(taken, StandardCharsets.ISO_8859_1).contains(TestPhotos.PLACE));
        Picture kept = Picture.of(taken);
        for (byte[] jpeg : new byte[][] {kept.jpeg(), kept.thumbnail()}) {
            String text = new String(jpeg, StandardCharsets.ISO_8859_1);
            assertFalse(text.contains(TestPhotos.PLACE));
            assertFalse(text.contains("Exif"));
        }
    }

    @Test
    void whatFollowsThePictureInTheFileIsNotKept() {
        byte[] photo = TestPhotos.jpeg(64, 64, 1);
        byte[] archive = Arrays.copyOf(photo, photo.length + 6);
        System.arraycopy(
                "PK\3\4zz".getBytes(StandardCharsets.US_ASCII), 0, archive, photo.length, 6);
        assertEquals(Picture.of(photo).sha256(), Picture.of(archive).sha256());
    }

    @Test
    void aCameraThatWasHeldUprightMakesAnUprightPicture() throws IOException {
        // The left half is red as the camera lay; turned to the right, it is on top.
        Picture kept = Picture.of(TestPhotos.jpeg(400, 200, 6));
        assertEquals(200, kept.width());
        assertEquals(400, kept.height());
        assertRed(read(kept.jpeg()).getRGB(100, 50));
        assertFalse(new Color(read(kept.jpeg()).getRGB(100, 350)).getRed() > 200);
    }

    @Test
    void aLargePhotoIsMadeSmallerAndKeepsItsShape() throws IOException {
        Picture kept = Picture.of(TestPhotos.jpeg(4_400, 2_200, 1));
        assertEquals(2_048, kept.width());
        assertEquals(1_024, kept.height(), 1);
        BufferedImage thumbnail = read(kept.thumbnail());
        assertEquals(320, thumbnail.getWidth());
        assertEquals(160, thumbnail.getHeight(), 1);
        assertRed(thumbnail.getRGB(20, 80));
    }

    @Test
    void aSmallPhotoIsNotMadeLarger() throws IOException {
        Picture kept = Picture.of(TestPhotos.png(40, 30));
        assertEquals(40, kept.width());
        assertEquals(40, read(kept.thumbnail()).getWidth());
    }

    @Test
    void whatIsTransparentIsWhite() throws IOException {
        BufferedImage kept = read(Picture.of(TestPhotos.png(40, 30)).jpeg());
        assertRed(kept.getRGB(5, 15));
        assertEquals(255, new Color(kept.getRGB(35, 15)).getGreen(), 6);
    }

    @Test
    void theSamePhotoIsTheSameTwice() {
        byte[] photo = TestPhotos.jpeg(64, 48, 1);
        assertEquals(Picture.of(photo).sha256(), Picture.of(photo).sha256());
        assertTrue(Picture.of(photo).sha256().matches("[0-9a-f]{64}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
                "<html><script>alert(1)</script></html>",
                "<%= request.getParameter(\"x\") %>",
                "GIF89a",
                "%PDF-1.7"
            })
    void whatIsNoPhotoByItsContentIsRefused(String content) {
        assertEquals(Why.NO_PHOTO, refused(content.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void whatOnlyBeginsAsAPhotoIsRefused() {
        assertEquals(
                Why.BROKEN,
                refused("PK\3\4../../etc/passwd".getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(
                Why.BROKEN,
                refused("\u00ff\u00d8\u00ff<script>".getBytes(StandardCharsets.ISO_8859_1)));
        byte[] png = TestPhotos.png(40, 30);
        assertEquals(Why.BROKEN, refused(Arrays.copyOf(png, 40)));
    }

    @Test
    void aPictureThatWouldFillTheHeapIsRefusedByItsHead() {
        assertEquals(Why.TOO_LARGE, refused(TestPhotos.pngThatSaysItIs(60_000, 60_000)));
        assertEquals(Why.TOO_LARGE, refused(TestPhotos.jpegThatSaysItIs(60_000, 60_000)));
    }

    /** A row is held whole, however few there are. */
    @Test
    void aPictureOfOneEndlessRowIsRefusedByItsHead() {
        assertEquals(Why.TOO_LARGE, refused(TestPhotos.pngThatSaysItIs(32_000_000, 1)));
        assertEquals(Why.TOO_LARGE, refused(TestPhotos.pngThatSaysItIs(1, 32_000_000)));
        assertEquals(Why.TOO_LARGE, refused(TestPhotos.jpegThatSaysItIs(60_000, 1)));
        assertEquals(2_048, Picture.of(TestPhotos.png(20_000, 1)).width());
    }

    @Test
    void aPictureOfScansWithoutEndIsRefused() {
        assertEquals(Why.BROKEN, refused(TestPhotos.jpegWithScans(100)));
        byte[] photo = TestPhotos.jpegWithScans(99);
        int scans = Picture.scans(photo);
        assertTrue(scans <= 100, scans + " scans");
        // A telephone's short film stands behind the picture, and what it holds is by chance.
        byte[] film = Arrays.copyOf(photo, photo.length + 2_000);
        for (int i = photo.length; i < film.length; i += 2) {
            film[i] = (byte) 0xFF;
            film[i + 1] = (byte) 0xDA;
        }
        assertEquals(scans, Picture.scans(film));
    }

    @Test
    void whoFindsOthersBeingDrawnForTooLongIsSentAway() {
        byte[] photo = TestPhotos.png(40, 30);
        Semaphore turns = new Semaphore(0);
        assertEquals(
                Why.BUSY,
                assertThrows(
                                RefusedPhotoException.class,
                                () -> Picture.of(photo, turns, Duration.ZERO))
                        .why());
        turns.release();
        assertThrows(
                RefusedPhotoException.class,
                () -> Picture.of(Arrays.copyOf(photo, 40), turns, Duration.ZERO));
        // A turn is given back, also by what cannot be drawn.
        assertEquals(40, Picture.of(photo, turns, Duration.ZERO).width());
        assertEquals(1, turns.availablePermits());
    }

    /** Whatever is done to a file, it is drawn or refused. */
    @Test
    void brokenBytesAreDrawnOrRefused() {
        Random random = new Random(20261127);
        byte[][] photos = {TestPhotos.jpeg(64, 48, 6), TestPhotos.png(40, 30)};
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            byte[] photo = photos[i % 2].clone();
            for (int n = random.nextInt(1, 6); n > 0; n--) {
                photo[random.nextInt(8, photo.length)] = (byte) random.nextInt();
            }
            try {
                assertTrue(Picture.of(photo).jpeg().length > 0);
            } catch (RefusedPhotoException e) {
                refused++;
            }
        }
        assertTrue(refused > 20, "refused " + refused);
    }
}
