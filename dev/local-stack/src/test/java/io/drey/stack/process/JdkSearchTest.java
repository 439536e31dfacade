package io.drey.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkSearchTest {
    private static final String VARIABLE = "DREY_TRINO_JAVA_HOME";

    @TempDir
    private Path root;

    @Test
    void takesTheOldestThatIsNewEnough() throws Exception {
        jdk("usr/lib/jvm/java-17", "17.0.15");
        jdk("usr/lib/jvm/jdk-26", "26-ea");
        Path wanted = jdk("usr/lib/jvm/temurin-25", "25.0.1");
        assertThat(find(Map.of())).isEqualTo(wanted);
    }

    @Test
    void looksAtVariablesAndTheUsersFoldersToo() throws Exception {
        Path named = jdk("somewhere/jdk", "24.0.2");
        assertThat(find(Map.of("JAVA_HOME_24_X64", named.toString()))).isEqualTo(named);
        Path own = jdk("home/me/.sdkman/candidates/java/25-tem", "25");
        assertThat(find(Map.of("HOME", root.resolve("home/me").toString()))).isEqualTo(own);
    }

    @Test
    void findsTheOneOnThePathThroughItsLink() throws Exception {
        Path jdk = jdk("elsewhere/jdk-25", "25");
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));
        assertThat(find(Map.of("PATH", root.resolve("none") + ":" + bin))).isEqualTo(jdk);
    }

    @Test
    void theVariableOverrulesEverything() throws Exception {
        jdk("usr/lib/jvm/temurin-24", "24");
        Path named = jdk("mine/jdk-25", "25");
        assertThat(find(Map.of(VARIABLE, named.toString()))).isEqualTo(named);
    }

    @Test
    void whatTheVariableNamesMustBeNewEnoughAndWhole() throws Exception {
        Path old = jdk("mine/jdk-21", "21.0.1");
        assertThatThrownBy(() -> find(Map.of(VARIABLE, old.toString())))
                .isInstanceOf(StackException.class)
                .hasMessage(
                        VARIABLE + " is " + old + ", a JDK 21, but Trino needs at least 24; point it to a newer one");
        assertThatThrownBy(() -> find(Map.of(VARIABLE, "/nowhere")))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("/nowhere, where there is no JDK");
    }

    @Test
    void saysWhereItLookedAndWhatToDo() throws Exception {
        jdk("usr/lib/jvm/java-17", "17.0.15");
        assertThatThrownBy(() -> find(Map.of()))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("Trino needs a JDK of at least 24, and none was found")
                .hasMessageContaining("/usr/lib/jvm")
                .hasMessageContaining("point " + VARIABLE + " to it, or go without Trino");
    }

    private Path find(Map<String, String> environment) {
        return new JdkSearch(environment, root).require("Trino", 24, VARIABLE).home();
    }

    private Path jdk(String folder, String version) throws Exception {
        Path home = root.resolve(folder);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.createFile(java, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(
                home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nOS_ARCH=\"x86_64\"\n");
        return home;
    }
}
