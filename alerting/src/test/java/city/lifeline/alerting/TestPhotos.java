package city.lifeline.alerting;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Photos whose left half is red. */
public final class TestPhotos {

    /** Stands in the EXIF of a JPEG, as a place would. */
    public static final String PLACE = "31.8512N 117.2903E";

    private TestPhotos() {}

    /** Of a camera that tells how it was held ({@code 1} to {@code 8}) and where it was. */
    public static byte[] jpeg(int width, int height, int orientation) {
        byte[] plain = write(draw(width, height, BufferedImage.TYPE_INT_RGB, Color.BLUE), "jpg");
        byte[] exif = exif(orientation);
        return ByteBuffer.allocate(plain.length + 4 + exif.length)
                .put(plain, 0, 2)
                .putShort((short) 0xFFE1)
                .putShort((short) (exif.length + 2))
                .put(exif)
                .put(plain, 2, plain.length - 2)
                .array();
    }

    /** Transparent on its right. */
    public static byte[] png(int width, int height) {
        return write(
                draw(width, height, BufferedImage.TYPE_INT_ARGB, new Color(0, 0, 0, 0)), "png");
    }

    /** A small one whose head names another size. */
    public static byte[] jpegThatSaysItIs(int width, int height) {
        byte[] photo = write(draw(16, 16, BufferedImage.TYPE_INT_RGB, Color.BLUE), "jpg");
        for (int i = 0; i < photo.length - 9; i++) {
            // The frame: its length, its precision, then height and width.
            if ((photo[i] & 0xFF) == 0xFF && (photo[i + 1] & 0xFF) == 0xC0) {
                ByteBuffer.wrap(photo)
                        .putShort(i + 5, (short) height)
                        .putShort(i + 7, (short) width);
                return photo;
            }
        }
        throw new AssertionError("a JPEG has a frame");
    }

    /** One whose last scan is there so many times more. */
    public static byte[] jpegWithScans(int more) {
        byte[] photo = write(draw(16, 16, BufferedImage.TYPE_INT_RGB, Color.BLUE), "jpg");
        int scan = photo.length - 2;
        while ((photo[scan] & 0xFF) != 0xFF || (photo[scan + 1] & 0xFF) != 0xDA) {
            scan--;
        }
        int length = photo.length - 2 - scan;
        ByteBuffer all = ByteBuffer.allocate(photo.length + more * length);
        all.put(photo, 0, photo.length - 2);
        for (int i = 0; i < more; i++) {
            all.put(photo, scan, length);
        }
        return all.put(photo, photo.length - 2, 2).array();
    }

    /** A small one whose head names another size, with the checksum that goes with it. */
    public static byte[] pngThatSaysItIs(int width, int height) {
        byte[] photo = png(40, 30);
        // The signature, then the header: its length and name, then width and height.
        ByteBuffer.wrap(photo).putInt(16, width).putInt(20, height);
        CRC32 checksum = new CRC32();
        checksum.update(photo, 12, 17);
        ByteBuffer.wrap(photo).putInt(29, (int) checksum.getValue());
        return photo;
    }

    private static byte[] exif(int orientation) {
        byte[] place = (PLACE + '\0').getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(6 + 8 + 2 + 2 * 12 + 4 + place.length)
                .put("Exif\0\0MM\0*".getBytes(StandardCharsets.US_ASCII))
                .putInt(8)
                .putShort((short) 2)
                // ImageDescription: a text that stands behind the directory.
                .putShort((short) 0x010E)
                .putShort((short) 2)
                .putInt(place.length)
                .putInt(8 + 2 + 2 * 12 + 4)
                // Orientation: one number.
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .put(place)
                .array();
    }

    private static BufferedImage draw(int width, int height, int type, Color right) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setBackground(right);
        graphics.clearRect(0, 0, width, height);
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, width / 2, height);
        graphics.dispose();
        return image;
    }

    private static byte[] write(BufferedImage image, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
