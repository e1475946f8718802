package dev.spark.gateway.templates;

import dev.spark.gateway.GatewayConfig;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The templates of the installation: the {@code *.yaml} of a folder. A file that is added, changed or taken away is noticed
 * within seconds; one with a mistake is left out and told of, whatever the others are.
 */
@ApplicationScoped
public class Templates {

    private static final Logger LOG = Logger.getLogger(Templates.class);
    private static final Pattern FILE = Pattern.compile("([a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?)\\.ya?ml");

    private final Optional<Path> folder;
    private final TemplateReader reader;
    private volatile Folder known = new Folder(Map.of(), Map.of(), List.of());

    Templates(GatewayConfig config) {
        this.folder = config.templates().map(Path::of);
        this.reader = new TemplateReader(config.limits());
    }

    /**
     * A mistake in a file.
     *
     * @param line from 1; 0 where it is nowhere
     */
    public record Problem(String file, int line, String message) {}

    /** @param files as they were when they were read, to notice a change */
    private record Folder(Map<String, Stamp> files, Map<String, Template> templates, List<Problem> problems) {}

    private record Stamp(long modified, long size) {}

    /** All that can be used, by name. */
    public Collection<Template> all() {
        return known.templates().values();
    }

    public Optional<Template> find(String name) {
        return Optional.ofNullable(known.templates().get(name));
    }

    /** What cannot be used, and why. */
    public List<Problem> problems() {
        return known.problems();
    }

    @PostConstruct
    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        if (folder.isEmpty()) {
            known = new Folder(Map.of(), Map.of(Template.DEFAULT, Template.plain()), List.of());
            return;
        }
        try {
            Map<String, Stamp> files = list(folder.get());
            if (!files.equals(known.files()) || known.templates().isEmpty()) {
                Folder read = read(folder.get(), files);
                read.problems().stream()
                        .filter(problem -> !known.problems().contains(problem))
                        .forEach(problem -> LOG.warnf(
                                "template %s, line %d: %s", problem.file(), problem.line(), problem.message()));
                known = read;
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debugf("the templates cannot be listed: %s", e.toString());
            var problem = new Problem(folder.get().getFileName().toString(), 0, "the folder cannot be listed");
            Map<String, Template> last =
                    known.templates().isEmpty() ? Map.of(Template.DEFAULT, Template.plain()) : known.templates();
            known = new Folder(Map.of(), last, List.of(problem));
        }
    }

    private Folder read(Path from, Map<String, Stamp> files) {
        var templates = new TreeMap<String, Template>();
        var problems = new ArrayList<Problem>();
        templates.put(Template.DEFAULT, Template.plain());
        for (String file : files.keySet()) {
            var name = FILE.matcher(file);
            if (!name.matches()) {
                problems.add(new Problem(file, 0, "a template's file is named like name.yaml, in small letters"));
                continue;
            }
            try {
                TemplateReader.Read read = reader.read(name.group(1), Files.readString(from.resolve(file)));
                read.template().ifPresent(template -> templates.put(template.name(), template));
                read.mistakes().forEach(mistake -> problems.add(new Problem(file, mistake.line(), mistake.message())));
            } catch (MalformedInputException e) {
                problems.add(new Problem(file, 0, "it is not in UTF-8"));
            } catch (IOException e) {
                problems.add(new Problem(file, 0, "it cannot be read"));
            } catch (RuntimeException e) {
                LOG.warnf(e, "template %s", file);
                problems.add(new Problem(file, 0, "it is not understood"));
            }
        }
        return new Folder(files, templates, problems);
    }

    private static Map<String, Stamp> list(Path folder) throws IOException {
        var files = new TreeMap<String, Stamp>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString();
                if ((name.endsWith(".yaml") || name.endsWith(".yml")) && Files.isRegularFile(file)) {
                    files.put(name, new Stamp(Files.getLastModifiedTime(file).toMillis(), Files.size(file)));
                }
            }
        }
        return files;
    }
}
