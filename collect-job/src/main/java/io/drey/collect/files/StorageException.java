package io.drey.collect.files;

import java.io.IOException;

/** The storage did not give a file's bytes. They may come later; what is wrong with the bytes themselves is something else. */
final class StorageException extends IOException {

    private static final long serialVersionUID = 1L;

    StorageException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
