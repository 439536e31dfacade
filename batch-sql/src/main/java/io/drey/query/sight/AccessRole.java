package io.drey.query.sight;

import io.drey.event.DatasetId;
import io.drey.lake.LakeTable;
import io.drey.lake.table.Visibility;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a tenant's people may see of its rows, and the group they are in. */
public enum AccessRole {
    /** Sees what happened, and not to whom: personal columns are masked. */
    ANALYST,
    /** Sees every column. */
    SECURITY;

    /** The group of those who run the lake: they read all tables, of all tenants, and make the views. */
    public static final String OPERATORS = "drey-operators";

    /** The tables of which the role sees the tenant's rows. */
    public List<LakeTable> tables() {
        Visibility least =
                switch (this) {
                    case ANALYST -> Visibility.ANALYSTS;
                    case SECURITY -> Visibility.SECURITY;
                };
        // What most people see comes first.
        return Arrays.stream(LakeTable.values())
                .filter(table -> table.definition().visibility().isWithin(least))
                .sorted(Comparator.comparing(table -> table.definition().visibility()))
                .toList();
    }

    /** The name of the group, such as {@code tenant-acme-analyst}. */
    public String group(String tenant) {
        return "tenant-" + DatasetId.requireTenant(tenant) + "-" + word();
    }

    /** The role's name in groups and files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether personal columns are as they are. */
    public boolean seesPersonalData() {
        return switch (this) {
            case ANALYST -> false;
            case SECURITY -> true;
        };
    }
}
