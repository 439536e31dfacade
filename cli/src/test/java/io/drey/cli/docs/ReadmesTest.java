package io.drey.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each module has a README, which names the packages below the module's own, and no package that is not there. */
class ReadmesTest {

    private static final Path HOME =
            Path.of(System.getProperty("drey.home")).toAbsolutePath().normalize();
    private static final Pattern PACKAGE = Pattern.compile("`(io\\.drey(?:\\.[a-z0-9]+)+)`");
    private static final Pattern WORD = Pattern.compile("`([a-z0-9.]+)`");
    private static final int MANY = 20;

    @Test
    void everyModulesReadmeNamesItsPackages() throws IOException {
        List<String> wrong = new ArrayList<>();
        Set<String> all = new TreeSet<>();
        for (Path module : modules()) {
            all.addAll(packages(module));
        }
        List<Path> modules = modules();
        for (Path module : modules) {
            String name = HOME.relativize(module).toString();
            Path readme = module.resolve("README.md");
            if (!Files.exists(readme)) {
                wrong.add(name + " has no README.md");
                continue;
            }
            String text = Files.readString(readme);
            Set<String> named = new TreeSet<>();
            for (Matcher word = WORD.matcher(text); word.find(); ) {
                named.add(word.group(1));
            }
            for (String below : belowTheOwn(packages(module))) {
                String last = below.substring(below.lastIndexOf('.') + 1);
                if (!named.contains(last) && named.stream().noneMatch(each -> (each + ".").startsWith(below + "."))) {
                    wrong.add("%s/README.md does not name the package %s".formatted(name, below));
                }
            }
            for (Matcher word = PACKAGE.matcher(text); word.find(); ) {
                String said = word.group(1);
                if (all.stream().noneMatch(each -> each.equals(said) || each.startsWith(said + "."))) {
                    wrong.add("%s/README.md names the package %s, which is not there".formatted(name, said));
                }
            }
        }
        assertThat(modules).hasSizeGreaterThan(MANY);
        assertThat(wrong).isEmpty();
    }

    /** Those one level below the package that all have in common. */
    private static Set<String> belowTheOwn(Set<String> packages) {
        String own = packages.stream().reduce(ReadmesTest::common).orElse("");
        Set<String> below = new TreeSet<>();
        for (String each : packages) {
            if (each.length() > own.length()) {
                int end = each.indexOf('.', own.length() + 1);
                below.add(end < 0 ? each : each.substring(0, end));
            }
        }
        return below;
    }

    private static String common(String one, String other) {
        String common = one;
        while (!other.equals(common) && !other.startsWith(common + ".")) {
            common = common.substring(0, common.lastIndexOf('.'));
        }
        return common;
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> files = Files.find(
                HOME,
                4,
                (path, attributes) ->
                        path.endsWith("pom.xml") && !path.toString().contains("/target/"))) {
            return files.map(Path::getParent)
                    .filter(module -> Files.isDirectory(module.resolve("src/main/java")))
                    .filter(module -> !module.startsWith(HOME.resolve("dev/local-stack/servers")))
                    .sorted()
                    .toList();
        }
    }

    private static Set<String> packages(Path module) throws IOException {
        Path sources = module.resolve("src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            Set<String> packages = new TreeSet<>();
            files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .forEach(file -> packages.add(
                            sources.relativize(file.getParent()).toString().replace('/', '.')));
            return packages;
        }
    }
}
