package io.drey.lake;

import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;

/**
 * Says which file of which table cannot be read: what Iceberg and Parquet throw mostly does not. A file that is not there is no
 * failure yet, as others may have replaced it: {@link NotFoundException} stays what it is.
 */
public final class FileReading {

    private FileReading() {}

    /**
     * Reads.
     *
     * @param file the file's address
     * @throws LakeException that names table, snapshot and file
     */
    public static <T> T attempt(Table table, String file, Callable<T> read) {
        try {
            return read.call();
        } catch (LakeException | NotFoundException | NoSuchElementException e) {
            throw e;
        } catch (Exception | StackOverflowError e) {
            // Parquet reads damaged headers as structures within structures without end.
            throw unreadable(table, file, e);
        }
    }

    /** The same values, but failures name table, snapshot and file. */
    public static <T> CloseableIterable<T> named(Table table, String file, CloseableIterable<T> values) {
        return new Named<>(values, new Attempt() {
            @Override
            public <R> R run(Callable<R> read) {
                return attempt(table, file, read);
            }
        });
    }

    /** Likewise where nobody can have replaced a file: one that is not there is a failure too. */
    public static <T> CloseableIterable<T> namedEvenIfMissing(Table table, String file, CloseableIterable<T> values) {
        return new Named<>(values, new Attempt() {
            @Override
            public <R> R run(Callable<R> read) {
                try {
                    return attempt(table, file, read);
                } catch (NotFoundException e) {
                    throw unreadable(table, file, e);
                }
            }
        });
    }

    private interface Attempt {
        <R> R run(Callable<R> read);
    }

    private record Named<T>(CloseableIterable<T> values, Attempt attempt) implements CloseableIterable<T> {

        @Override
        public CloseableIterator<T> iterator() {
            CloseableIterator<T> iterator = attempt.run(values::iterator);
            return new CloseableIterator<>() {
                @Override
                public boolean hasNext() {
                    return attempt.run(iterator::hasNext);
                }

                @Override
                public T next() {
                    return attempt.run(iterator::next);
                }

                @Override
                public void close() throws IOException {
                    iterator.close();
                }
            };
        }

        @Override
        public void close() throws IOException {
            values.close();
        }
    }

    /** The failure that names table, current snapshot and file. */
    public static LakeException unreadable(Table table, String file, Throwable failure) {
        return Failures.unreadable(table, file, failure);
    }
}
