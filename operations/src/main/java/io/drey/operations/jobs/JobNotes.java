package io.drey.operations.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a submitted job's configuration says about its submission, so that it can be started again: the uploaded jar and
 * the program's arguments. Anyone who may see the cluster may read it, so an argument that may hold a secret is left out.
 *
 * @param jarId the uploaded jar
 * @param arguments the program's arguments, without secret ones
 */
record JobNotes(String jarId, List<String> arguments) {

    private static final String JAR = "drey-jar";
    private static final String ARGUMENTS = "drey-arguments";

    /** No argument has it: it ends a line. */
    private static final String SEPARATOR = "\n";

    JobNotes {
        arguments =
                arguments.stream().filter(argument -> !maybeSecret(argument)).toList();
    }

    /** Reads them; empty where the job was submitted by something else. */
    static Optional<JobNotes> from(Map<String, String> notes) {
        if (!notes.containsKey(JAR) || !notes.containsKey(ARGUMENTS)) {
            return Optional.empty();
        }
        String joined = new String(Base64.getUrlDecoder().decode(notes.get(ARGUMENTS)), UTF_8);
        return Optional.of(new JobNotes(
                notes.get(JAR), joined.isEmpty() ? List.of() : Arrays.asList(joined.split(SEPARATOR, -1))));
    }

    /** As Flink's configuration takes them: neither colons nor commas in them. */
    Map<String, String> toMap() {
        String joined = String.join(SEPARATOR, arguments);
        return Map.of(
                JAR, jarId, ARGUMENTS, Base64.getUrlEncoder().withoutPadding().encodeToString(joined.getBytes(UTF_8)));
    }

    /** These arguments under others: of one setting the other's value counts. */
    List<String> under(List<String> others) {
        return merged(arguments, others);
    }

    /** These arguments over others: the others have what may not be noted. */
    List<String> over(List<String> others) {
        return merged(others, arguments);
    }

    private static List<String> merged(List<String> weak, List<String> strong) {
        Map<String, String> bySetting = new TreeMap<>();
        weak.forEach(argument -> bySetting.put(settingOf(argument), argument));
        strong.forEach(argument -> bySetting.put(settingOf(argument), argument));
        return List.copyOf(bySetting.values());
    }

    /** The key of an argument {@code -Dkey=value}. */
    static String keyOf(String argument) {
        return settingOf(argument).replaceFirst("^-D", "");
    }

    /** Arguments {@code -Dkey=value} as settings. */
    static Map<String, String> settingsOf(List<String> arguments) {
        Map<String, String> settings = new TreeMap<>();
        arguments.forEach(argument -> settings.put(keyOf(argument), argument.substring(argument.indexOf('=') + 1)));
        return settings;
    }

    private static String settingOf(String argument) {
        int equals = argument.indexOf('=');
        return equals < 0 ? argument : argument.substring(0, equals);
    }

    /** References to secrets may be seen, and so may a file's or a variable's name. */
    private static boolean maybeSecret(String argument) {
        String lower = argument.toLowerCase(Locale.ROOT);
        boolean sensitive = lower.contains("password")
                || lower.contains("secret")
                || lower.contains("token")
                || lower.contains("jaas")
                || lower.contains("credential")
                || lower.contains("access-key");
        String value = argument.substring(argument.indexOf('=') + 1);
        return sensitive && !value.startsWith("env:") && !value.startsWith("file:");
    }
}
