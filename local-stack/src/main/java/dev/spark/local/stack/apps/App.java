package dev.spark.local.stack.apps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An installed program of ours.
 *
 * @param name by which people know it
 * @param folder where it is installed: never changed, another build goes elsewhere
 */
public record App(String name, Path folder) {

    /** Which build it is. */
    public String build() {
        return folder.getFileName().toString();
    }

    /** What its JVM has learned in a training run, if it has had one: see {@link Training}. */
    public Path cache() {
        return folder.resolve(name + ".aot");
    }

    /** The same installation, run as another program of those in it. */
    public App as(String otherName) {
        return new App(otherName, folder);
    }

    /** The command that runs a jar of it, quicker where it was trained. */
    public List<String> runJar(String jar, List<String> options) {
        return java(options, List.of("-jar", folder.resolve(jar).toString()));
    }

    /** The command that runs a class of it. */
    public List<String> runClass(String className, List<String> options, List<String> arguments) {
        var main = new ArrayList<>(List.of("-cp", classPath(), className));
        main.addAll(arguments);
        return java(options, main);
    }

    private List<String> java(List<String> options, List<String> main) {
        var command = new ArrayList<String>();
        command.add(javaProgram());
        command.addAll(options);
        command.addAll(Training.options(this));
        command.addAll(main);
        return command;
    }

    public static String javaProgram() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Each jar by name, in a fixed order: what was learned holds for the same class path only. */
    private String classPath() {
        try (var jars = Files.walk(folder)) {
            return String.join(
                    ":",
                    jars.map(Path::toString)
                            .filter(path -> path.endsWith(".jar"))
                            .sorted()
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
