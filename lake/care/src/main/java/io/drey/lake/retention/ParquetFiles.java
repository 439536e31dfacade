package io.drey.lake.retention;

import io.drey.lake.FileReading;
import io.drey.lake.LakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.PartitionUtil;

/** Reads and writes a table's Parquet files, row by row. */
public final class ParquetFiles {

    private final Table table;
    private final OutputFileFactory locations;

    public ParquetFiles(Table table) {
        this.table = table;
        this.locations = OutputFileFactory.builderFor(table, 0, 0)
                .format(FileFormat.PARQUET)
                .operationId("retention-" + UUID.randomUUID())
                .build();
    }

    /** All rows that a file holds, also those that delete files take away: they are bytes in storage, too. */
    CloseableIterable<Record> physical(String location, Schema projection) {
        CloseableIterable<Record> rows = Parquet.read(table.io().newInputFile(location))
                .project(projection)
                .createReaderFunc(schema -> GenericParquetReaders.buildReader(projection, schema))
                .build();
        return FileReading.named(table, "file " + location, rows);
    }

    /** Columns that a file need not have: files of deletes have only some. */
    static Schema lenient(Schema schema) {
        return new Schema(schema.columns().stream()
                .map(column -> column.isOptional() ? column : column.asOptional())
                .toList());
    }

    /** The rows of a file that a query sees; to be closed. */
    public CloseableIterable<Record> live(FileScanTask task) {
        GenericDeleteFilter deletes = new GenericDeleteFilter(table.io(), task, table.schema(), table.schema());
        Schema projection = deletes.requiredSchema();
        Map<Integer, ?> constants = PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant);
        CloseableIterable<Record> rows = Parquet.read(
                        table.io().newInputFile(task.file().location()))
                .project(projection)
                .createReaderFunc(schema -> GenericParquetReaders.buildReader(projection, schema, constants))
                .build();
        return FileReading.named(table, "file " + task.file().location(), deletes.filter(rows));
    }

    Writing write(PartitionSpec spec, StructLike partition, SortOrder order) {
        EncryptedOutputFile file = locations.newOutputFile(spec, partition);
        try {
            DataWriter<Record> writer = Parquet.writeData(file)
                    .forTable(table)
                    .withSpec(spec)
                    .withPartition(partition)
                    .withSortOrder(order)
                    .createWriterFunc(GenericParquetWriter::create)
                    .overwrite()
                    .build();
            return new Writing(file, writer);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "file %s was not written"
                            .formatted(file.encryptingOutputFile().location()),
                    e);
        }
    }

    void delete(String location) {
        table.io().deleteFile(location);
    }

    /** A file that is being written; it is deleted unless it was finished. */
    final class Writing implements AutoCloseable {

        private final EncryptedOutputFile file;
        private final DataWriter<Record> writer;
        private boolean finished;

        private Writing(EncryptedOutputFile file, DataWriter<Record> writer) {
            this.file = file;
            this.writer = writer;
        }

        void write(Record row) {
            writer.write(row);
        }

        DataFile finish() {
            closeWriter();
            finished = true;
            return writer.toDataFile();
        }

        @Override
        public void close() {
            if (!finished) {
                closeWriter();
                delete(file.encryptingOutputFile().location());
            }
        }

        private void closeWriter() {
            try {
                writer.close();
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "file %s was not written"
                                .formatted(file.encryptingOutputFile().location()),
                        e);
            }
        }
    }

    /** Refuses what no job of this suite writes. */
    public static void requireParquet(DataFile file) {
        if (file.format() != FileFormat.PARQUET) {
            throw new LakeException("file %s is %s: only Parquet files are read and rewritten"
                    .formatted(file.location(), file.format()));
        }
    }
}
