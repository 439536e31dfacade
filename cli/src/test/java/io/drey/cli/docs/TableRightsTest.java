package io.drey.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.lake.LakeTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** On AWS the maintenance job may write every table that it looks after: also one that is new. */
class TableRightsTest {

    private static final Path POLICIES = Path.of(System.getProperty("drey.home"), "terraform/modules/policies/main.tf");
    private static final Pattern TABLES = Pattern.compile("(?s)maintenance = \\{.*?tables = \\[(.*?)]");
    private static final Pattern NAME = Pattern.compile("\"([a-z_]+)\"");

    @Test
    void maintenanceMayWriteEveryTable() throws IOException {
        Matcher tables = TABLES.matcher(Files.readString(POLICIES));
        assertThat(tables.find()).isTrue();
        assertThat(NAME.matcher(tables.group(1)).results().map(name -> name.group(1)))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(LakeTable.values())
                        .map(table -> table.identifier().name())
                        .toList());
    }
}
