package io.drey.collect.files;

import io.drey.collect.files.CollectSettings.FilesOfDataset;
import java.io.Serializable;
import java.util.List;

/** Where it is published which files are whose, while the job runs. Used by one thread. */
public interface FilesDirectory extends Serializable, AutoCloseable {

    /**
     * Reads what there is.
     *
     * @throws RuntimeException if that cannot be had now: it is tried again
     */
    void open();

    /** Whose files there are now. Quick: may be asked every second. */
    List<FilesOfDataset> files();

    @Override
    void close();
}
