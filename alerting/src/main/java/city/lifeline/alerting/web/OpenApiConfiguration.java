package city.lifeline.alerting.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says about the whole. */
@Configuration(proxyBeanMethods = false)
public class OpenApiConfiguration {

    private static final String SESSION = "session";
    private static final String TOKEN = "token";

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(
                        new Info()
                                .title("Lifeline")
                                .version("v1")
                                .description(
                                        "Warnings of a city's lifelines. Times are ISO-8601 in UTC, errors are"
                                                + " problem+json with a requestId. With a session, changes need the"
                                                + " header X-XSRF-TOKEN with the value of the cookie XSRF-TOKEN.")
                                .license(new License().name("Apache-2.0")))
                .components(
                        new Components()
                                .addSecuritySchemes(
                                        SESSION,
                                        new SecurityScheme()
                                                .type(SecurityScheme.Type.APIKEY)
                                                .in(SecurityScheme.In.COOKIE)
                                                .name("LIFELINE_SESSION")
                                                .description("People: POST /login sets it"))
                                .addSecuritySchemes(
                                        TOKEN,
                                        new SecurityScheme()
                                                .type(SecurityScheme.Type.HTTP)
                                                .scheme("bearer")
                                                .description("Machines")))
                .addSecurityItem(new SecurityRequirement().addList(SESSION))
                .addSecurityItem(new SecurityRequirement().addList(TOKEN));
    }
}
