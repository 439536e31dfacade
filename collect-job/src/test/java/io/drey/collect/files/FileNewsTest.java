package io.drey.collect.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.collect.domain.FoundFile;
import io.drey.collect.files.CollectSettings.FilesOfDataset;
import io.drey.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FileNewsTest {

    private static final FilesOfDataset FILES = new FilesOfDataset("acme", "access", "s3://logs/*.gz");

    private final Bucket bucket = new Bucket();
    private final Storage storage = new Storage();
    private final List<String> found = new ArrayList<>();
    private final FileNews news = new FileNews(null, List.of(bucket), List.of(FILES), storage, new FileNews.Hearer() {
        @Override
        public void asked(List<FilesOfDataset> files, List<FilesOfDataset> added) {}

        @Override
        public void found(Map<FilesOfDataset, List<FoundFile>> each) {
            each.values().forEach(files -> files.forEach(file -> found.add(file.name())));
        }
    });

    @Test
    void whatABucketSaysIsNewIsFoundOnceItIsThere() throws IOException {
        bucket.says("a.gz", "b.gz", "c.txt");
        news.hear(Duration.ZERO);
        news.hear(Duration.ZERO);

        assertThat(found).containsExactly("a.gz", "b.gz");
        assertThat(bucket.followed).isEqualTo(1);
    }

    @Test
    void whatCannotBeLookedAtIsAskedForAgainAndKeepsNothingElse() throws IOException {
        storage.isAway = true;
        bucket.says("a.gz", "b.gz");
        news.hear(Duration.ZERO);
        assertThat(found).isEmpty();

        storage.isAway = false;
        bucket.says("c.gz");
        news.hear(Duration.ZERO);
        assertThat(found).containsExactly("c.gz");

        Await.until("the others to be asked for again", Duration.ofMinutes(1), () -> {
            news.hear(Duration.ofMillis(100));
            return found.size() > 1;
        });
        assertThat(found).containsExactly("c.gz", "a.gz", "b.gz");
    }

    /** Knows all files but while it is away. */
    private static final class Storage extends StoredFolders {
        private boolean isAway;

        @Override
        Optional<FoundFile> find(String file) throws IOException {
            if (isAway) {
                throw new IOException("away");
            }
            return Optional.of(new FoundFile(file, 1, 1));
        }
    }

    private static final class Bucket implements NotifiedBuckets {

        private static final long serialVersionUID = 1L;

        private final transient List<byte[]> messages = new ArrayList<>();
        private int followed;

        private void says(String... keys) {
            Stream.of(keys)
                    .map(
                            """
                            {"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put",\
                            "s3":{"bucket":{"name":"logs"},"object":{"key":"%s"}}}]}"""
                                    ::formatted)
                    .forEach(message -> messages.add(message.getBytes(UTF_8)));
        }

        @Override
        public List<byte[]> poll(Duration patience) {
            List<byte[]> now = List.copyOf(messages);
            messages.clear();
            return now;
        }

        @Override
        public void followed() {
            followed++;
        }

        @Override
        public void close() {}
    }
}
