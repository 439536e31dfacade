package io.drey.cli.rules;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.drey.cli.console.Console;
import io.drey.operations.OperationException;
import io.drey.operations.rules.RuleFiles;
import io.drey.rules.sigma.Placeholders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which rules are meant. */
final class RulesOption {

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files of Sigma documents, or folders in which all .yml and .yaml files are taken.")
    private List<Path> paths;

    @Option(
            names = "--lists",
            paramLabel = "FILE",
            description = "Lists for '%%name%%' in values with the modifier 'expand': a YAML map from names to lists.")
    private Path lists;

    /** Reads them. */
    RuleFiles read() {
        return RuleFiles.read(paths, placeholders(lists));
    }

    /** Reads them, tells what is wrong with any, and ends the command where nothing is left. */
    RuleFiles usable(Console console) {
        return usable(read(), console);
    }

    /** Tells what is wrong with any rule, and ends the command where nothing is left. */
    static RuleFiles usable(RuleFiles files, Console console) {
        files.rules().refusals().forEach(problem -> console.tell(problem.toString()));
        if (files.rules().looking().isEmpty()) {
            throw OperationException.failure("none of the rules can be used");
        }
        return files;
    }

    /** The lists of a file; none where it is null. */
    static Placeholders placeholders(Path lists) {
        if (lists == null) {
            return Placeholders.NONE;
        }
        try {
            return Placeholders.of(new ObjectMapper(new YAMLFactory())
                    .readValue(lists.toFile(), new TypeReference<Map<String, List<String>>>() {}));
        } catch (IOException e) {
            throw OperationException.usage(
                    "--lists %s is no map from names to lists, as 'admins: [root, toor]': %s"
                            .formatted(lists, e.getMessage().lines().findFirst().orElse("")),
                    e);
        }
    }
}
