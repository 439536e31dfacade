package io.drey.lake.retention;

import io.drey.lake.LakeTable;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;

/**
 * Rows in which a subject is, but for those held.
 *
 * @param table of which table
 * @param subject what is looked for
 * @param holds the tenant's active holds
 */
record SubjectRule(LakeTable table, Subject.Search subject, List<Hold> holds) implements RowRule {

    @Override
    public Expression scope() {
        return Expressions.equal("tenant", subject.subject().tenant());
    }

    @Override
    public Collection<String> columns() {
        return table.schema().columns().stream().map(Types.NestedField::name).toList();
    }

    @Override
    public boolean takesWhole(DataFile file) {
        return false;
    }

    @Override
    public Verdict judge(Record row) {
        if (!subject.isIn(table, row)) {
            return Verdict.KEEP;
        }
        for (Hold hold : holds) {
            if (hold.covers(table, row)) {
                return Verdict.heldBy(hold.id());
            }
        }
        return Verdict.DELETE;
    }
}
