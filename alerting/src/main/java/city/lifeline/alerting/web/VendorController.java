package city.lifeline.alerting.web;

import io.swagger.v3.oas.annotations.Hidden;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
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

    private static final String VUE =
            "classpath*:META-INF/resources/webjars/vue/*/dist/vue.runtime.esm-browser.prod.js";
    private static final String ECHARTS =
            "classpath*:META-INF/resources/_static/echarts/*/dist/echarts.esm.min.js";

    private static final MediaType JAVASCRIPT = MediaType.parseMediaType("text/javascript");

    private final Etags etags;

    public VendorController(Etags etags) {
        this.etags = etags;
    }

    @GetMapping("/vue.js")
    public ResponseEntity<Resource> vue() throws IOException {
        return library(VUE);
    }

    @GetMapping("/echarts.js")
    public ResponseEntity<Resource> echarts() throws IOException {
        return library(ECHARTS);
    }

    private ResponseEntity<Resource> library(String pattern) throws IOException {
        Resource[] found = new PathMatchingResourcePatternResolver().getResources(pattern);
        if (found.length != 1) {
            throw new FileNotFoundException(pattern);
        }
        return ResponseEntity.ok()
                .contentType(JAVASCRIPT)
                .cacheControl(CacheControl.noCache().cachePublic())
                .eTag(etags.of(found[0]))
                .body(found[0]);
    }
}
