package io.drey.lake;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Binder;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.TypeUtil;

/**
 * Rows of a table's current snapshot, a file after the other, with this version's columns as far as the table has them. Unlike
 * Iceberg's own reader it names the file that cannot be read.
 */
final class TableRows {

    private final Table table;
    private final Expression where;
    private final Schema columns;

    private TableRows(Table table, Expression where, Schema columns) {
        this.table = table;
        this.where = where;
        this.columns = columns;
    }

    /**
     * The rows for which a condition holds; to be closed.
     *
     * @param select which columns are needed; all where none is named
     * @throws LakeException if there is no such table; reading gives one that names table, snapshot and file
     */
    static CloseableIterable<Record> read(Lake lake, LakeTable which, Expression where, String... select) {
        Table table = lake.table(which);
        if (table.currentSnapshot() == null) {
            return CloseableIterable.empty();
        }
        Schema all = TableColumns.of(which, table).read();
        Schema columns = all;
        if (select.length > 0) {
            Set<Integer> ids = new HashSet<>(Binder.boundReferences(all.asStruct(), List.of(where), true));
            ids.addAll(TypeUtil.getProjectedIds(all.select(select)));
            columns = TypeUtil.select(all, ids);
        }
        return new TableRows(table, where, columns).read();
    }

    private CloseableIterable<Record> read() {
        CloseableIterable<FileScanTask> tasks = FileReading.namedEvenIfMissing(
                table, "its list of files", table.newScan().filter(where).planFiles());
        return CloseableIterable.combine(
                CloseableIterable.concat(CloseableIterable.transform(tasks, this::rows)), tasks);
    }

    private CloseableIterable<Record> rows(FileScanTask task) {
        String location = task.file().location();
        GenericDeleteFilter deletes =
                task.deletes().isEmpty() ? null : new GenericDeleteFilter(table.io(), task, table.schema(), columns);
        Schema schema = deletes == null ? columns : deletes.requiredSchema();
        ReadBuilder<Record, Object> builder = FormatModelRegistry.readBuilder(
                task.file().format(), Record.class, table.io().newInputFile(location));
        CloseableIterable<Record> all =
                builder.project(schema).filter(task.residual()).build();
        CloseableIterable<Record> rows =
                FileReading.namedEvenIfMissing(table, "file " + location, deletes == null ? all : deletes.filter(all));
        if (task.residual().isEquivalentTo(Expressions.alwaysTrue())) {
            return rows;
        }
        Evaluator residual = new Evaluator(schema.asStruct(), task.residual(), true);
        InternalRecordWrapper values = new InternalRecordWrapper(schema.asStruct());
        return CloseableIterable.filter(rows, row -> residual.eval(values.wrap(row)));
    }
}
