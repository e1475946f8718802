package dev.spark.gateway.http.templates;

import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.templates.Template;
import dev.spark.gateway.templates.Templates;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What sparks can be made from. */
@Path("/v1/templates")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "templates")
@NonBlocking
public class TemplatesResource {

    private final Templates templates;

    TemplatesResource(Templates templates) {
        this.templates = templates;
    }

    @Schema(name = "TemplateList")
    record TemplateList(
            List<TemplateBody> items,

            @Schema(description = "Mistakes in files of templates, which are left out. Shown to admins.")
            List<ProblemBody> problems) {}

    @Schema(name = "Template")
    record TemplateBody(
            @Schema(examples = "api-go") String name,
            String title,
            String description,

            @Schema(description = "What a spark gets where its owner does not say; null for the installation's.")
            TemplateSize size,

            @Nullable String idleTimeout,
            List<Integer> ports,

            @Schema(description = "The names of the variables that it sets.")
            List<String> envNames,

            @Schema(description = "What it installs.") List<String> packages,
            @Schema(description = "What is done then.") List<String> steps) {

        static TemplateBody of(Template template) {
            Template.Packages packages = template.packages();
            return new TemplateBody(
                    template.name(),
                    template.title(),
                    template.description(),
                    new TemplateSize(
                            template.size().cpu(),
                            template.size().memory(),
                            template.size().storage()),
                    template.idleTimeout(),
                    template.ports(),
                    template.env().keySet().stream().sorted().toList(),
                    Stream.of(packages.apt(), packages.npm(), packages.pip())
                            .flatMap(List::stream)
                            .toList(),
                    template.steps().stream().map(Template.Step::title).toList());
        }
    }

    @Schema(name = "TemplateSize")
    record TemplateSize(
            @Nullable String cpu,
            @Nullable String memory,
            @Nullable String storage) {}

    @Schema(name = "TemplateProblem")
    record ProblemBody(
            String file,

            @Schema(description = "From 1; 0 where it is in no line.")
            int line,

            String message) {}

    @GET
    @Operation(operationId = "listTemplates", summary = "What sparks can be made from")
    @APIResponse(
            responseCode = "200",
            description = "All templates, by name.",
            content = @Content(schema = @Schema(implementation = TemplateList.class)))
    public Response list(@Context ContainerRequestContext context) {
        List<ProblemBody> problems = Calls.caller(context).isAdmin()
                ? templates.problems().stream()
                        .map(problem -> new ProblemBody(problem.file(), problem.line(), problem.message()))
                        .toList()
                : List.of();
        return Calls.ok(new TemplateList(
                templates.all().stream()
                        .sorted(Comparator.comparing(Template::name))
                        .map(TemplateBody::of)
                        .toList(),
                problems));
    }

    @GET
    @Path("/{template}")
    @Operation(operationId = "getTemplate", summary = "One of them")
    @APIResponse(
            responseCode = "200",
            description = "The template.",
            content = @Content(schema = @Schema(implementation = TemplateBody.class)))
    public Response get(@PathParam("template") String name) {
        return templates
                .find(name)
                .map(template -> Calls.ok(TemplateBody.of(template)))
                .orElseThrow(() -> new RefusedException(new Refusal.NotFound("template")));
    }
}
