package city.lifeline.alerting.security;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContentSecurityPolicyTest {

    @Test
    void namesInlineScriptsByTheirHash() {
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        assertTrue(
                ContentSecurityPolicy.of("<script type=\"importmap\">alert(1)</script>", List.of())
                        .contains(
                                "script-src 'self'"
                                        + " 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"));
    }

    @Test
    void leavesScriptsOfFilesAlone() {
        String policy =
                ContentSecurityPolicy.of(
                        "<script type=\"module\" src=\"/js/main.js\"></script>", List.of());

        assertTrue(policy.contains("script-src 'self';"));
        assertFalse(policy.contains("unsafe-eval"));
    }

    @Test
    void imagesMayComeFromWhereTilesAre() {
        assertTrue(
                ContentSecurityPolicy.of("", List.of("https://*.tiles.example", "http://own:8080"))
                        .contains("img-src 'self' data: https://*.tiles.example http://own:8080;"));
    }
}
