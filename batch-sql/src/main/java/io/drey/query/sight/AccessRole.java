package io.drey.query.sight;

import io.drey.event.DatasetId;
import io.drey.lake.LakeTable;
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
        return switch (this) {
            case ANALYST -> List.of(LakeTable.LOGS, LakeTable.ALERTS, LakeTable.DEAD_LETTERS, LakeTable.METRICS);
            case SECURITY ->
                List.of(LakeTable.LOGS, LakeTable.ALERTS, LakeTable.DEAD_LETTERS, LakeTable.METRICS, LakeTable.REPORTS);
        };
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
