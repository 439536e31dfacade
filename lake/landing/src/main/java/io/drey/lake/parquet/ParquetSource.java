package io.drey.lake.parquet;

import java.io.IOException;
import org.apache.iceberg.shaded.org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.iceberg.shaded.org.apache.parquet.io.InputFile;
import org.apache.iceberg.shaded.org.apache.parquet.io.SeekableInputStream;

/** A file of Iceberg's as Parquet reads it. */
record ParquetSource(org.apache.iceberg.io.InputFile file) implements InputFile {

    @Override
    public long getLength() {
        return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
        return new Stream(file.newStream());
    }

    @Override
    public String toString() {
        return file.location();
    }

    private static final class Stream extends DelegatingSeekableInputStream {

        private final org.apache.iceberg.io.SeekableInputStream in;

        private Stream(org.apache.iceberg.io.SeekableInputStream in) {
            super(in);
            this.in = in;
        }

        @Override
        public long getPos() throws IOException {
            return in.getPos();
        }

        @Override
        public void seek(long position) throws IOException {
            in.seek(position);
        }
    }
}
