package io.drey.lake;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTenantsTest {

    private static final String DAY = "2026-01-01";

    @TempDir
    private Path folder;

    private Lake lake;
    private LakeTenants tenants;

    @BeforeEach
    void open() {
        lake = Lake.open(LakeSettings.inFolder(folder.toUri().toString()));
        lake.init();
        tenants = new LakeTenants(lake);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void aTenantWithRowsInAnyTableIsKnown() {
        land(LakeTable.LOGS, "acme");
        land(LakeTable.DEAD_LETTERS, "globex");

        assertThatCode(() -> tenants.require("acme")).doesNotThrowAnyException();
        assertThatCode(() -> tenants.require("globex")).doesNotThrowAnyException();
    }

    @Test
    void aTenantThatIsMisspeltIsToldTheNameThatIsMeant() {
        land(LakeTable.LOGS, "acme", "globex");

        assertThatThrownBy(() -> tenants.require("amce"))
                .isInstanceOf(LakeException.class)
                .hasMessage("the lake has no rows of a tenant 'amce': did you mean 'acme'?");
        assertThatThrownBy(() -> tenants.require("initech"))
                .hasMessage("the lake has no rows of a tenant 'initech': use one of acme, globex");
    }

    @Test
    void manyTenantsAreCountedAndNotListed() {
        land(LakeTable.LOGS, IntStream.range(0, 30).mapToObj(i -> "tenant" + i).toArray(String[]::new));

        assertThatThrownBy(() -> tenants.require("initech"))
                .hasMessage("the lake has no rows of a tenant 'initech', but of 30 others: see 'drey get tenants'");
    }

    @Test
    void anEmptyLakeSaysThatItIsEmpty() {
        assertThatThrownBy(() -> tenants.require("acme"))
                .hasMessage("the lake has no rows of a tenant 'acme': it is empty, so send lines first");
    }

    @Test
    void whereATableIsMissingTheTenantIsNotRefused() {
        LakeSettings.inFolder(folder.toUri().toString())
                .catalogLoader()
                .loadCatalog()
                .dropTable(LakeTable.METRICS.identifier());

        assertThatCode(() -> tenants.require("acme")).doesNotThrowAnyException();
    }

    /** Adds files that nobody reads: which tenants they are of is in the manifests. */
    private void land(LakeTable table, String... names) {
        Table existing = lake.table(table);
        AppendFiles append = existing.newAppend();
        for (String name : names) {
            append.appendFile(DataFiles.builder(existing.spec())
                    .withPath(existing.location() + "/data/" + name + ".parquet")
                    .withPartitionPath("tenant=%s/%s=%s"
                            .formatted(name, existing.spec().fields().get(1).name(), DAY))
                    .withFileSizeInBytes(100)
                    .withRecordCount(1)
                    .build());
        }
        append.commit();
    }
}
