package city.lifeline.alerting.web;

import city.lifeline.alerting.security.OwnedBy;
import city.lifeline.alerting.security.Role;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says about the whole. */
@Configuration(proxyBeanMethods = false)
public class OpenApiConfiguration {

    /** Which roles an operation is for, in the document. */
    static final String ROLES = "x-roles";

    private static final String SESSION = "session";
    private static final String TOKEN = "token";

    /** Says of each operation whose work it is, and what is answered to others. */
    @Bean
    OperationCustomizer roles() {
        return (operation, method) -> {
            OwnedBy owned = method.getMethodAnnotation(OwnedBy.class);
            if (owned == null || owned.everybody()) {
                return operation;
            }
            List<Role> owners = List.of(owned.value());
            String roles =
                    owners.isEmpty()
                            ? "For everybody who is logged in."
                            : "Role: " + Role.words(owners) + '.';
            operation.setDescription(
                    operation.getDescription() == null
                            ? roles
                            : operation.getDescription() + ' ' + roles);
            operation.addExtension(ROLES, owners.stream().map(Role::name).toList());
            problem(operation, "401", "Not logged in, or no valid token");
            if (!owners.isEmpty()) {
                problem(operation, "403", "Another role is needed; `roles` names which");
            }
            if (operation.getParameters() != null || operation.getRequestBody() != null) {
                problem(operation, "400", "A parameter or the body is not what it has to be");
            }
            return operation;
        };
    }

    private static void problem(Operation operation, String status, String description) {
        operation
                .getResponses()
                .addApiResponse(
                        status,
                        new ApiResponse()
                                .description(description)
                                .content(
                                        new Content()
                                                .addMediaType(
                                                        "application/problem+json",
                                                        new MediaType())));
    }

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
