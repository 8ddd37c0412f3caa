package city.lifeline.alerting.warning;

import city.lifeline.alerting.warning.RefusedPhotoException.Why;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.ExifUtils;
import net.coobird.thumbnailator.util.exif.Orientation;
import org.jspecify.annotations.Nullable;

/**
 * A photo as it is kept: drawn anew as JPEG, upright, so that only pixels are left of what was
 * uploaded. Where and with what it was taken is somebody's personal data, and whatever else a file
 * may carry is for nobody to open.
 *
 * @param jpeg at most {@value #LONGEST_SIDE} pixels a side
 * @param thumbnail the same, at most {@value #THUMBNAIL_SIDE} pixels a side
 * @param sha256 of the JPEG
 */
record Picture(byte[] jpeg, byte[] thumbnail, int width, int height, String sha256) {

    static final int LONGEST_SIDE = 2_048;
    static final int THUMBNAIL_SIDE = 320;

    /** A progressive JPEG of as many is 100 to 200 MB while it is decoded. */
    static final long MOST_PIXELS = 32_000_000;

    /** Decoders hold whole rows, and several of them. */
    static final int LONGEST_UPLOADED_SIDE = 20_000;

    /** Each goes over all pixels; cameras write ten or so. */
    static final int MOST_SCANS = 100;

    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
    private static final int APP1 = 0xE1;
    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;

    /** One photo of a large camera is a good part of the heap. */
    private static final Semaphore ONE_AT_A_TIME = new Semaphore(1, true);

    /** One takes some seconds at most, and who waits holds a thread that answers others. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * Draws what was uploaded.
     *
     * @throws RefusedPhotoException if it is no photo, is broken or has too many pixels, or others
     *     are being drawn
     */
    static Picture of(byte[] uploaded) {
        return of(uploaded, ONE_AT_A_TIME, PATIENCE);
    }

    static Picture of(byte[] uploaded, Semaphore turns, Duration patience) {
        String format = format(uploaded);
        if (format.equals("jpeg") && scans(uploaded) > MOST_SCANS) {
            throw new RefusedPhotoException(
                    Why.BROKEN,
                    "photo: cannot be drawn: it has more than %d scans".formatted(MOST_SCANS));
        }
        if (!isTaken(turns, patience)) {
            throw new RefusedPhotoException(
                    Why.BUSY, "photo: others are being drawn; send it again in some seconds");
        }
        try {
            BufferedImage drawn = draw(uploaded, format);
            byte[] jpeg = jpeg(drawn, LONGEST_SIDE, 0.85);
            return new Picture(
                    jpeg,
                    jpeg(drawn, THUMBNAIL_SIDE, 0.8),
                    drawn.getWidth(),
                    drawn.getHeight(),
                    sha256(jpeg));
        } catch (IOException e) {
            throw new UncheckedIOException("A drawn photo could not be written", e);
        } finally {
            turns.release();
        }
    }

    private static boolean isTaken(Semaphore turns, Duration patience) {
        try {
            return turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** By its content: what a caller says of it is not asked. */
    private static String format(byte[] file) {
        if (startsWith(file, JPEG)) {
            return "jpeg";
        }
        if (startsWith(file, PNG)) {
            return "png";
        }
        if (startsWith(file, ZIP)) {
            throw new RefusedPhotoException(
                    Why.BROKEN,
                    "photo: is an archive, which is never unpacked: send each photo by itself");
        }
        throw new RefusedPhotoException(
                Why.NO_PHOTO, "photo: is neither JPEG nor PNG by its content");
    }

    private static BufferedImage draw(byte[] file, String format) throws IOException {
        BufferedImage image = read(file, format);
        int longest = Math.max(image.getWidth(), image.getHeight());
        BufferedImage small =
                longest > LONGEST_SIDE
                        ? Thumbnails.of(image).size(LONGEST_SIDE, LONGEST_SIDE).asBufferedImage()
                        : image;
        BufferedImage upright =
                format.equals("jpeg")
                        ? ExifFilterUtils.getFilterForOrientation(orientation(file)).apply(small)
                        : small;
        // On white, and without what a colour model may hold besides colours.
        BufferedImage drawn =
                new BufferedImage(
                        upright.getWidth(), upright.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = drawn.createGraphics();
        try {
            graphics.drawImage(upright, 0, 0, Color.WHITE, null);
        } finally {
            graphics.dispose();
        }
        return drawn;
    }

    /** Of a larger one every second pixel, or third, is read, so that it never is whole. */
    private static BufferedImage read(byte[] file, String format) {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            // Texts in a PNG are compressed and can be as long as they like: they are passed over.
            reader.setInput(in, true, true);
            long width = reader.getWidth(0);
            long height = reader.getHeight(0);
            if (width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_UPLOADED_SIDE) {
                throw new RefusedPhotoException(
                        Why.TOO_LARGE,
                        "photo: %d × %d are more than %d million pixels, or more than %d a side"
                                .formatted(
                                        width,
                                        height,
                                        MOST_PIXELS / 1_000_000,
                                        LONGEST_UPLOADED_SIDE));
            }
            int every = (int) Math.max(1, Math.max(width, height) / LONGEST_SIDE);
            // Of a strip less than that wide nothing would be left.
            every = (int) Math.min(every, Math.min(width, height));
            ImageReadParam param = reader.getDefaultReadParam();
            param.setSourceSubsampling(every, every, 0, 0);
            return reader.read(0, param);
        } catch (RefusedPhotoException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The decoders throw whatever comes to them of bytes that somebody has made up.
            throw new RefusedPhotoException(
                    Why.BROKEN,
                    "photo: cannot be drawn%s"
                            .formatted(
                                    e instanceof IIOException ? ": it is broken or cut off" : ""));
        } finally {
            reader.dispose();
        }
    }

    private static byte[] jpeg(BufferedImage image, int side, double quality) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean fits = image.getWidth() <= side && image.getHeight() <= side;
        (fits ? Thumbnails.of(image).scale(1) : Thumbnails.of(image).size(side, side))
                .outputFormat("jpg")
                .outputQuality(quality)
                .toOutputStream(out);
        return out.toByteArray();
    }

    /** How the camera was held, which is told beside the pixels of a JPEG. */
    private static Orientation orientation(byte[] jpeg) {
        byte[] exif = exif(jpeg);
        if (exif == null) {
            return Orientation.TOP_LEFT;
        }
        try {
            Orientation told = ExifUtils.getOrientationFromExif(exif);
            return told == null ? Orientation.TOP_LEFT : told;
        } catch (RuntimeException e) {
            // A picture that lies on its side is better than none.
            return Orientation.TOP_LEFT;
        }
    }

    /** What is in the first segment of a JPEG that is EXIF; null if none is. */
    private static byte @Nullable [] exif(byte[] jpeg) {
        ByteBuffer in = ByteBuffer.wrap(jpeg).position(2);
        while (in.remaining() >= 4) {
            int marker = in.getShort() & 0xFFFF;
            int length = (in.getShort() & 0xFFFF) - 2;
            if (marker >> 8 != 0xFF
                    || (marker & 0xFF) == START_OF_SCAN
                    || length < 0
                    || length > in.remaining()) {
                return null;
            }
            if ((marker & 0xFF) == APP1 && length > EXIF.length) {
                byte[] content = new byte[length];
                in.get(in.position(), content);
                if (startsWith(content, EXIF)) {
                    return content;
                }
            }
            in.position(in.position() + length);
        }
        return null;
    }

    /** How many scans a decoder would find in a JPEG; what follows its end is not its. */
    static int scans(byte[] jpeg) {
        int scans = 0;
        int at = 2;
        while (at + 1 < jpeg.length) {
            int marker = jpeg[at + 1] & 0xFF;
            if (jpeg[at] != (byte) 0xFF || marker == 0xFF) {
                at++;
                continue;
            }
            at += 2;
            if (marker == END_OF_IMAGE) {
                break;
            }
            // Those below 0xC0, such as the 0 after a pixel of 0xFF, and 0xD0 to 0xD8 stand alone.
            if (marker >= 0xC0 && (marker < 0xD0 || marker > 0xD8) && at + 1 < jpeg.length) {
                scans += marker == START_OF_SCAN ? 1 : 0;
                at += ((jpeg[at] & 0xFF) << 8) | (jpeg[at + 1] & 0xFF);
            }
        }
        return scans;
    }

    private static boolean startsWith(byte[] file, byte[] beginning) {
        return file.length >= beginning.length
                && Arrays.equals(file, 0, beginning.length, beginning, 0, beginning.length);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
