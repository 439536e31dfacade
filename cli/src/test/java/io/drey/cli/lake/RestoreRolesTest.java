package io.drey.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.audit.Access;
import io.drey.lake.audit.AccessAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drey lake restore} gives no role more than it sees. */
class RestoreRolesTest {

    @TempDir
    private Path folder;

    private LakeSettings lake;
    private Path access;

    @BeforeEach
    void knowATenant() throws IOException {
        lake = LakeThatKnowsAcme.in(folder);
        access = Files.writeString(
                folder.resolve("access.yaml"),
                """
                roles:
                  analysts: {tenants: [acme], sees: analyst}
                  mail: {tenants: [acme], sees: security, datasets: mail*}
                  europe: {tenants: [acme], sees: security, regions: eu-*}
                  globex: {tenants: [globex], sees: security}
                  recent: {tenants: [acme], sees: security, past: 7d}
                """);
    }

    @Test
    void whoSeesNotAllOfItIsRefusedAndRecorded() {
        assertThat(refusal("analysts")).contains("sees no lines, as they name people");
        assertThat(refusal("mail")).contains("the role mail sees nothing of dataset web");
        assertThat(refusal("europe")).contains("sees lines of some hosts or regions alone");
        assertThat(refusal("globex")).contains("the role globex sees nothing of tenant acme");
        assertThat(refusal("recent", "--to", "2026-01-02")).contains("the role recent sees whole days from");

        assertThat(folder.resolve("out")).doesNotExist();
        try (Lake opened = Lake.open(lake)) {
            assertThat(AccessAudit.entries(opened, Optional.of("acme")))
                    .hasSize(5)
                    .allSatisfy(entry -> {
                        assertThat(entry.access().action()).isEqualTo(Access.Action.RESTORE);
                        assertThat(entry.outcome()).isEqualTo("refused");
                    });
        }
    }

    /** The lake's one file is of January, and not there: it is not asked for. */
    @Test
    void daysBeforeTheRolesPastAreLeftOut() {
        CommandRun run = restore("recent");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("the role recent sees whole days from").contains("earlier ones are left out");
    }

    private String refusal(String role, String... more) {
        CommandRun run = restore(role, more);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        return run.err();
    }

    private CommandRun restore(String role, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "lake",
                "restore",
                "--tenant",
                "acme",
                "--dataset",
                "web",
                "--out",
                folder.resolve("out").toString(),
                "-Dlake-catalog-type=hadoop",
                "-Dlake-warehouse=" + lake.warehouse(),
                "-Daccess-file=" + access,
                "-Dquery-role=" + role));
        arguments.addAll(List.of(more));
        return CommandRun.drey(arguments.toArray(String[]::new));
    }
}
