package dev.spark.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The list of commands in {@code spark --help}, by what they are about. */
final class RootHelp implements IHelpSectionRenderer {
    static final String COMMANDS = "spark-commands";
    static final List<String> SECTIONS = List.of(
            UsageMessageSpec.SECTION_KEY_DESCRIPTION,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS,
            COMMANDS,
            UsageMessageSpec.SECTION_KEY_FOOTER_HEADING,
            UsageMessageSpec.SECTION_KEY_FOOTER);

    private final CommandTable commands;

    RootHelp(CommandTable commands) {
        this.commands = commands;
    }

    @Override
    public String render(Help help) {
        var text = new StringBuilder();
        var subcommands = help.commandSpec().subcommands();
        commands.groups().forEach((group, entries) -> {
            text.append(System.lineSeparator()).append(group).append(System.lineSeparator());
            for (var entry : entries) {
                var names = entry.aliases().length == 0 ? entry.name() : entry.name() + ", " + entry.aliases()[0];
                text.append("  %-13s %s%n".formatted(names, description(subcommands.get(entry.name()))));
            }
        });
        return text.toString();
    }

    private static String description(@Nullable CommandLine command) {
        return command == null
                ? ""
                : String.join(" ", command.getCommandSpec().usageMessage().description());
    }
}
