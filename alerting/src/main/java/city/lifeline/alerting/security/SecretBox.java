package city.lifeline.alerting.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts what the database holds of second factors: AES-256-GCM, bound to its owner. */
final class SecretBox {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    /** With a key that is long and random already. */
    SecretBox(String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            this.key =
                    new SecretKeySpec(
                            mac.doFinal("lifeline second factors".getBytes(StandardCharsets.UTF_8)),
                            "AES");
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }

    byte[] close(byte[] secret, String owner) {
        try {
            byte[] nonce = Secrets.bytes(NONCE_BYTES);
            byte[] closed = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(secret);
            return ByteBuffer.allocate(nonce.length + closed.length).put(nonce).put(closed).array();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has " + CIPHER, e);
        }
    }

    /** Empty if it was encrypted with another key or for another owner, or was tampered with. */
    Optional<byte[]> open(byte[] box, String owner) {
        ByteBuffer in = ByteBuffer.wrap(box);
        byte[] nonce = new byte[NONCE_BYTES];
        byte[] closed = new byte[Math.max(0, box.length - NONCE_BYTES)];
        if (closed.length == 0) {
            return Optional.empty();
        }
        in.get(nonce).get(closed);
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, nonce, owner).doFinal(closed));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
