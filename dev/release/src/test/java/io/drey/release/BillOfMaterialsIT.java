package io.drey.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bill of materials names all that is shipped: who hears of a hole in a library asks it whether we are concerned. */
class BillOfMaterialsIT {

    private static final Path RELEASE = Path.of(System.getProperty("drey.home")).resolve("dev/release/target");
    /** Who made that jar put its parts into it, each with its name: there it is one artifact, and so it is here. */
    private static final String MAIL = "org.eclipse.angus:";

    private static final String MAIL_AS_ONE = MAIL + "angus-mail";

    private static final Pattern ARTIFACT = Pattern.compile("META-INF/maven/([^/]+)/([^/]+)/pom\\.properties");

    @ParameterizedTest
    @MethodSource("io.drey.release.JobJarsIT#jobs")
    void whatAJobsJarWasMadeOfIsNamed(Path jar) throws IOException {
        Set<String> artifacts = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                    .map(entry -> ARTIFACT.matcher(entry.getName()))
                    .filter(Matcher::matches)
                    .map(name -> name.group(1) + ":" + name.group(2))
                    .map(name -> name.startsWith(MAIL) && !name.endsWith("-activation") ? MAIL_AS_ONE : name)
                    .forEach(artifacts::add);
        }
        assertThat(artifacts).as("is made of artifacts").anyMatch(name -> name.startsWith("io.drey:"));
        assertThat(named("group", "name")).containsAll(artifacts);
    }

    @Test
    void theCommandsLibrariesAreNamedWithTheirVersions() throws IOException {
        Set<String> components = named("name", "version");
        for (String jar :
                Files.readString(RELEASE.resolve("classpath.txt")).strip().split(":", -1)) {
            String file = Path.of(jar).getFileName().toString().replaceFirst("\\.jar$", "");
            assertThat(components).as(file).anyMatch(name -> file.startsWith(name.replace(':', '-')));
        }
    }

    private static Set<String> named(String first, String second) throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode component : new ObjectMapper()
                .readTree(RELEASE.resolve("bom.json").toFile())
                .path("components")) {
            names.add(component.path(first).asText() + ":"
                    + component.path(second).asText());
        }
        return names;
    }
}
