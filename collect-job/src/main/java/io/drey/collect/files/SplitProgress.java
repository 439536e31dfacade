package io.drey.collect.files;

import io.drey.collect.domain.TailedFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far a split is read, as far as its lines have left the source. */
final class SplitProgress {

    private final CollectSplit split;
    private final Map<String, TailedFile> tailed = new LinkedHashMap<>();
    private long position;

    SplitProgress(CollectSplit split) {
        this.split = split;
        if (split instanceof FileSplit file) {
            position = file.position();
        } else if (split instanceof TailSplit tail) {
            tail.files().forEach(file -> tailed.put(file.inode(), file));
        }
    }

    void advance(Fetched fetched) {
        if (fetched.tailed() != null) {
            tailed.put(fetched.tailed().inode(), fetched.tailed());
        } else if (fetched.gone() != null) {
            tailed.remove(fetched.gone());
        } else if (fetched.line() != null) {
            position = fetched.position();
        }
    }

    CollectSplit toSplit() {
        if (split instanceof FileSplit file) {
            return new FileSplit(file.topic(), file.file(), position);
        }
        TailSplit tail = (TailSplit) split;
        return new TailSplit(tail.topic(), tail.pattern(), new ArrayList<>(tailed.values()));
    }
}
