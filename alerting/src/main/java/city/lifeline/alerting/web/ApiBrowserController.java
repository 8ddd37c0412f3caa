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

/** Swagger UI, with which {@code /rest.html} shows the OpenAPI document. */
@RestController
@Hidden
@RequestMapping("/vendor/swagger-ui")
public class ApiBrowserController {

    private static final String JAR = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private final Etags etags;

    public ApiBrowserController(Etags etags) {
        this.etags = etags;
    }

    @OwnedBy(
            value = {},
            everybody = true)
    @GetMapping("/swagger-ui.css")
    public ResponseEntity<Resource> css() throws IOException {
        return file("swagger-ui.css", MediaType.parseMediaType("text/css"));
    }

    @OwnedBy(
            value = {},
            everybody = true)
    @GetMapping("/swagger-ui-bundle.js")
    public ResponseEntity<Resource> script() throws IOException {
        return file("swagger-ui-bundle.js", MediaType.parseMediaType("text/javascript"));
    }

    private ResponseEntity<Resource> file(String name, MediaType type) throws IOException {
        Properties jar = new Properties();
        try (InputStream in = new ClassPathResource(JAR).getInputStream()) {
            jar.load(in);
        }
        Resource file =
                new ClassPathResource(
                        "META-INF/resources/webjars/swagger-ui/%s/%s"
                                .formatted(jar.getProperty("version"), name));
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(CacheControl.noCache().cachePublic())
                .eTag(etags.of(file))
                .body(file);
    }
}
