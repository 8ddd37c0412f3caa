package city.lifeline.alerting.web;

import city.lifeline.alerting.security.OwnedBy;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The dashboard's libraries under names without a version, from wherever their jars keep them. */
@RestController
@Hidden
@RequestMapping("/vendor")
public class VendorController {

    private static final Library VUE =
            new Library(
                    "org.webjars.npm/vue", "webjars/vue/%s/dist/vue.runtime.esm-browser.prod.js");
    private static final Library ECHARTS =
            new Library("org.mvnpm/echarts", "_static/echarts/%s/dist/echarts.esm.min.js");

    private static final Library OPEN_LAYERS =
            new Library("org.webjars.npm/ol", "webjars/ol/%s/dist/ol.js");

    private static final MediaType JAVASCRIPT = MediaType.parseMediaType("text/javascript");

    private final Etags etags;

    public VendorController(Etags etags) {
        this.etags = etags;
    }

    @OwnedBy(
            value = {},
            everybody = true)
    @GetMapping("/vue.js")
    public ResponseEntity<Resource> vue() throws IOException {
        return library(VUE);
    }

    @OwnedBy(
            value = {},
            everybody = true)
    @GetMapping("/echarts.js")
    public ResponseEntity<Resource> echarts() throws IOException {
        return library(ECHARTS);
    }

    @OwnedBy(
            value = {},
            everybody = true)
    @GetMapping("/ol.js")
    public ResponseEntity<Resource> openLayers() throws IOException {
        return library(OPEN_LAYERS);
    }

    private ResponseEntity<Resource> library(Library library) throws IOException {
        Resource file = library.file();
        return ResponseEntity.ok()
                .contentType(JAVASCRIPT)
                .cacheControl(CacheControl.noCache().cachePublic())
                .eTag(etags.of(file))
                .body(file);
    }

    /**
     * A file in a jar.
     *
     * @param artifact group and name, under which the jar keeps its version
     * @param path in the jar, with the version left open
     */
    private record Library(String artifact, String path) {

        Resource file() throws IOException {
            Properties jar = new Properties();
            try (InputStream in =
                    new ClassPathResource("META-INF/maven/" + artifact + "/pom.properties")
                            .getInputStream()) {
                jar.load(in);
            }
            return new ClassPathResource(
                    "META-INF/resources/" + path.formatted(jar.getProperty("version")));
        }
    }
}
