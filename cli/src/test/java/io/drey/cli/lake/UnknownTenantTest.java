package io.drey.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.lake.LakeSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would look like an answer about a tenant, and is none. */
class UnknownTenantTest {

    @TempDir
    private Path folder;

    private LakeSettings settings;

    @BeforeEach
    void land() {
        settings = LakeThatKnowsAcme.in(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "query frequent-404-pages --tenant acne",
                "query frequent-404-pages --param tenant=acne",
                "report run invalid-access-attempts --tenant acne --out OUT",
                "lake restore --tenant acne --dataset access --out OUT",
            })
    void aTenantThatTheLakeDoesNotKnowIsNoEmptyAnswer(String command) {
        CommandRun run = drey(command);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualToIgnoringNewLines("drey: the lake has no rows of a tenant 'acne': did you mean 'acme'?");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "query frequent-404-pages",
                "report run invalid-access-attempts --out OUT",
                "lake restore --dataset access --out OUT",
                "search -Dopensearch-urls=http://127.0.0.1:1",
            })
    void aLakeOrSearchThatSettingsNameHasNoTenantByDefault(String command) {
        CommandRun run = drey(command);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("drey: --tenant is missing: say whose with --tenant NAME");
    }

    private CommandRun drey(String command) {
        List<String> arguments = new ArrayList<>();
        for (String argument : command.split(" ", -1)) {
            arguments.add(argument.equals("OUT") ? folder.resolve("out").toString() : argument);
        }
        arguments.add("-Dlake-catalog-type=hadoop");
        arguments.add("-Dlake-warehouse=" + settings.warehouse());
        return CommandRun.drey(arguments.toArray(String[]::new));
    }
}
