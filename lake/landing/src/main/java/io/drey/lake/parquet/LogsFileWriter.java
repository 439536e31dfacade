package io.drey.lake.parquet;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;

/** Writes rows of a partition into data files, a row group at a time; a file ends when it has its target size. */
public final class LogsFileWriter implements Closeable {

    private final Table table;
    private final StructLike partition;
    private final OutputFileFactory names;
    private final long targetBytes;
    private final int level;
    private final List<DataFile> written = new ArrayList<>();
    private OutputFile output;
    private ColumnFile file;

    /**
     * A writer that has written nothing.
     *
     * @param names names the files
     * @param targetBytes when a file is full
     * @param level how hard zstd tries, 1 to 22
     */
    public LogsFileWriter(Table table, StructLike partition, OutputFileFactory names, long targetBytes, int level) {
        this.table = requireNonNull(table, "table is null");
        this.partition = requireNonNull(partition, "partition is null");
        this.names = requireNonNull(names, "names is null");
        this.targetBytes = targetBytes;
        this.level = level;
    }

    /** Writes rows in their order. */
    public void write(LogRows rows) throws IOException {
        if (file == null) {
            output = names.newOutputFile(table.spec(), partition).encryptingOutputFile();
            file = new ColumnFile(table, table.schema(), output, level);
        }
        rows.write(file);
        if (file.length() >= targetBytes) {
            end();
        }
    }

    /** The files that are whole: all of them, when this is closed. */
    public List<DataFile> files() {
        return List.copyOf(written);
    }

    private void end() throws IOException {
        file.close();
        written.add(DataFiles.builder(table.spec())
                .withPath(output.location())
                .withFormat(FileFormat.PARQUET)
                .withPartition(partition)
                .withFileSizeInBytes(file.length())
                .withMetrics(file.metrics())
                .withSplitOffsets(file.splitOffsets())
                .build());
        file = null;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            end();
        }
    }
}
