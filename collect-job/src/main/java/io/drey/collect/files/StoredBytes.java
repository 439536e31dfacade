package io.drey.collect.files;

import java.io.IOException;
import java.io.InputStream;

/** A file's bytes, whose failures are told from those of who decompresses them. */
final class StoredBytes extends InputStream {

    private final InputStream stored;
    private StorageException failure;

    StoredBytes(InputStream stored) {
        this.stored = stored;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        try {
            return stored.read(bytes, from, length);
        } catch (IOException e) {
            failure = new StorageException(e);
            throw failure;
        }
    }

    /** Fails if the storage did, also where who decompresses made something else of it. */
    void requireWhole() throws StorageException {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }
}
