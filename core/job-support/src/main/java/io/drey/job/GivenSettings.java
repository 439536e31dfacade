package io.drey.job;

import io.drey.event.Printable;
import io.drey.job.SettingsReader.Takes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;

/** Gathers what was given to one reader, by source, and what is wrong with its keys. Values are in no message: they may be secret. */
final class GivenSettings {

    /** Tenants' secrets, which documents name, what the local stack's Trino runs on, what bin/drey reads, and options of {@code --flink}; no settings. */
    private static final Pattern OTHER_VARIABLES =
            Pattern.compile("DREY_SECRET_.+|DREY_TRINO_JAVA_HOME|DREY_JAVA_OPTIONS|DREY_NO_BUILD"
                    + "|DREY_FLINK_(CA|CERTIFICATE|KEY|TOKEN|USER|PASSWORD)");

    /** A reference to a secret in the environment. */
    private static final Pattern REFERENCE = Pattern.compile("env:(\\w+)");

    /** Kubernetes tells every container of the services beside it, of one called drey-jobmanager in DREY_JOBMANAGER_PORT and more. */
    private static final String SERVICE = "_SERVICE_HOST";

    private final SettingsCatalogue catalogue = SettingsCatalogue.ofDrey();
    private final SettingsReader reader;
    private final Map<String, String> fromEnvironment = new LinkedHashMap<>();
    private final Configuration fromFile = new Configuration();
    private final Map<String, String> fromOptions = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    GivenSettings(SettingsReader reader) {
        this.reader = reader;
    }

    void option(String key, String value) {
        Optional<Setting> setting = catalogue.find(key);
        if (setting.isPresent()
                && (reader.takes() == Takes.ALL
                        || reader.keys().contains(setting.get().key()))) {
            fromOptions.put(setting.get().keyMeantBy(key).orElseThrow(), value);
        } else if (setting.isPresent()) {
            problems.add("-D%s: not a setting of %s, but of %s: leave it out"
                    .formatted(Printable.of(key), reader.name(), readersOf(setting.get())));
        } else if (!catalogue.isFlinks(key)) {
            problems.add("-D%s: there is no such setting of %s%s"
                    .formatted(Printable.of(key), reader.name(), suggestion(key)));
        } else if (reader.takes() != Takes.OWN) {
            fromOptions.put(key, value);
        } else {
            problems.add("-D%s: a key of Flink's, which %s does not hand on: leave it out"
                    .formatted(Printable.of(key), reader.name()));
        }
    }

    void file(String path, Configuration entries) {
        // As a whole: lists and maps stay what YAML made of them.
        fromFile.addAll(entries);
        entries.toMap().forEach((key, value) -> {
            Optional<String> current = catalogue.find(key).flatMap(setting -> setting.keyMeantBy(key));
            if (current.isPresent() && !current.get().equals(key)) {
                fromFile.removeKey(key);
                fromFile.setString(current.get(), value);
            } else if (current.isEmpty() && !catalogue.isFlinks(key)) {
                problems.add("%s: no job or command has the setting '%s'%s"
                        .formatted(path, Printable.of(key), suggestion(key)));
            }
        });
    }

    /** To be told last: what the other settings refer to is no setting. */
    void environment(Map<String, String> variables) {
        Set<String> references = references(variables);
        variables.keySet().stream()
                .filter(name -> name.startsWith(Setting.ENVIRONMENT_PREFIX))
                .sorted()
                .forEach(name -> {
                    String key = Setting.keyOf(name);
                    Optional<Setting> setting = catalogue.find(key);
                    if (setting.isPresent()) {
                        fromEnvironment.put(setting.get().keyMeantBy(key).orElseThrow(), variables.get(name));
                    } else if (!OTHER_VARIABLES.matcher(name).matches()
                            && !references.contains(name)
                            && !isOfAService(name, variables.keySet())) {
                        problems.add("environment variable %s: no job or command has the setting '%s'%s"
                                .formatted(Printable.of(name), Printable.of(key), variableMeant(key)));
                    }
                });
    }

    /**
     * All of them.
     *
     * @throws IllegalArgumentException if a key is wrong, naming each
     */
    Configuration configuration() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        Configuration configuration = new Configuration();
        fromEnvironment.forEach(configuration::setString);
        configuration.addAll(fromFile);
        fromOptions.forEach(configuration::setString);
        return configuration;
    }

    private static String readersOf(Setting setting) {
        return switch (setting.jobs().size()) {
            case 0 -> "other commands";
            case 1 -> "the %s job".formatted(setting.jobs().get(0));
            default -> "the jobs " + String.join(", ", setting.jobs());
        };
    }

    private String suggestion(String key) {
        return catalogue
                .closest(key, reader.keys())
                .map(": did you mean '%s'?"::formatted)
                .orElse(": docs/reference/settings.md lists those that there are");
    }

    private String variableMeant(String key) {
        Optional<Setting> map = catalogue.settings().stream()
                .filter(setting -> setting.isMap() && key.startsWith(setting.key() + "-"))
                .findFirst();
        return map.map(setting -> ": write all its parts into one variable, %s=KEY:VALUE,KEY:VALUE"
                        .formatted(setting.environmentVariable()))
                .or(() -> catalogue
                        .closest(key, reader.keys())
                        .flatMap(catalogue::find)
                        .map(setting -> ": did you mean %s?".formatted(setting.environmentVariable())))
                .orElse(": unset it, or call it something that does not begin with " + Setting.ENVIRONMENT_PREFIX);
    }

    private Set<String> references(Map<String, String> variables) {
        Set<String> names = new HashSet<>();
        for (Map<String, String> source : List.of(fromOptions, fromFile.toMap(), variables)) {
            for (String value : source.values()) {
                Matcher matcher = REFERENCE.matcher(value);
                while (matcher.find()) {
                    names.add(matcher.group(1));
                }
            }
        }
        return names;
    }

    private static boolean isOfAService(String name, Set<String> names) {
        return names.stream()
                .filter(other -> other.endsWith(SERVICE))
                .map(other -> other.substring(0, other.length() - SERVICE.length()))
                .anyMatch(service -> name.startsWith(service + "_SERVICE_")
                        || name.equals(service + "_PORT")
                        || name.startsWith(service + "_PORT_"));
    }
}
