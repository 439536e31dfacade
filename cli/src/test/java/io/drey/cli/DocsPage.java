package io.drey.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A page of {@code docs/}, whose commands and documents a test takes at its word.
 *
 * @param text what it says
 */
public record DocsPage(String text) {

    private static final Pattern BLOCK = Pattern.compile("```(yaml)?\n(.*?)```", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    private static final String PROGRAM = "bin/drey ";
    private static final String PIPED = " | " + PROGRAM;

    public static DocsPage of(String name) throws IOException {
        return new DocsPage(Files.readString(
                Path.of(System.getProperty("drey.home"), "docs").resolve(name)));
    }

    /** Its blocks of code: of YAML, or those that say no language. */
    public List<String> blocks(String kind) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> (block.group(1) == null ? "" : block.group(1)).equals(kind))
                .map(block -> block.group(2))
                .toList();
    }

    /** Its commands of this program that stand alone, without the program's name. */
    public List<String> commands() {
        return blocks("").stream()
                .flatMap(String::lines)
                .filter(command -> command.startsWith(PROGRAM))
                .map(command -> command.substring(PROGRAM.length()))
                .toList();
    }

    /** Its commands that read the lines which another one writes. */
    public List<String> pipedCommands() {
        return blocks("").stream()
                .flatMap(String::lines)
                .filter(command -> command.contains(PIPED))
                .toList();
    }

    /**
     * Runs {@code echo} or {@code printf} with lines, and the command that reads them.
     *
     * @param folder where the lines go
     * @param argument what stands for an argument here
     */
    public static CommandRun run(String command, Path folder, UnaryOperator<String> argument) throws IOException {
        int pipe = command.indexOf(PIPED);
        List<String> lines = words(command.substring(0, pipe));
        Path input = folder.resolve("lines.log");
        Files.write(input, lines.subList(lines.get(0).equals("printf") ? 2 : 1, lines.size()));
        List<String> arguments = words(command.substring(pipe + PIPED.length()));
        arguments.replaceAll(word -> word.equals("-") ? input.toString() : argument.apply(word));
        return CommandRun.drey(arguments.toArray(String[]::new));
    }

    /** Words as a shell splits them. */
    public static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        WORD.matcher(command)
                .results()
                .forEach(word -> words.add(IntStream.rangeClosed(1, word.groupCount())
                        .mapToObj(word::group)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseThrow()));
        return words;
    }
}
