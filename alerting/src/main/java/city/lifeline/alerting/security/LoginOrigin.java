package city.lifeline.alerting.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import org.springframework.http.ResponseCookie;

/**
 * Where a login comes from.
 *
 * @param network an address of IPv4, or the 64 bits of IPv6 that one subscriber has
 * @param device secret that the browser brings; empty: none
 */
record LoginOrigin(String network, String device) {

    private static final String COOKIE = "LIFELINE_DEVICE";
    private static final int SUBSCRIBER_BYTES = 8;

    static LoginOrigin of(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        String device =
                cookies == null
                        ? ""
                        : Arrays.stream(cookies)
                                .filter(cookie -> cookie.getName().equals(COOKIE))
                                .map(Cookie::getValue)
                                .findFirst()
                                .orElse("");
        return new LoginOrigin(network(request.getRemoteAddr()), device);
    }

    static String network(String address) {
        try {
            // A textual address: nothing is looked up.
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(parsed.getAddress(), 0, SUBSCRIBER_BYTES) + "/64"
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /** For the browser to keep; it is sent with logins only. */
    static ResponseCookie cookie(String device, HttpServletRequest request) {
        return ResponseCookie.from(COOKIE, device)
                .path("/api/v1/login")
                .httpOnly(true)
                .sameSite("Strict")
                .secure(request.isSecure())
                .maxAge(LoginDevices.KEPT.toSeconds())
                .build();
    }

    /** Says nothing about the secret. */
    @Override
    public String toString() {
        return "login from " + network;
    }
}
